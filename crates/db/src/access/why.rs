//! Everything through which a person has, had or will have a privilege, with what decides whether it counts for one
//! record at one instant (D): for the page that answers "Why can …?".

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::access::{HoldingSource, Way};
use domain::ids::PersonId;
use domain::privilege::DataScope;
use domain::role_delegation::Period;

use super::sql::{active_at, held, in_scope, kept_at, up};
use crate::code::Code;
use crate::glued::statement;
use crate::{Connection, Result};

#[derive(Debug, diesel::QueryableByName)]
struct WayRow {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text, deserialize_as = Code<DataScope>)]
    data_scope: DataScope,
    #[diesel(sql_type = Text, deserialize_as = Code<HoldingSource>)]
    source: HoldingSource,
    #[diesel(sql_type = Nullable<BigInt>)]
    delegator_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    delegator: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    by: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    starts_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    through_end: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    since: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    is_cancelled: bool,
    #[diesel(sql_type = Bool)]
    is_delegator_active: bool,
    #[diesel(sql_type = Bool)]
    is_kept: bool,
    #[diesel(sql_type = Bool)]
    is_in_force: bool,
    #[diesel(sql_type = Bool)]
    reaches: bool,
}

// What is in force comes first, then what reaches the record, then the newest.
const WAYS: &str = concat!(
    "WITH RECURSIVE ",
    held!("$3", "$4"),
    ", ",
    up!("$2"),
    ", ways AS (SELECT g.role_id, g.source, g.id AS source_id, NULL::bigint AS delegator_id, g.granted_by AS by_id, \
         NULL::date AS starts_on, NULL::date AS ends_on, false AS through_end, g.granted_at AS since, g.revoked_at AS until, false AS is_cancelled, \
         true AS is_delegator_active, true AS is_kept FROM grants g WHERE g.person_id = $1 \
       UNION ALL SELECT d.role_id, 'delegated', d.id, d.delegator_id, d.created_by, d.starts_on, d.ends_on, d.through_end, coalesce(d.begun_at, \
         (SELECT min(q.due_at) FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = 'begin' \
           AND q.state IN ('pending', 'in_progress', 'failed'))), least(d.ended_at, d.not_after, (SELECT min(q.due_at) \
           FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = 'end' AND $4 < $3 \
           AND q.state IN ('pending', 'in_progress', 'failed'))), d.cancelled_at IS NOT NULL, ",
    active_at!("o", "$3"),
    ", ",
    kept_at!("$3"),
    " FROM role_delegations d JOIN people o ON o.id = d.delegator_id WHERE d.proxy_id = $1) \
     SELECT r.name AS role, r.data_scope, w.source, w.delegator_id, ",
    crate::sql::shown_name!("o"),
    " AS delegator, ",
    crate::sql::shown_name!("b"),
    " AS by, w.starts_on, \
       w.ends_on, w.through_end, w.since, w.until, w.is_cancelled, w.is_delegator_active, w.is_kept, h.role_id IS NOT NULL AS is_in_force, ",
    in_scope!("r", "w", "$5", "$2"),
    " AS reaches FROM ways w JOIN roles r ON r.id = w.role_id JOIN role_privileges rp ON rp.role_id = w.role_id AND rp.privilege = $5 \
     LEFT JOIN held h ON h.source = w.source AND h.source_id = w.source_id LEFT JOIN people o ON o.id = w.delegator_id \
     LEFT JOIN people b ON b.id = w.by_id ORDER BY is_in_force DESC, reaches DESC, w.since DESC NULLS LAST, w.source_id DESC LIMIT $6"
);

/// Everything that gives, gave or will give a person a privilege, up to `most`, judged for one record at one instant.
///
/// # Errors
/// When the database fails.
pub async fn ways(
    conn: &mut Connection,
    (person, privilege, target): (PersonId, &'static str, PersonId),
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Way>> {
    let rows: Vec<WayRow> = statement(WAYS)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(target.0)
        .bind::<Timestamptz, _>(at)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(privilege)
        .bind::<BigInt, _>(most)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(way).collect())
}

fn way(row: WayRow) -> Way {
    Way {
        role: row.role,
        data_scope: row.data_scope,
        source: row.source,
        delegator: row.delegator_id.map(PersonId).zip(row.delegator),
        by: row.by,
        period: row
            .starts_on
            .and_then(|starts_on| Period::new(starts_on, row.ends_on, row.through_end)),
        since: row.since,
        until: row.until,
        is_cancelled: row.is_cancelled,
        is_delegator_active: row.is_delegator_active,
        is_kept: row.is_kept,
        is_in_force: row.is_in_force,
        reaches: row.reaches,
    }
}

/// Somebody in the line of managers.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Above {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Active at the instant asked about.
    #[diesel(sql_type = Bool)]
    pub is_active: bool,
}

impl Above {
    /// Who.
    pub fn id(&self) -> PersonId {
        PersonId(self.id)
    }
}

const LINE: &str = concat!(
    "WITH RECURSIVE up (id, manager_id, depth) AS (SELECT id, manager_id, 0 FROM people WHERE id = $1 UNION ALL \
       SELECT p.id, p.manager_id, up.depth + 1 FROM up JOIN people p ON p.id = up.manager_id WHERE up.depth < 100) \
     SELECT p.id, ",
    crate::sql::shown_name!("p"),
    " AS name, ",
    active_at!("p", "$2"),
    " AS is_active FROM up JOIN people p ON p.id = up.id ORDER BY up.depth"
);

/// A person and everybody above them, from below.
///
/// # Errors
/// When the database fails.
pub async fn line(conn: &mut Connection, person: PersonId, at: DateTime<Utc>) -> Result<Vec<Above>> {
    Ok(statement(LINE)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(at)
        .load(conn)
        .await?)
}
