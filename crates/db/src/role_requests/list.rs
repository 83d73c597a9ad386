//! The administrators' list of requests, the newest first, and trying one once more by hand (J1, J5).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::role_request::{RequestKind, RequestState};

use crate::code::Code;
use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// What to list; everything empty means everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// In one state.
    pub state: Option<RequestState>,
    /// Of one kind.
    pub kind: Option<RequestKind>,
    /// Delegator, proxy, or who was granted a role.
    pub person: Option<PersonId>,
    /// Older than this id: the next page.
    pub before: Option<i64>,
}

/// A request as administrators see it.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Listed {
    /// In the order of writing.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// What is to be done.
    #[diesel(sql_type = Text, deserialize_as = Code<RequestKind>)]
    pub kind: RequestKind,
    /// How far it is.
    #[diesel(sql_type = Text, deserialize_as = Code<RequestState>)]
    pub state: RequestState,
    /// Attempts to tell the directory.
    #[diesel(sql_type = SmallInt)]
    pub attempts: i16,
    /// What went wrong last.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    /// When it falls due.
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    /// When it was carried out inside Locum.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub applied_at: Option<DateTime<Utc>>,
    /// The earliest instant of the next attempt.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub next_at: Option<DateTime<Utc>>,
    /// When it was done with.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub finished_at: Option<DateTime<Utc>>,
    /// Name of whose membership it is about.
    #[diesel(sql_type = Text)]
    pub person_name: String,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub person_username: String,
    /// Name of who lends, of a delegation.
    #[diesel(sql_type = Nullable<Text>)]
    pub delegator_name: Option<String>,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role_name: String,
}

macro_rules! page {
    ($from:literal) => {
        concat!(
            "SELECT q.id, q.kind, q.state, q.attempts, q.last_error, q.due_at, q.applied_at, q.next_at, q.finished_at, \
             ", crate::sql::shown_name!("p"), " AS person_name, p.username AS person_username, ", crate::sql::shown_name!("o"), " AS delegator_name, r.name AS role_name \
             FROM (SELECT q.* FROM ", $from, " q WHERE q.id < $1 ORDER BY q.id DESC LIMIT $2) q \
             LEFT JOIN role_delegations d ON d.id = q.delegation_id LEFT JOIN grants g ON g.id = q.grant_id \
             LEFT JOIN people o ON o.id = d.delegator_id JOIN people p ON p.id = coalesce(d.proxy_id, g.person_id) \
             JOIN roles r ON r.id = coalesce(d.role_id, g.role_id) ORDER BY q.id DESC"
        )
    };
}
const ALL: &str = page!("role_requests");
/// The newest of each state and kind asked for: a page costs the same, however rare they are among those stored.
const SOME: &str = page!(
    "(SELECT w.* FROM unnest($3) AS s (state) CROSS JOIN unnest($4) AS k (kind) CROSS JOIN LATERAL (SELECT * FROM role_requests w \
      WHERE w.state = s.state AND w.kind = k.kind AND -w.id > -$1 ORDER BY -w.id LIMIT $2) w)"
);
/// A person's delegations and grants are asked, and nothing else.
const OF_PERSON: &str = page!(
    "(SELECT a.* FROM (SELECT w.* FROM role_delegations l JOIN role_requests w ON w.delegation_id = l.id WHERE l.delegator_id = $5 \
      UNION SELECT w.* FROM role_delegations l JOIN role_requests w ON w.delegation_id = l.id WHERE l.proxy_id = $5 \
      UNION SELECT w.* FROM grants l JOIN role_requests w ON w.grant_id = l.id WHERE l.person_id = $5) a \
      WHERE a.state = ANY($3) AND a.kind = ANY($4))"
);

/// A page of requests, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &mut Connection, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    let is_all = filter.person.is_none() && filter.state.is_none() && filter.kind.is_none();
    let sql = match filter.person {
        Some(_) => OF_PERSON,
        None if is_all => ALL,
        None => SOME,
    };
    let query = statement(sql)
        .bind::<BigInt, _>(filter.before.unwrap_or(i64::MAX))
        .bind::<BigInt, _>(limit);
    if is_all {
        return Ok(query.load(conn).await?);
    }
    let states = filter
        .state
        .map_or(RequestState::ALL.to_vec(), |state| vec![state]);
    let kinds = filter.kind.map_or(RequestKind::ALL.to_vec(), |kind| vec![kind]);
    let codes = |codes: Vec<&'static str>| codes.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let query = query
        .bind::<Array<Text>, _>(codes(states.into_iter().map(RequestState::code).collect()))
        .bind::<Array<Text>, _>(codes(kinds.into_iter().map(RequestKind::code).collect()));
    Ok(match filter.person {
        Some(person) => query.bind::<BigInt, _>(person.0).load(conn).await?,
        None => query.load(conn).await?,
    })
}

/// Makes a faulted or failed request, or all of them, due at once, with all attempts before it. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn retry(tx: &mut Transaction, one: Option<i64>, now: DateTime<Utc>) -> Result<usize> {
    const ONE: &str = "UPDATE role_requests SET state = 'pending', attempts = 0, next_at = $1 WHERE id = $2 \
        AND state IN ('failed', 'faulted')";
    const ALL: &str = "UPDATE role_requests SET state = 'pending', attempts = 0, next_at = $1 WHERE state IN ('failed', 'faulted')";
    let query = match one {
        Some(id) => statement(ONE).bind::<Timestamptz, _>(now).bind::<BigInt, _>(id),
        None => statement(ALL).bind::<Timestamptz, _>(now),
    };
    Ok(query.execute(tx).await?)
}

/// Whose membership a request is about.
///
/// # Errors
/// When the database fails.
pub async fn person_of(conn: &mut Connection, id: i64) -> Result<Option<PersonId>> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    const SQL: &str = "SELECT coalesce(d.proxy_id, g.person_id) AS id FROM role_requests q \
        LEFT JOIN role_delegations d ON d.id = q.delegation_id LEFT JOIN grants g ON g.id = q.grant_id WHERE q.id = $1";
    let rows: Vec<Row> = statement(SQL).bind::<BigInt, _>(id).load(conn).await?;
    Ok(rows.into_iter().next().map(|row| PersonId(row.id)))
}
