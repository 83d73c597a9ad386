//! What the directory is to be told (J3–J5): claimed with a lease, so that any number of nodes may send at once and what a
//! killed one had in hand is taken up by another. Whether somebody is a member is never stored in a request: it is worked
//! out when it is sent, from all sources (R13), and again afterwards.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::{array, exists, select};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, SmallInt, Text};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::role_request::RequestState;

use crate::prepared::Prepare;
use crate::schema::role_requests;
use crate::sql_types::{IntoLiteral, PersonKey, RoleKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A request that this node has in hand until the end of its lease.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Claimed {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// How many attempts there have been, this one included.
    #[diesel(sql_type = SmallInt)]
    pub attempts: i16,
    /// Whose membership.
    #[diesel(sql_type = PersonKey, column_name = person_id)]
    pub person: PersonId,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// In which role.
    #[diesel(sql_type = RoleKey)]
    pub role_id: RoleId,
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// A grant of the role to the person was taken away; what they delegated by it is to have ended before this is sent (R12).
    #[diesel(sql_type = Bool)]
    pub is_removal: bool,
}

#[derive(Statement)]
#[statement(file = "role_requests/claim_unsent.sql", row = Claimed)]
struct Claim<'a> {
    now: DateTime<Utc>,
    limit: i64,
    lease: &'a str,
    until: DateTime<Utc>,
}

/// Claims up to `limit` requests that the directory is to be told by now, until `until`.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Transaction,
    lease: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Claimed>> {
    let claim = Claim {
        now,
        limit,
        lease,
        until,
    };
    claim.rows(tx).await
}

#[derive(QueryableByName, Columns)]
struct Member {
    #[diesel(sql_type = Bool)]
    is_member: bool,
}

#[derive(Statement)]
#[statement(file = "role_requests/members.sql", row = Member)]
struct Members {
    now: DateTime<Utc>,
    people: Vec<PersonId>,
    roles: Vec<RoleId>,
}

/// Whether each person is to be a member of the role beside them: they are active, and some grant or
/// some delegation in force gives it (R13).
///
/// # Errors
/// When the database fails.
pub async fn members(
    conn: &mut Connection,
    pairs: &[(PersonId, RoleId)],
    now: DateTime<Utc>,
) -> Result<Vec<bool>> {
    let (people, roles) = pairs.iter().copied().unzip();
    let members = Members { now, people, roles }.rows(conn).await?;
    Ok(members.into_iter().map(|row| row.is_member).collect())
}

/// How an attempt ended, as the row keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The directory has it as it is to be.
    Complete,
    /// It is tried again at that instant; the words say why.
    Failed(DateTime<Utc>, String),
    /// It is not tried again by itself; the words say why.
    Faulted(String),
    /// It was not its fault, or it was not tried at all: due again at once, and the attempt does not count.
    Released(Option<String>),
}

#[derive(Statement)]
#[statement(file = "role_requests/end_attempts.sql")]
struct EndAttempts<'a> {
    lease: &'a str,
    now: DateTime<Utc>,
    ids: Vec<i64>,
    states: Vec<&'static str>,
    errors: Vec<Option<&'a str>>,
    nexts: Vec<Option<DateTime<Utc>>>,
    backs: Vec<i32>,
}

/// Ends attempts, each if the lease is still this node's: otherwise another has it in hand, and its outcome counts.
/// Returns how many of them were.
///
/// # Errors
/// When the database fails.
pub async fn end_attempts(
    tx: &mut Transaction,
    lease: &str,
    ended: &[(i64, Ended)],
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut attempts = EndAttempts {
        lease,
        now,
        ids: Vec::new(),
        states: Vec::new(),
        errors: Vec::new(),
        nexts: Vec::new(),
        backs: Vec::new(),
    };
    for (id, ended) in ended {
        let (state, error, next, back) = match ended {
            Ended::Complete => ("complete", None, None, 0),
            Ended::Failed(next, why) => ("failed", Some(why.as_str()), Some(*next), 0),
            Ended::Faulted(why) => ("faulted", Some(why.as_str()), None, 0),
            Ended::Released(why) => ("released", why.as_deref(), None, 1),
        };
        attempts.ids.push(*id);
        attempts.states.push(state);
        attempts.errors.push(error);
        attempts.nexts.push(next);
        attempts.backs.push(back);
    }
    attempts.run(tx).await
}

/// Whether a directory has been told of any request that is still kept.
///
/// # Errors
/// When the database fails.
pub async fn any_told(conn: &mut Connection) -> Result<bool> {
    let complete = role_requests::state.eq(RequestState::Complete.literal());
    let in_progress = role_requests::state.eq(RequestState::InProgress.literal());
    let is_complete = exists(role_requests::table.filter(complete));
    let is_in_progress = exists(role_requests::table.filter(in_progress));
    Ok(select(is_complete.or(is_in_progress)).get_result(conn).await?)
}

/// There is no directory: up to `limit` requests that one would be told are done with (J3). Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn suppress(tx: &mut Transaction, now: DateTime<Utc>, limit: i64) -> Result<usize> {
    let unsent = diesel::alias!(role_requests as unsent);
    let state = unsent.field(role_requests::state);
    let is_open = state
        .eq(RequestState::Pending.literal())
        .or(state.eq(RequestState::InProgress.literal()))
        .or(state.eq(RequestState::Failed.literal()));
    let ids = unsent
        .filter(unsent.field(role_requests::applied_at).is_not_null())
        .filter(is_open)
        .filter(unsent.field(role_requests::next_at).le(now))
        .order((
            unsent.field(role_requests::next_at),
            unsent.field(role_requests::id),
        ))
        .limit(limit)
        .select(unsent.field(role_requests::id))
        .for_update()
        .skip_locked();
    // As an array they are taken once, whatever the plan.
    Ok(
        diesel::update(role_requests::table.filter(role_requests::id.eq_any(array(ids))))
            .set((
                role_requests::state.eq(RequestState::Suppressed.literal()),
                role_requests::finished_at.eq(now),
                role_requests::leased_by.eq(None::<&str>),
            ))
            .prepared()
            .execute(tx)
            .await?,
    )
}
