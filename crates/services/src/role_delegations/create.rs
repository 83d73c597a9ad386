//! Creating a delegation (R1–R8): it begins in the same save where its start has come.

use chrono::{DateTime, Utc};
use db::role_delegations::lendable::keep_right;
use db::role_delegations::read::by_id;
use db::role_delegations::write::{NewDelegation, insert};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::role_delegation::{Begins, State};

use super::check::{Checked, check};
use super::facts::{DelegationFacts, Progress};
use super::{DelegationInput, Delegator, Saved, notify};
use crate::access::{LendRoles, Permitted};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::form_submissions::Submitted;
use crate::role_delegations::RoleDelegations;
use crate::{Error, Result};

impl RoleDelegations<'_> {
    /// Lends one of the roles of `delegator`.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::NotFound`] for a delegator out of the actor's scope; nothing was saved.
    pub async fn create(
        self,
        actor: &PersonActor,
        delegator: &Delegator,
        input: &DelegationInput,
    ) -> Result<Saved> {
        let now = self.services.now();
        let submitted = self.services.submit_once(actor, now, async |tx| {
            let permitted = delegator.permit(tx, actor, now).await?;
            create(tx, permitted, input, now).await
        });
        match submitted.await? {
            Submitted::Now(saved) => Ok(saved),
            Submitted::Before(saved) => self.still_there(saved, now).await,
        }
    }

    /// What the form saved before, unless it is over since: somebody went back to an old page.
    async fn still_there(self, saved: Saved, now: DateTime<Utc>) -> Result<Saved> {
        let mut conn = self.services.pool.get().await?;
        let found = by_id(&mut conn, saved.id).await?;
        match found.map(|found| found.state(now)) {
            Some(State::Scheduled | State::InForce | State::Suspended) => Ok(saved),
            Some(State::Ended | State::Cancelled) | None => {
                let message = "This page was saved before. Look at the delegation once more, then save it";
                Err(Error::invalid("starts_on", message))
            }
        }
    }
}

async fn create(
    tx: &mut Transaction,
    permitted: Permitted<LendRoles>,
    input: &DelegationInput,
    now: DateTime<Utc>,
) -> Result<Saved> {
    keep_right(tx, permitted.target(), input.role.trim()).await?;
    let checked = check(tx, &permitted, input, now).await?;
    let new = NewDelegation {
        delegator: permitted.target(),
        proxy: checked.proxy.id(),
        role: checked.role.id(),
        period: checked.period,
        plan: checked.plan,
        created_by: permitted.actor(),
        created_at: now,
    };
    let Some(id) = insert(tx, &new).await? else {
        // Another save was quicker: R5 is held by the database.
        let message = format!(
            "{} has just been delegated for some of these days",
            checked.role.name
        );
        return Err(Error::invalid("starts_on", message));
    };
    notify::of_creation(tx, &permitted, &checked, id, now).await?;
    record(&permitted, &checked, id, now).write(tx).await?;
    Ok(Saved {
        id,
        meaning: checked.meaning(Begins::after_saving(&checked.plan, None, now)),
    })
}

fn record(permitted: &Permitted<LendRoles>, checked: &Checked, id: i64, now: DateTime<Utc>) -> Record {
    let after = DelegationFacts {
        delegator: &checked.delegator.username,
        proxy: &checked.proxy.username,
        role: &checked.role.code,
        days: Some((Some(checked.period), Some(checked.bounds.zone))),
        progress: Progress::Saved {
            begun: checked.plan.begins_now,
        },
    };
    Record::new(
        permitted.acting(),
        now,
        Action::RoleDelegationCreated,
        ObjectKind::RoleDelegation,
        id,
    )
    .on_behalf_of(permitted.on_behalf_of())
    .concerns(checked.proxy.id())
    .about([checked.delegator.id()])
    .event(notify::key_of_creation(id))
    .after(Some(after.json()))
}
