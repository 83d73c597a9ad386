//! Delegations that end for good because of what became of their people or of the role (R12): the audit log and both people
//! are told why, in the transaction of whatever brought it about (G3).

use chrono::{DateTime, Utc};
use db::profile_options::in_force;
use db::role_delegations::terminations::{Terminable, Whose, terminable, terminate};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::profile_option::types::PerUserDelegationSendNotifications;
use domain::role_delegation::{EndReason, Termination, termination};

use super::facts::{DelegationFacts, NewState};
use super::notify::{Notices, Parties, Turned, turned};
use crate::Result;
use crate::actor::Actor;
use crate::audit::Record;
use crate::notifications::{About, Letters, Message};

/// A delegation that has ended, and how.
pub(crate) type Ended = (Terminable, Termination);

/// Ends some hundreds of it; answers what ended: with none, there is nothing left.
pub(crate) async fn end_batch(
    tx: &mut Transaction,
    actor: &Actor,
    whose: Whose<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Ended>> {
    loop {
        let found = terminable(tx, whose, now).await?;
        let decide = |delegation: Terminable| {
            let termination = termination(&delegation.facts(), now)?;
            Some((delegation, termination))
        };
        let mut decided: Vec<Ended> = found.into_iter().filter_map(decide).collect();
        if decided.is_empty() {
            return Ok(decided);
        }
        let ended = terminate(tx, &decided, now).await?;
        decided.retain(|(delegation, _)| ended.binary_search(&delegation.id).is_ok());
        // What somebody else changed meanwhile is looked at again.
        if !decided.is_empty() {
            tell(tx, actor, &decided, now).await?;
            return Ok(decided);
        }
    }
}

/// Ends all of it; answers how many ended, and keeps none of them, for there may be many.
pub(crate) async fn end_many(
    tx: &mut Transaction,
    actor: &Actor,
    whose: Whose<'_>,
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut count = 0;
    loop {
        match end_batch(tx, actor, whose, now).await?.len() {
            0 => return Ok(count),
            ended => count += ended,
        }
    }
}

/// Ends all of it; answers what ended. For what one person lent of one role.
pub(crate) async fn end_all(
    tx: &mut Transaction,
    actor: &Actor,
    whose: Whose<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Ended>> {
    let mut all = Vec::new();
    loop {
        let ended = end_batch(tx, actor, whose, now).await?;
        if ended.is_empty() {
            return Ok(all);
        }
        all.extend(ended);
    }
}

async fn tell(tx: &mut Transaction, actor: &Actor, ended: &[Ended], now: DateTime<Utc>) -> Result<()> {
    let mut letters = Letters::default();
    let mut records = Vec::with_capacity(ended.len());
    let mut by_date = Vec::new();
    for (delegation, termination) in ended {
        let had_begun = termination.had_begun();
        let action = if had_begun {
            Action::RoleDelegationEnded
        } else {
            Action::RoleDelegationCancelled
        };
        let state = NewState::over(had_begun);
        let reason = Some(termination.reason);
        let facts = DelegationFacts::became(&delegation.parties, state, reason, termination.ended_at);
        records.push(
            Record::new(actor, now, action, ObjectKind::RoleDelegation, delegation.id)
                .concerns(delegation.parties.delegator)
                .about([delegation.parties.proxy])
                .after(Some(facts.json())),
        );
        if termination.reason == EndReason::EndDate {
            by_date.push((delegation, termination));
        } else {
            letter(&mut letters, delegation, termination, now);
        }
    }
    if !by_date.is_empty() {
        let sent = in_force::<PerUserDelegationSendNotifications>(tx, None).await?;
        for (delegation, termination) in by_date {
            ended_by_date(&mut letters, delegation, termination, (sent, now));
        }
    }
    letters.write(tx).await?;
    Record::write_all(records, tx).await
}

/// R12, R9: both are notified why.
fn letter(letters: &mut Letters, delegation: &Terminable, termination: &Termination, now: DateTime<Utc>) {
    let parties = &delegation.parties;
    let message = Message::RoleDelegationOver {
        delegator: parties.delegator_name.clone(),
        proxy: parties.proxy_name.clone(),
        role: parties.role_name.clone(),
        reason: termination.reason.in_words().to_owned(),
        had_begun: termination.had_begun(),
        about: About::over(delegation.id, termination.ended_at, delegation.zone),
    };
    let key = format!("delegation:{}:over", delegation.id);
    letters.to(parties.delegator, &key, None, &message, now);
    letters.to(parties.proxy, &key, None, &message, now);
}

/// What ended by its date before anybody left is told as a run of the job would have told it (R18).
fn ended_by_date(
    letters: &mut Letters,
    delegation: &Terminable,
    termination: &Termination,
    (sent, now): (bool, DateTime<Utc>),
) {
    let parties = Parties::from(&delegation.parties);
    let notices = Notices {
        sent,
        administrative: delegation.is_administrative,
    };
    let about = About::over(delegation.id, termination.ended_at, delegation.zone);
    turned(letters, &parties, about, notices, Turned::Ended, now);
}
