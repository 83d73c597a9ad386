//! The SQL of the list of people: one text for each way to read it, so that each keeps a plan of its own.
//!
//! `$1` and `$2` bounds of the list, `$3` now, `$4` status, `$5` has a delegate, `$6` is a delegate, `$7` words,
//! `$8` how far to walk, `$9` who reads, `$10` and `$11` the two longest words, `$12` department, `$13` short words, `$14` the
//! same as pieces of names.

use super::departments;
use crate::sql::{active, activity_state, reaches_everyone, rule_live};

/// Where a page is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Driver {
    /// The list itself.
    Everyone,
    /// A part of the list; then the trigrams of what was typed.
    Search,
    /// A part of the list; then the index of the beginnings of words.
    ShortSearch,
    /// The list of the owners of rules.
    Owners,
    /// The list of the delegates of rules.
    Delegates,
    /// The list of the owners of rules whose delegate is inactive.
    Orphaned,
    /// The list of disabled people and of those with a termination date.
    Leavers,
    /// Disabled people.
    Disabled,
    /// Those whose first day is still to come.
    Joining,
    /// The last three together.
    Inactive,
}

/// What a line must satisfy whichever way it is read. Subqueries with a value: as EXISTS they would be turned
/// into a table of all rules.
macro_rules! conditions {
    () => {
        concat!(
            "($4 = '' OR $4 = ",
            activity_state!("p", "$3"),
            " OR $4 = 'inactive' AND ",
            activity_state!("p", "$3"),
            " <> 'active') \
             AND (NOT $5 OR (SELECT r.id FROM delegation_rules r WHERE r.owner_id = p.id AND ",
            rule_live!("r", "$3"),
            ") IS NOT NULL) \
             AND (NOT $6 OR (SELECT r.id FROM delegation_rules r WHERE r.delegate_id = p.id AND ",
            rule_live!("r", "$3"),
            " LIMIT 1) IS NOT NULL) \
             AND p.search_text LIKE ALL ($7) AND p.search_text ~ ALL ($13)"
        )
    };
}

macro_rules! bounds {
    ($department:literal) => {
        concat!(
            "p.search_text COLLATE \"C\" >= $1 AND p.search_text COLLATE \"C\" < $2",
            $department
        )
    };
}

/// People in the order of the list, no further than `$8`; then the filters.
macro_rules! walk {
    ($department:literal, $where:literal) => {
        concat!(
            "(SELECT p.id, p.place FROM (SELECT p.*, p.search_text COLLATE \"C\" AS place FROM people p WHERE ",
            bounds!($department), $where, " ORDER BY place LIMIT $8) p WHERE ", conditions!(), " ORDER BY p.place LIMIT 51)"
        )
    };
}

/// The people of a small set, put in order. Materialized, and the bounds outside: with an order or bounds in sight
/// the planner would walk the list.
macro_rules! sorted {
    ($department:literal, $from:expr) => {
        concat!(
            "(WITH few AS MATERIALIZED (SELECT p.id, p.search_text COLLATE \"C\" AS place FROM ",
            $from,
            $department,
            " AND ",
            conditions!(),
            ") SELECT id, place FROM few WHERE place >= $1 AND place < $2 ORDER BY place LIMIT 51)"
        )
    };
}

/// The people on one side of the rules, in the order of the list; then the filters. What the rules themselves tell
/// is asked of them, before anybody's row is read.
macro_rules! of_rules {
    ($side:literal, $distinct:literal, $where:expr) => {
        concat!(
            "(SELECT p.id, q.place FROM (SELECT ",
            $distinct,
            " q.",
            $side,
            "_id AS id, q.",
            $side,
            "_place COLLATE \"C\" AS place \
             FROM delegation_rules q WHERE ",
            rule_live!("q", "$3"),
            $where,
            " AND (NOT $6 OR q.",
            $side,
            "_id = q.delegate_id OR (SELECT r.id \
             FROM delegation_rules r WHERE r.delegate_id = q.owner_id AND ",
            rule_live!("r", "$3"),
            " LIMIT 1) IS NOT NULL) AND q.",
            $side,
            "_place COLLATE \"C\" >= $1 AND q.",
            $side,
            "_place COLLATE \"C\" < $2 ORDER BY place LIMIT $8) q \
             CROSS JOIN LATERAL (SELECT * FROM people p WHERE p.id = q.id OFFSET 0) p WHERE ",
            conditions!(),
            " ORDER BY q.place LIMIT 51)"
        )
    };
}

