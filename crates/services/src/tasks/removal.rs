//! What taking roles from people would bring with it (T13, R12, R22 (5)), for one role or many: the change itself, in a transaction
//! that is rolled back, so that what is said before is what happens after.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::grants::{Holding, holdings_of};
use db::role_delegations::terminations::Whose;
use db::transaction::Transaction;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::privilege::BuiltinRole;
use domain::text::counting::in_a_row;

use super::moved::{StrandedBefore, TasksMoved};
use crate::actor::PersonActor;
use crate::rights::Remaining;
use crate::role_delegations::DelegationsEnd;
use crate::role_delegations::over::end_all;
use crate::{Error, Result, Services};

/// What taking roles from people would bring with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removal {
    /// Each role of each person once, in the order in which they were asked about.
    pub roles: Vec<RoleRemoval>,
    /// What ends for good (R12).
    pub ends: DelegationsEnd,
    /// What becomes of open tasks that waited for those who held the roles (T12).
    pub tasks: TasksMoved,
}

/// What becomes of one role of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRemoval {
    /// Whose role, and which.
    pub pair: (PersonId, RoleId),
    /// The person's name.
    pub person: String,
    /// The role's name.
    pub role: String,
    /// What becomes of it.
    pub outcome: RemovalOutcome,
}

/// What becomes of a role that is taken away as far as it was granted by hand or by request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemovalOutcome {
    /// The person holds it no longer.
    Lost,
    /// It stays by something else.
    Kept(KeptBy),
    /// It was granted neither by hand nor by request by now: nothing is taken away.
    NotGranted,
    /// It is not taken away: no super administrator would remain (R22 (5)). Why, in words.
    Refused(String),
}

/// What a role stays by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBy {
    /// A role provisioning rule gives it (R20).
    pub rule: bool,
    /// Names of those who have delegated it to the person, in force (R13).
    pub delegators: Vec<String>,
}

impl KeptBy {
    /// What somebody holds a role by; none: they do not hold it.
    pub(crate) fn of(holding: &Holding) -> Option<Self> {
        holding.is_held().then(|| Self {
            rule: holding.is_by_rule,
            delegators: holding.delegators.clone(),
        })
    }

    /// "a role provisioning rule still gives it", "it is still delegated by Ana Ruiz".
    pub fn in_words(&self) -> String {
        let delegators = in_a_row(&self.delegators);
        match (self.rule, self.delegators.as_slice()) {
            (true, []) => "a role provisioning rule still gives it".to_owned(),
            (true, [_, ..]) => {
                format!("a role provisioning rule still gives it, and it is delegated by {delegators}")
            }
            (false, _) => format!("it is still delegated by {delegators}"),
        }
    }
}

impl Removal {
    /// Why a role is not taken away from a person, in words; none: it is, or it was not asked about.
    pub fn refusal(&self, pair: (PersonId, RoleId)) -> Option<&str> {
        let found = self.roles.iter().find(|role| role.pair == pair)?;
        match &found.outcome {
            RemovalOutcome::Refused(words) => Some(words),
            RemovalOutcome::Lost | RemovalOutcome::Kept(_) | RemovalOutcome::NotGranted => None,
        }
    }
}

/// Takes the roles away in `by`'s name, counts what follows, and undoes all of it. `closed`: tasks that are closed by it.
///
/// # Errors
/// When the database fails, or others ask too much at the same moment.
pub(super) async fn dry_run(
    services: &Services,
    by: PersonId,
    (pairs, closed): (&[(PersonId, RoleId)], &[TaskId]),
    now: DateTime<Utc>,
) -> Result<Removal> {
    if pairs.is_empty() {
        return Ok(Removal::default());
    }
    let mut seen = HashSet::new();
    let pairs: Vec<_> = pairs.iter().copied().filter(|pair| seen.insert(*pair)).collect();
    services
        .dry_run(async |tx| try_out(tx, by, (&pairs, closed), now).await)
        .await
}

async fn try_out(
    tx: &mut Transaction,
    by: PersonId,
    (pairs, closed): (&[(PersonId, RoleId)], &[TaskId]),
    now: DateTime<Utc>,
) -> Result<Removal> {
    let actor = PersonActor::new(by, String::new(), None);
    let people: Vec<PersonId> = pairs.iter().map(|(person, _)| *person).collect();
    let stranded = StrandedBefore::read(tx, &people, now).await?.without(closed);
    let before = by_pair(holdings_of(tx, pairs, now).await?);
    let refused = take_from_administrators(tx, by, (pairs, &before), now).await?;
    let taken: Vec<_> = pairs
        .iter()
        .copied()
        .filter(|pair| !refused.contains_key(pair))
        .collect();
    db::grants::revoke_pairs(tx, &taken, by, now).await?;
    let ended = end_all(tx, actor.in_own_right(), Whose::Delegators(&taken), now).await?;
    let in_force = ended
        .iter()
        .filter(|(_, termination)| termination.had_begun())
        .count();
    let tasks = stranded.sweep(tx, actor.in_own_right(), now).await?;
    let mut after = by_pair(holdings_of(tx, pairs, now).await?);
    let roles = pairs.iter().filter_map(|pair| {
        let (before, after) = (before.get(pair)?, after.remove(pair)?);
        Some(RoleRemoval {
            pair: *pair,
            outcome: outcome(refused.get(pair), before, &after),
            person: after.person,
            role: after.role,
        })
    });
    Ok(Removal {
        roles: roles.collect(),
        ends: DelegationsEnd {
            in_force,
            scheduled: ended.len() - in_force,
        },
        tasks,
    })
}

fn by_pair(holdings: Vec<Holding>) -> ByPair {
    holdings
        .into_iter()
        .map(|holding| (holding.pair(), holding))
        .collect()
}

fn outcome(refused: Option<&String>, before: &Holding, after: &Holding) -> RemovalOutcome {
    match refused {
        Some(words) => RemovalOutcome::Refused(words.clone()),
        None if !before.is_revocable => RemovalOutcome::NotGranted,
        None => KeptBy::of(after).map_or(RemovalOutcome::Lost, RemovalOutcome::Kept),
    }
}

/// What people hold, by who and which role.
type ByPair = HashMap<(PersonId, RoleId), Holding>;

/// R22 (5): who is a super administrator loses that one after the other, as each removal is judged by what those before have left.
/// Answers which removals are refused, and why.
async fn take_from_administrators(
    tx: &mut Transaction,
    by: PersonId,
    (pairs, held): (&[(PersonId, RoleId)], &ByPair),
    now: DateTime<Utc>,
) -> Result<HashMap<(PersonId, RoleId), String>> {
    let mut refused = HashMap::new();
    let administrators: Vec<(&(PersonId, RoleId), &Holding)> = pairs
        .iter()
        .filter_map(|pair| Some((pair, held.get(pair)?)))
        .filter(|(_, holding)| holding.code == BuiltinRole::SuperAdministrator.code())
        .collect();
    if administrators.is_empty() {
        return Ok(refused);
    }
    let remaining = Remaining::before(tx, now).await?;
    for (pair, holding) in administrators {
        let outcome = tx
            .attempt(async |tx| {
                let revoked = db::grants::revoke_pairs(tx, &[*pair], by, now).await;
                remaining.require_after(tx, &holding.person, revoked, now).await
            })
            .await;
        match outcome {
            Ok(()) => {}
            Err(Error::Conflict(words)) => {
                refused.insert(*pair, words);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(refused)
}
