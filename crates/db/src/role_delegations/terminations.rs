//! Delegations that end for good because of what became of their people or of the delegator's role (R12), some hundreds at a time: the
//! facts that decide it are read here and what was decided is written here; `domain::role_delegation::termination` decides.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Timestamptz};
use domain::ids::{PersonId, RoleId};
use domain::role_delegation::{EndReason, Termination, TerminationFacts};
use domain::zone::Zone;

use super::parties::Parties;
use crate::sql_types::{RoleKey, ZoneName};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// Delegations looked at in one statement.
const BATCH: i64 = 500;

/// A delegation that is to end, with everybody in it.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Terminable {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    begun_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    not_after: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    has_proxy_left: bool,
    #[diesel(sql_type = Bool)]
    has_delegator_left: bool,
    #[diesel(sql_type = Bool)]
    is_role_kept: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    left_at: Option<DateTime<Utc>>,
    /// Who delegated what to whom.
    #[diesel(embed)]
    pub parties: Parties,
    /// The role.
    #[diesel(sql_type = RoleKey)]
    pub role_id: RoleId,
    /// The zone in which its days lie, the delegator's (G1).
    #[diesel(sql_type = ZoneName)]
    pub zone: Zone,
    /// The role changes who may do what (R22): its notices do not depend on an option (R18).
    #[diesel(sql_type = Bool)]
    pub is_administrative: bool,
}

impl Terminable {
    /// What decides how it ends.
    pub fn facts(&self) -> TerminationFacts {
        TerminationFacts {
            begun_at: self.begun_at,
            not_after: self.not_after,
            has_proxy_left: self.has_proxy_left,
            has_delegator_left: self.has_delegator_left,
            is_role_kept: self.is_role_kept,
            left_at: self.left_at,
        }
    }
}

/// Whose delegations are looked at.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// What these people delegated of these roles, pair by pair.
    Delegators(&'a [(PersonId, RoleId)]),
    /// What anybody delegated of these roles.
    Roles(&'a [RoleId]),
    /// What these people delegated or received.
    People(&'a [PersonId]),
    /// What the people of an import delegated or received; inside its transaction.
    Imported,
    /// What was delegated of roles that were taken away and whose removal the directory has not been told yet.
    Revoked,
}

#[derive(Statement)]
#[statement(file = "role_delegations/terminations_of_pairs.sql", row = Terminable)]
struct OfPairs {
    now: DateTime<Utc>,
    limit: i64,
    people: Vec<PersonId>,
    roles: Vec<RoleId>,
}

#[derive(Statement)]
#[statement(file = "role_delegations/terminations_of_roles.sql", row = Terminable)]
struct OfRoles<'a> {
    now: DateTime<Utc>,
    limit: i64,
    roles: &'a [RoleId],
}

#[derive(Statement)]
#[statement(file = "role_delegations/terminations_of_people.sql", row = Terminable)]
struct OfPeople<'a> {
    now: DateTime<Utc>,
    limit: i64,
    people: &'a [PersonId],
}

#[derive(Statement)]
#[statement(file = "role_delegations/terminations_of_import.sql", row = Terminable)]
struct OfImport {
    now: DateTime<Utc>,
    limit: i64,
}

#[derive(Statement)]
#[statement(file = "role_delegations/terminations_of_revoked.sql", row = Terminable)]
struct OfRevoked {
    now: DateTime<Utc>,
    limit: i64,
}

/// Some hundreds of those that are to end at `now`, by id.
///
/// # Errors
/// When the database fails.
pub async fn terminable(
    conn: &mut Connection,
    whose: Whose<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Terminable>> {
    let limit = BATCH;
    match whose {
        Whose::Delegators(pairs) => {
            let (people, roles) = pairs.iter().copied().unzip();
            let found = OfPairs {
                now,
                limit,
                people,
                roles,
            };
            found.rows(conn).await
        }
        Whose::Roles(roles) => OfRoles { now, limit, roles }.rows(conn).await,
        Whose::People(people) => OfPeople { now, limit, people }.rows(conn).await,
        Whose::Imported => OfImport { now, limit }.rows(conn).await,
        Whose::Revoked => OfRevoked { now, limit }.rows(conn).await,
    }
}

#[derive(QueryableByName, Columns)]
struct Ended {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(Statement)]
#[statement(file = "role_delegations/terminate.sql", row = Ended)]
struct Terminate {
    delegations: Vec<i64>,
    versions: Vec<i32>,
    reasons: Vec<EndReason>,
    ended_at: Vec<Option<DateTime<Utc>>>,
    now: DateTime<Utc>,
}

/// Ends them as it was decided, and answers which, by id: those that somebody else has changed meanwhile are left out.
///
/// # Errors
/// When the database fails.
pub async fn terminate(
    tx: &mut Transaction,
    decided: &[(Terminable, Termination)],
    now: DateTime<Utc>,
) -> Result<Vec<i64>> {
    let terminate = Terminate {
        delegations: decided.iter().map(|(delegation, _)| delegation.id).collect(),
        versions: decided.iter().map(|(delegation, _)| delegation.version).collect(),
        reasons: decided
            .iter()
            .map(|(_, termination)| termination.reason)
            .collect(),
        ended_at: decided
            .iter()
            .map(|(_, termination)| termination.ended_at)
            .collect(),
        now,
    };
    let ended = terminate.rows(tx).await?;
    Ok(ended.into_iter().map(|row| row.id).collect())
}
