//! What taking a role from somebody would end for good (R12): the change itself, in a transaction that is rolled back, so that
//! what is said before is what happens after.

use chrono::{DateTime, Utc};
use db::role_delegations::endings::Whose;
use db::transaction::Transaction;
use domain::ids::{PersonId, RoleId};

use super::over::end_all;
use crate::actor::PersonActor;
use crate::{Result, Services};

/// How many delegations would end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DelegationsEnd {
    /// In force: they end.
    pub in_force: usize,
    /// Not begun: they are cancelled.
    pub scheduled: usize,
}

/// Takes the role away from a person in `by`'s name, counts what ends with it, and undoes all of it.
pub(crate) async fn dry_run(
    services: &Services,
    by: PersonId,
    of: (PersonId, RoleId),
    now: DateTime<Utc>,
) -> Result<DelegationsEnd> {
    dry_run_all(services, by, &[of], now).await
}

/// The same for several people and roles, pair by pair.
pub(crate) async fn dry_run_all(
    services: &Services,
    by: PersonId,
    of: &[(PersonId, RoleId)],
    now: DateTime<Utc>,
) -> Result<DelegationsEnd> {
    if of.is_empty() {
        return Ok(DelegationsEnd::default());
    }
    services.dry_run(async |tx| count(tx, by, of, now).await).await
}

async fn count(
    tx: &mut Transaction,
    by: PersonId,
    of: &[(PersonId, RoleId)],
    now: DateTime<Utc>,
) -> Result<DelegationsEnd> {
    let actor = PersonActor::new(by, String::new(), None);
    db::grants::revoke_pairs(tx, of, by, now).await?;
    let ended = end_all(tx, actor.in_own_right(), Whose::Delegators(of), now).await?;
    let in_force = ended.iter().filter(|over| over.had_begun).count();
    Ok(DelegationsEnd {
        in_force,
        scheduled: ended.len() - in_force,
    })
}
