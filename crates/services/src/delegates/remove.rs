//! Removing a delegation rule (T8): new tasks stay with the owner from now on; nothing open moves (T7).

use chrono::{DateTime, Utc};
use db::Connection;
use db::delegation_rules::Rule;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, RuleId};

use super::facts::facts;
use super::{notify, save::stale};
use crate::Result;
use crate::access::{self, Everywhere, ManageDirectory, ManageOwnProfile, PagePermit, Permitted};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::delegates::Delegates;

/// A rule that may be removed, and what stays where it is.
#[derive(Debug, Clone)]
pub struct Removal {
    /// As it is now.
    pub rule: Rule,
    /// Open tasks of the owner's that wait for the delegate: they stay there. Counted up to 100.
    pub open_tasks: usize,
}

impl Delegates<'_> {
    /// What removing one's own rule would mean; none where there is no rule.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_removal(self, owner: PersonId) -> Result<Option<Removal>> {
        let mut conn = self.services.pool.get().await?;
        removal(&mut conn, owner, self.services.now()).await
    }

    /// The same of another person's rule (T8).
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is nobody of that username.
    pub async fn removal_for(
        self,
        permitted: &PagePermit<Everywhere<ManageDirectory>>,
        username: &str,
    ) -> Result<Option<Removal>> {
        tracing::debug!(actor = %permitted.actor(), "asking what removing a delegate means");
        let mut conn = self.services.pool.get().await?;
        let owner = super::owner(&mut conn, username).await?;
        removal(&mut conn, owner, self.services.now()).await
    }

    /// Removes the actor's own rule.
    ///
    /// # Errors
    /// [`crate::Error::Stale`] when the form was opened with another version, or there is none.
    pub async fn remove_own(self, actor: &PersonActor, opened_with: Option<RuleId>) -> Result<()> {
        let owner = actor.person();
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let permitted = access::require::<ManageOwnProfile>(tx, actor, owner, now)
                    .await?
                    .for_oneself();
                remove(tx, permitted, opened_with, now).await
            })
            .await
    }

    /// Removes another person's rule (T8).
    ///
    /// # Errors
    /// The same, and [`crate::Error::NotFound`] when there is nobody of that username.
    pub async fn remove_for(
        self,
        actor: &PersonActor,
        username: &str,
        opened_with: Option<RuleId>,
    ) -> Result<()> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let owner = super::owner(tx, username).await?;
                let permitted = access::require::<ManageDirectory>(tx, actor, owner, now).await?;
                remove(tx, permitted, opened_with, now).await
            })
            .await
    }
}

async fn removal(conn: &mut Connection, owner: PersonId, now: DateTime<Utc>) -> Result<Option<Removal>> {
    let Some(rule) = db::delegation_rules::of_owner(conn, owner, now).await? else {
        return Ok(None);
    };
    let open_tasks = db::tasks::assignments::open_of(conn, owner, rule.delegate()).await?;
    Ok(Some(Removal { rule, open_tasks }))
}

async fn remove<P>(
    tx: &mut Transaction,
    permitted: Permitted<P>,
    opened_with: Option<RuleId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let owner = permitted.target();
    let Some(rule) = db::delegation_rules::of_owner(tx, owner, now).await? else {
        // Removed already, in another tab or by a second click: it is as the person wanted it.
        return Ok(());
    };
    if Some(rule.id()) != opened_with
        || !db::delegation_rules::close(tx, rule.id(), permitted.actor(), now).await?
    {
        return Err(stale(tx, owner, now).await?);
    }
    let by = db::people::by_id(tx, permitted.actor())
        .await?
        .map(|person| person.display_name)
        .unwrap_or_default();
    notify::of_removal(&rule, (permitted.actor(), &by), now)
        .write(tx)
        .await?;
    Record::new(
        permitted.acting(),
        now,
        Action::DelegationRuleRemoved,
        ObjectKind::DelegationRule,
        owner,
    )
    .on_behalf_of((permitted.acting().person() != Some(owner)).then_some(owner))
    .concerns(owner)
    .about([rule.delegate()])
    .event(notify::key_of_removal(&rule))
    .before(Some(facts(&rule)))
    .write(tx)
    .await
}
