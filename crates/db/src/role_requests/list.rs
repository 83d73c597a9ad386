//! The administrators' list of requests, the newest first, and trying one once more by hand (J1, J5).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::role_request::{RequestKind, RequestState};

use crate::statement::statement;
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
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    state: String,
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

impl Listed {
    /// What is to be done.
    pub fn kind(&self) -> RequestKind {
        RequestKind::from_code(&self.kind).unwrap_or(RequestKind::Begin)
    }

    /// How far it is.
    pub fn state(&self) -> RequestState {
        RequestState::from_code(&self.state).unwrap_or(RequestState::Pending)
    }
}

// A state is part of the text, so that the planner knows the index that holds the few of that state. With a person their
// delegations and grants are asked, and nothing else.
macro_rules! page {
    ($state:literal, $from:literal) => {
        concat!(
            "SELECT q.id, q.kind, q.state, q.attempts, q.last_error, q.due_at, q.applied_at, q.next_at, q.finished_at, \
             p.display_name AS person_name, p.username AS person_username, o.display_name AS delegator_name, r.name AS role_name \
             FROM (SELECT q.* FROM ", $from, " WHERE ", $state, " AND ($1::text IS NULL OR q.kind = $1) \
               AND ($2::bigint IS NULL OR q.id < $2) ORDER BY q.id DESC LIMIT $3) q \
             LEFT JOIN role_delegations d ON d.id = q.delegation_id LEFT JOIN grants g ON g.id = q.grant_id \
             LEFT JOIN people o ON o.id = d.delegator_id JOIN people p ON p.id = coalesce(d.proxy_id, g.person_id) \
             JOIN roles r ON r.id = coalesce(d.role_id, g.role_id) ORDER BY q.id DESC"
        )
    };
}
macro_rules! of_everybody {
    ($state:literal) => {
        page!($state, "role_requests q")
    };
}
const ALL: &str = of_everybody!("true");
const PENDING: &str = of_everybody!("q.state = 'pending'");
const IN_PROGRESS: &str = of_everybody!("q.state = 'in_progress'");
const COMPLETE: &str = of_everybody!("q.state = 'complete'");
const FAILED: &str = of_everybody!("q.state = 'failed'");
const FAULTED: &str = of_everybody!("q.state = 'faulted'");
const SUPPRESSED: &str = of_everybody!("q.state = 'suppressed'");
const SUPERSEDED: &str = of_everybody!("q.state = 'superseded'");
const OF_PERSON: &str = page!(
    "($5::text IS NULL OR q.state = $5)",
    "(SELECT w.* FROM role_delegations l JOIN role_requests w ON w.delegation_id = l.id WHERE l.delegator_id = $4 \
      UNION SELECT w.* FROM role_delegations l JOIN role_requests w ON w.delegation_id = l.id WHERE l.proxy_id = $4 \
      UNION SELECT w.* FROM grants l JOIN role_requests w ON w.grant_id = l.id WHERE l.person_id = $4) q"
);

/// A page of requests, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &mut Connection, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    let sql = match (filter.person, filter.state) {
        (Some(_), _) => OF_PERSON,
        (None, None) => ALL,
        (None, Some(RequestState::Pending)) => PENDING,
        (None, Some(RequestState::InProgress)) => IN_PROGRESS,
        (None, Some(RequestState::Complete)) => COMPLETE,
        (None, Some(RequestState::Failed)) => FAILED,
        (None, Some(RequestState::Faulted)) => FAULTED,
        (None, Some(RequestState::Suppressed)) => SUPPRESSED,
        (None, Some(RequestState::Superseded)) => SUPERSEDED,
    };
    Ok(statement(sql)
        .bind::<Nullable<Text>, _>(filter.kind.map(RequestKind::code))
        .bind::<Nullable<BigInt>, _>(filter.before)
        .bind::<BigInt, _>(limit)
        .bind::<Nullable<BigInt>, _>(filter.person.map(|person| person.0))
        .bind::<Nullable<Text>, _>(filter.state.map(RequestState::code))
        .load(conn)
        .await?)
}

/// Makes a faulted or failed request, or all of them, due at once, with all attempts before it. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn retry(conn: &mut Connection, one: Option<i64>, now: DateTime<Utc>) -> Result<usize> {
    const ONE: &str = "UPDATE role_requests SET state = 'pending', attempts = 0, next_at = $1 WHERE id = $2 \
        AND state IN ('failed', 'faulted')";
    const ALL: &str = "UPDATE role_requests SET state = 'pending', attempts = 0, next_at = $1 WHERE state IN ('failed', 'faulted')";
    let query = match one {
        Some(id) => statement(ONE).bind::<Timestamptz, _>(now).bind::<BigInt, _>(id),
        None => statement(ALL).bind::<Timestamptz, _>(now),
    };
    Ok(query.execute(conn).await?)
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
