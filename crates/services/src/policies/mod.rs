//! Policies (T10): listing, editing, and which of them applies to a role. What a policy would do now is in
//! `tasks::preview`. A change concerns tasks created later only: a task keeps its steps.

mod change;
mod check;
mod draft;
mod facts;
mod read;
mod roles;
mod save;
mod steps;

use chrono::{DateTime, Utc};
use db::policies::page::Page;
use db::transaction::Transaction;
use domain::ids::{PersonId, PolicyId};

pub use change::{NewPolicy, in_use};
pub use db::policies::page::{Line, Named, Page as PolicyPage, RolePolicy, SavedStep};
pub use draft::{draft_of, form_of};
pub use read::{Listed, named_person};
pub use save::PolicyInput;
pub use steps::StepInput;

pub(crate) use check::check_draft;

use crate::access::{self, EditPolicies, Everywhere, Permitted};
use crate::actor::{Actor, PersonActor};
use crate::stale::Stale;
use crate::{Error, Result};

/// The use cases of this feature: policies and the roles that use them.
#[derive(Clone, Copy)]
pub struct Policies<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: policies and the roles that use them.
    pub fn policies(&self) -> Policies<'_> {
        Policies { services: self }
    }
}

/// A policy that is being changed: its row is locked, and `policy` is what was there before.
struct Claimed {
    by: PersonId,
    /// As the right names them (G4).
    actor: Actor,
    policy: Page,
}

/// A policy that somebody may change, as the form was opened with it. Nothing is written yet.
struct Opened {
    permitted: Permitted<Everywhere<EditPolicies>>,
    policy: Page,
}

/// What a change begins with: the right, and the version that the form was opened with (G5).
async fn open(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    version: i32,
    now: DateTime<Utc>,
) -> Result<Claimed> {
    let opened = open_to_compare(tx, actor, id, version, now).await?;
    opened.claim(tx, actor, now).await
}

/// The same for a change that may turn out to change nothing.
async fn open_to_compare(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    version: i32,
    now: DateTime<Utc>,
) -> Result<Opened> {
    let permitted = access::require_everywhere::<EditPolicies>(tx, actor, now).await?;
    let policy = read(tx, id, now).await?;
    if policy.version != version {
        return Err(Stale::changed(policy.changed_by, policy.changed_at, now));
    }
    if policy.built_in {
        return Err(Error::Conflict(format!(
            "“{}” comes with the system and cannot be changed",
            policy.name
        )));
    }
    Ok(Opened { permitted, policy })
}

impl Opened {
    /// Locks the policy's row. Every change counts the version up, so what was read before is still so if the version is.
    async fn claim(self, tx: &mut Transaction, actor: &PersonActor, now: DateTime<Utc>) -> Result<Claimed> {
        let Self { permitted, policy } = self;
        let (id, by) = (policy.id, actor.person());
        if db::policies::change::claim(tx, id, policy.version, by, now).await? {
            let actor = permitted.acting().clone();
            return Ok(Claimed { by, actor, policy });
        }
        let policy = read(tx, id, now).await?;
        Err(Stale::changed(policy.changed_by, policy.changed_at, now))
    }
}

async fn read(tx: &mut Transaction, id: PolicyId, now: DateTime<Utc>) -> Result<Page> {
    let policy = db::policies::page::read(tx, id, now).await?;
    policy.ok_or(Error::NotFound)
}
