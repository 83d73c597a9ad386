//! The administrators' list of requests, the newest first, and trying one once more by hand (J1, J5).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::role_request::{RequestKind, RequestState};

use crate::prepared::Prepare;
use crate::schema::{grants, role_delegations, role_requests, shown_requests};
use crate::sql_types::{IntoLiteral, RequestKindCode, RequestStateCode};
use crate::statement::Statement;
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
#[derive(Debug, Clone, Queryable, Selectable, QueryableByName, Columns)]
#[diesel(table_name = shown_requests)]
pub struct Listed {
    /// In the order of writing.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// What is to be done.
    #[diesel(sql_type = RequestKindCode)]
    pub kind: RequestKind,
    /// How far it is.
    #[diesel(sql_type = RequestStateCode)]
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

#[derive(Statement)]
#[statement(file = "role_requests/page_of_kinds.sql", row = Listed)]
struct PageOfKinds<'a> {
    below: i64,
    limit: i64,
    states: &'a [RequestState],
    kinds: &'a [RequestKind],
}

#[derive(Statement)]
#[statement(file = "role_requests/page_of_person.sql", row = Listed)]
struct PageOfPerson<'a> {
    below: i64,
    limit: i64,
    states: &'a [RequestState],
    kinds: &'a [RequestKind],
    person: PersonId,
}

/// A page of requests, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &mut Connection, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    let below = filter.before.unwrap_or(i64::MAX);
    let states = filter
        .state
        .as_ref()
        .map_or(RequestState::ALL.as_slice(), std::slice::from_ref);
    let kinds = filter
        .kind
        .as_ref()
        .map_or(RequestKind::ALL.as_slice(), std::slice::from_ref);
    if let Some(person) = filter.person {
        let page = PageOfPerson {
            below,
            limit,
            states,
            kinds,
            person,
        };
        return page.rows(conn).await;
    }
    if filter.state.is_some() || filter.kind.is_some() {
        let page = PageOfKinds {
            below,
            limit,
            states,
            kinds,
        };
        return page.rows(conn).await;
    }
    Ok(shown_requests::table
        .filter(shown_requests::id.lt(below))
        .order(shown_requests::id.desc())
        .limit(limit)
        .select(Listed::as_select())
        .load(conn)
        .await?)
}

/// Makes a faulted or failed request, or all of them, due at once, with all attempts before it. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn retry(tx: &mut Transaction, one: Option<i64>, now: DateTime<Utc>) -> Result<usize> {
    let failed = role_requests::state.eq(RequestState::Failed.literal());
    let faulted = role_requests::state.eq(RequestState::Faulted.literal());
    let stuck = diesel::update(role_requests::table).filter(failed.or(faulted));
    let due = (
        role_requests::state.eq(RequestState::Pending.literal()),
        role_requests::attempts.eq(0),
        role_requests::next_at.eq(now),
    );
    Ok(match one {
        Some(id) => {
            stuck
                .filter(role_requests::id.eq(id))
                .set(due)
                .prepared()
                .execute(tx)
                .await?
        }
        None => stuck.set(due).prepared().execute(tx).await?,
    })
}

/// Whose membership a request is about.
///
/// # Errors
/// When the database fails.
pub async fn person_of(conn: &mut Connection, id: i64) -> Result<Option<PersonId>> {
    let found: Option<(Option<PersonId>, Option<PersonId>)> = role_requests::table
        .find(id)
        .left_join(role_delegations::table)
        .left_join(grants::table)
        .select((
            role_delegations::proxy_id.nullable(),
            grants::person_id.nullable(),
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(found.and_then(|(proxy, granted)| proxy.or(granted)))
}
