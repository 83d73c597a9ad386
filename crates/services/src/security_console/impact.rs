//! What a change of what a person holds, or of their account, brings with it, counted: for the question before it, by a dry run of
//! the change itself in a transaction that is rolled back, and for the message after it.

use chrono::{DateTime, Utc};
use db::Connection;
use db::role_delegations::overview::of_person;
use db::transaction::Transaction;
use domain::ids::PersonId;
use domain::role_delegation::State;

use super::person::{self, PersonInput, Stop};
use crate::actor::PersonActor;
use crate::role_delegations::DelegationsEnd;
use crate::security_console::SecurityConsole;
use crate::tasks::{KeptBy, StrandedBefore, TasksMoved};
use crate::{Error, Result};

/// What one save of a person's form brings with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consequence {
    /// The role that is taken away; none: none is.
    pub removed: Option<Removed>,
    /// The account is disabled by it; none: it is not, or it was already.
    pub disabled: Option<Disabled>,
    /// Names of the roles that become *Assignable*.
    pub assignable: Vec<String>,
    /// Names of the roles that stop being so, and that the person keeps.
    pub not_assignable: Vec<String>,
}

/// A role that is taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its name.
    pub role: String,
    /// What the person still holds it by; none: they lose it.
    pub stays_by: Option<KeptBy>,
    /// Delegations of it that end for good (R12).
    pub ended: DelegationsEnd,
}

/// An account that is disabled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disabled {
    /// Sessions that end (S).
    pub sessions: usize,
    /// Delegations in force that are suspended (R11).
    pub suspended: Suspended,
    /// Notices to those who named the person as their delegate (T16), one for each rule.
    pub owners_notified: usize,
}

/// Delegations in force that give nothing from now on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Suspended {
    /// Made by the person.
    pub made: usize,
    /// Received by the person.
    pub received: usize,
}

impl Suspended {
    /// All of them.
    pub fn count(self) -> usize {
        self.made + self.received
    }
}

/// What a save would bring with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// The person's name.
    pub person: String,
    /// What the change itself does.
    pub consequence: Consequence,
    /// What becomes of open tasks that wait for the person (T7, T12).
    pub tasks: TasksMoved,
    /// The person can sign in afterwards and open no page: nothing that is left gives a privilege.
    pub opens_nothing: bool,
}

/// Nothing has to be confirmed in a dry run.
fn failed(stop: Stop) -> Error {
    match stop {
        Stop::Failed(error) => error,
        Stop::Confirm => Error::internal("a dry run was asked to confirm"),
    }
}

impl SecurityConsole<'_> {
    /// What saving a person's form as it is would bring with it. Nothing is changed.
    ///
    /// # Errors
    /// As [`SecurityConsole::save_person`].
    pub async fn impact(self, actor: &PersonActor, username: &str, input: PersonInput<'_>) -> Result<Impact> {
        let now = self.services.now();
        let input = PersonInput {
            confirmed: true,
            ..input
        };
        self.services
            .dry_run(async |tx| self.try_out(tx, actor, (username, &input), now).await)
            .await
    }

    async fn try_out(
        self,
        tx: &mut Transaction,
        actor: &PersonActor,
        (username, input): (&str, &PersonInput<'_>),
        now: DateTime<Utc>,
    ) -> Result<Impact> {
        let person = db::people::by_username(tx, username).await?;
        let person = person.ok_or(Error::NotFound)?.id();
        let before = StrandedBefore::read(tx, &[person], now).await?;
        let saved = person::save(tx, actor, username, input, (self.services.tasks().new_id(), now))
            .await
            .map_err(failed)?;
        let viewer = db::access::viewer(tx, saved.person, now).await?;
        let tasks = before.sweep(tx, actor.in_own_right(), now).await?;
        Ok(Impact {
            person: saved.name,
            consequence: saved.consequence,
            tasks,
            opens_nothing: viewer.is_some_and(|row| row.active && row.privileges().next().is_none()),
        })
    }
}

/// Delegations in force of a person, by which side they are on.
pub(super) async fn in_force(
    conn: &mut Connection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Suspended> {
    let overview = of_person(conn, person, 0, now).await?;
    let mut in_force = Suspended::default();
    for delegation in overview.delegations {
        match delegation.state(now) {
            State::InForce if delegation.delegator() == person => in_force.made += 1,
            State::InForce => in_force.received += 1,
            State::Scheduled | State::Suspended | State::Ended | State::Cancelled => {}
        }
    }
    Ok(in_force)
}
