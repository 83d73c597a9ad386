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

use crate::access::{self, EditPolicies};
use crate::actor::{Actor, PersonActor};
use crate::stale::Stale;
use crate::{Error, Result};

/// A policy that is being changed: its row is locked, and the form was opened with what is there.
struct Claimed {
    by: PersonId,
    /// As the right names them (G4).
    actor: Actor,
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
    let by = actor.person();
    let permitted = access::require_everywhere::<EditPolicies>(tx, actor, now).await?;
    let claimed = db::policies::change::claim(tx, id, version, by, now).await?;
    if claimed {
        let policy = db::policies::page::read(tx, id, now)
            .await?
            .ok_or(Error::NotFound)?;
        if policy.built_in {
            return Err(Error::Conflict(format!(
                "“{}” comes with the system and cannot be changed",
                policy.name
            )));
        }
        return Ok(Claimed {
            by,
            actor: permitted.acting().clone(),
            policy,
        });
    }
    let policy = db::policies::page::read(tx, id, now)
        .await?
        .ok_or(Error::NotFound)?;
    Err(Stale::changed(policy.changed_by, policy.changed_at, now))
}
