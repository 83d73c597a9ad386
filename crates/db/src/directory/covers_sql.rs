//! The SQL of the list of rules: one text for each way to read it, so that each keeps a plan of its own.
//!
//! `$1` older than this, `$2` now, `$3` state, `$4` inactive delegate, `$5` set by, `$6` owner, `$7` delegate,
//! `$8` department, `$9` how far to walk, `$10` how many, `$11` who reads.

use super::departments;
use crate::delegation_rules::select_rule;
use crate::sql::{active, reaches_everyone};

/// Where a page is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Driver {
    /// All rules, the newest first.
    Every,
    /// The rules of one owner.
    Owner,
    /// The rules that name one delegate.
    Delegate,
    /// Rules whose start is still to come.
    Scheduled,
    /// Rules that count and whose delegate may be inactive.
    Orphaned,
    /// Rules that count of one department's people.
    LiveOfDepartment,
    /// A part of all rules; then the department's people.
    Department,
}

/// What a line must satisfy whichever way it is read.
macro_rules! conditions {
    () => {
        concat!(
            "CASE $3 WHEN 'ended' THEN r.closed_at IS NOT NULL OR r.ends_at <= $2 WHEN 'in_force' THEN r.closed_at IS NULL \
             AND r.starts_at <= $2 AND (r.ends_at IS NULL OR $2 < r.ends_at) WHEN 'scheduled' THEN r.closed_at IS NULL AND $2 < r.starts_at \
             ELSE r.closed_at IS NULL AND (r.ends_at IS NULL OR $2 < r.ends_at) END \
             AND ($6::bigint IS NULL OR r.owner_id = $6) AND ($7::bigint IS NULL OR r.delegate_id = $7) \
             AND ($5 = '' OR ($5 = 'owner') = (r.saved_by = r.owner_id)) \
             AND (NOT $4 OR (SELECT NOT ", active!("d", "$2"), " FROM people d WHERE d.id = r.delegate_id)) \
             AND ($8::text IS NULL OR (SELECT o.department FROM people o WHERE o.id = r.owner_id) = $8)"
        )
    };
}

/// Rules from the newest on, no further than `$9`; then the filters.
macro_rules! walk {
    ($live:literal) => {
        concat!(
            "(SELECT r.id FROM (SELECT * FROM delegation_rules r WHERE r.id < $1",
            $live,
            " ORDER BY r.id DESC LIMIT $9) r WHERE ",
            conditions!(),
            " ORDER BY r.id DESC LIMIT $10)"
        )
    };
}

/// The rules of a small set, put in order.
macro_rules! sorted {
    ($live:literal, $from:literal) => {
        concat!(
            "(WITH few AS MATERIALIZED (SELECT r.id FROM ",
            $from,
            $live,
            " AND ",
            conditions!(),
            ") SELECT id FROM few WHERE id < $1 ORDER BY id DESC LIMIT $10)"
        )
    };
}

macro_rules! page {
    ($found:expr) => {
        concat!(
            "WITH RECURSIVE found AS MATERIALIZED ", $found, ", ", departments!(), " SELECT ",
            reaches_everyone!("$11", "manage_directory", "$2"), " AS allowed, ARRAY(SELECT name FROM department WHERE name IS NOT NULL \
             LIMIT 301) AS departments, coalesce((SELECT jsonb_agg(to_jsonb(q) ORDER BY q.id DESC) FROM found f CROSS JOIN LATERAL (\
             SELECT s.*, x.closed_at, o.department AS owner_department, coalesce(o.time_zone, (SELECT value FROM profile_values \
             WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC') AS time_zone FROM (",
            select_rule!("WHERE r.id = f.id"),
            ") s JOIN people o ON o.id = s.owner_id JOIN delegation_rules x ON x.id = s.id) q), '[]') AS lines"
        )
    };
}

macro_rules! by_life {
    ($live:literal, $driver:expr) => {
        match $driver {
            Driver::Every => page!(walk!($live)),
            Driver::Owner => page!(sorted!($live, "delegation_rules r WHERE r.owner_id = $6")),
            Driver::Delegate => page!(sorted!($live, "delegation_rules r WHERE r.delegate_id = $7")),
            Driver::Scheduled => page!(sorted!(
                $live,
                "delegation_rules r WHERE r.closed_at IS NULL AND r.starts_at > $2"
            )),
            Driver::Department => page!(concat!(
                "(WITH walked AS MATERIALIZED ",
                walk!($live),
                " SELECT id FROM walked WHERE (SELECT count(*) FROM walked) >= $10 \
                 UNION ALL SELECT id FROM ",
                sorted!(
                    $live,
                    "people p JOIN delegation_rules r ON r.owner_id = p.id WHERE p.department = $8"
                ),
                " s WHERE (SELECT count(*) FROM walked) < $10)"
            )),
            Driver::Orphaned => page!(sorted!(
                $live,
                "delegation_rules r WHERE r.closed_at IS NULL AND r.delegate_may_leave"
            )),
            Driver::LiveOfDepartment => page!(sorted!(
                $live,
                "delegation_rules r WHERE r.closed_at IS NULL AND r.owner_department = $8"
            )),
        }
    };
}

/// The statement of a page; `live`: of rules that were neither replaced nor removed.
pub(super) fn page_sql(driver: Driver, live: bool) -> &'static str {
    if live {
        by_life!(" AND r.closed_at IS NULL", driver)
    } else {
        by_life!("", driver)
    }
}
