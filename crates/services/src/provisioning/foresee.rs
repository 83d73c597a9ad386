//! What saving a rule would do, said before it is done: who would gain and lose a role (R20), and which delegations would end
//! for good (R12). What ends is found out by ending it, in a transaction that is rolled back.

use chrono::{DateTime, Utc};
use db::provisioning::Change;
use db::provisioning::people::{self, Who};
use db::role_delegations::endings::lenders;
use db::role_delegations::terminations::Whose;
use db::security_console::roles::Lent;
use db::transaction::Transaction;
use domain::ids::RoleId;

use crate::Result;
use crate::actor::Actor;
use crate::role_delegations::over::{Ended, end_all};

/// What saving would do.
#[derive(Debug, Clone)]
pub struct Foreseen {
    /// Who would gain and lose which role.
    pub changes: Vec<Change>,
    /// Delegations that would end for good.
    pub ending: Lent,
}

impl Foreseen {
    /// How many people would lose a role that nobody has by a rule any more.
    pub fn losers(&self) -> i64 {
        let emptied = self
            .changes
            .iter()
            .filter(|change| change.lost > 0 && change.lost == change.held && change.gained == 0);
        emptied.map(|change| change.lost).sum()
    }

    /// How many delegations would end.
    pub fn ended(&self) -> i64 {
        self.ending.in_force + self.ending.scheduled
    }
}

/// What the reader of a form knows of what it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// How many people lose a role that nobody keeps.
    pub losers: Option<i64>,
    /// How many delegations end.
    pub ended: Option<i64>,
}

/// Delegations that end with the rule as it is written now. It costs what was lent of the roles, however many people would
/// gain or lose them: of those, only whoever lent something is looked at. It ends them: the transaction is to be rolled back.
pub(super) async fn ending(
    tx: &mut Transaction,
    actor: &Actor,
    roles: &[RoleId],
    now: DateTime<Utc>,
) -> Result<Lent> {
    let lenders = lenders(tx, roles).await?;
    people::apply(tx, Who::These(&lenders), &actor.author(), now).await?;
    let ended = end_all(tx, actor, Whose::Roles(roles), now).await?;
    Ok(counted(&ended))
}

/// How many of what ended had begun, and how many had not.
pub(super) fn counted(ended: &[Ended]) -> Lent {
    let count = |had_begun: bool| {
        let of_kind = ended
            .iter()
            .filter(|(_, termination)| termination.had_begun() == had_begun);
        i64::try_from(of_kind.count()).unwrap_or(i64::MAX)
    };
    Lent {
        in_force: count(true),
        scheduled: count(false),
    }
}