/// A part of the list, and the small set if that does not fill the page.
macro_rules! walk_or {
    ($department:literal, $from:expr) => {
        concat!(
            "(WITH walked AS MATERIALIZED ",
            walk!($department, ""),
            " SELECT id, place FROM walked WHERE (SELECT count(*) FROM walked) > 50 \
             UNION ALL SELECT id, place FROM ",
            sorted!($department, $from),
            " s WHERE (SELECT count(*) FROM walked) <= 50)"
        )
    };
}

/// The page with what each line shows, and the departments there are.
macro_rules! page {
    ($found:expr) => {
        concat!(
            "WITH RECURSIVE found AS MATERIALIZED ", $found, ", ", departments!(), " SELECT ",
            reaches_everyone!("$9", "manage_directory", "$3"), " AS allowed, ARRAY(SELECT name FROM department WHERE name IS NOT NULL \
             LIMIT 301) AS departments, coalesce((SELECT jsonb_agg(jsonb_build_object('place', f.place, 'username', p.username, \
             'display_name', p.display_name, 'department', p.department, 'job', p.job, 'state', ", activity_state!("p", "$3"),
            ", 'delegate', (SELECT jsonb_build_object('username', d.username, 'display_name', ", crate::sql::shown_name!("d"), ", 'state', ",
            activity_state!("d", "$3"), ", 'starts_at', r.starts_at) FROM delegation_rules r JOIN people d ON d.id = r.delegate_id \
             WHERE r.owner_id = p.id AND ", rule_live!("r", "$3"), "), 'covers', (SELECT count(*) FROM (SELECT FROM delegation_rules r \
             WHERE r.delegate_id = p.id AND ", rule_live!("r", "$3"), " LIMIT 100) c)) ORDER BY f.place) FROM found f CROSS JOIN LATERAL \
             (SELECT * FROM people WHERE id = f.id) p), '[]') AS lines"
        )
    };
}

macro_rules! by_department {
    ($driver:expr, $department:literal, $owners:literal, $delegates:literal) => {
        match $driver {
            Driver::Everyone => page!(walk!($department, "")),
            Driver::Search => page!(walk_or!(
                $department,
                "people p WHERE p.search_text LIKE $10 AND p.search_text LIKE $11"
            )),
            Driver::ShortSearch => page!(walk_or!(
                $department,
                "people p WHERE name_pieces(p.search_text) @> $14"
            )),
            Driver::Owners => page!(of_rules!("owner", "", $owners)),
            Driver::Delegates => page!(of_rules!(
                "delegate",
                "DISTINCT ON (q.delegate_place COLLATE \"C\")",
                $delegates
            )),
            Driver::Orphaned => page!(of_rules!(
                "owner",
                "",
                concat!(
                    $owners,
                    " AND q.delegate_may_leave AND (SELECT NOT ",
                    active!("d", "$3"),
                    " FROM people d WHERE d.id = q.delegate_id)"
                )
            )),
            Driver::Leavers => page!(walk!(
                $department,
                " AND (p.disabled_at IS NOT NULL OR p.active_until IS NOT NULL)"
            )),
            Driver::Disabled => page!(sorted!($department, "people p WHERE p.disabled_at IS NOT NULL")),
            Driver::Joining => page!(sorted!(
                $department,
                "people p WHERE p.active_from > p.created_at AND p.active_from > $3"
            )),
            Driver::Inactive => page!(concat!(
                "(SELECT id, place FROM (", walk!($department, " AND (p.disabled_at IS NOT NULL OR p.active_until IS NOT NULL)"),
                " UNION ALL ", sorted!(
                    $department,
                    "people p WHERE p.active_from > p.created_at AND p.active_from > $3 AND p.disabled_at IS NULL AND p.active_until IS NULL"
                ), ") i ORDER BY place LIMIT 51)"
            )),
        }
    };
}

/// The statement of a page.
pub(super) fn page_sql(driver: Driver, of_department: bool) -> &'static str {
    if of_department {
        by_department!(
            driver,
            " AND p.department = $12",
            " AND q.owner_department = $12",
            " AND q.delegate_department = $12"
        )
    } else {
        by_department!(driver, "", "", "")
    }
}
