//! Deleting a delegation (R12): not begun, it is cancelled; in force, it ends at once whatever its dates.

use chrono::{DateTime, Utc};
use db::role_delegations::write;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use serde_json::json;

use super::facts::NewState;
use super::present::{facts, present};
use super::{Delegator, notify};
use crate::Result;
use crate::access::{LendRoles, Permitted};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::role_delegations::RoleDelegations;
use crate::stale::Stale;

impl RoleDelegations<'_> {
    /// Deletes what `delegator` lent, whoever made it (R16). Answers whether it had begun.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when they did not lend it, or it was lent to the actor; [`crate::Error::Stale`] when somebody
    /// was quicker, [`crate::Error::Conflict`] when it is over already.
    pub async fn delete(
        self,
        actor: &PersonActor,
        delegator: &Delegator,
        id: i64,
        version: i32,
    ) -> Result<bool> {
        let now = self.services.now();
        let submitted = self.services.submit(actor, now, async |tx| {
            let permitted = delegator.permit(tx, actor, now).await?;
            delete(tx, permitted, id, version, now).await
        });
        let done = submitted.await?;
        // A pool may have had nobody else (T12).
        self.services
            .tasks()
            .sweep_after_change(actor.in_own_right())
            .await;
        Ok(done)
    }
}

async fn delete(
    tx: &mut Transaction,
    permitted: Permitted<LendRoles>,
    id: i64,
    version: i32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let present = present(tx, &permitted, id, now).await?;
    if present.version != version || !write::delete(tx, id, version, now).await? {
        return Err(Stale::by_audit_log(tx, (ObjectKind::RoleDelegation, id), now).await?);
    }
    let had_begun = present.begun_at.is_some();
    notify::of_deletion(tx, &permitted, &present, now).await?;
    Record::new(
        permitted.acting(),
        now,
        Action::RoleDelegationDeleted,
        ObjectKind::RoleDelegation,
        id,
    )
    .on_behalf_of(permitted.on_behalf_of())
    .concerns(present.proxy())
    .about([present.delegator()])
    .event(notify::key_of_deletion(id))
    .before(Some(facts(&present).json()))
    .after(Some(json!({ "state": NewState::over(had_begun).in_words() })))
    .write(tx)
    .await?;
    Ok(had_begun)
}
