//! Delegations that end for good because of what became of their people or of the role (R12): the audit log and both people
//! are told why, in the transaction of whatever brought it about (G3).

use chrono::{DateTime, Utc};
use db::profile_options::in_force;
use db::role_delegations::endings::{Over, Whose, end_some};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::profile_option::types::PerUserDelegationSendNotifications;
use domain::role_delegation::EndReason;

use super::facts::{DelegationFacts, NewState};
use super::notify::{Notices, Parties, Turned, turned};
use crate::Result;
use crate::actor::Actor;
use crate::audit::Record;
use crate::notifications::{About, Letters, Message};

/// Ends some hundreds of it; answers what ended: with none, there is nothing left.
pub(crate) async fn end_batch(
    tx: &mut Transaction,
    actor: &Actor,
    whose: Whose<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Over>> {
    let ended = end_some(tx, whose, now).await?;
    if !ended.is_empty() {
        tell(tx, actor, &ended, now).await?;
    }
    Ok(ended)
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
) -> Result<Vec<Over>> {
    let mut all = Vec::new();
    loop {
        let ended = end_batch(tx, actor, whose, now).await?;
        if ended.is_empty() {
            return Ok(all);
        }
        all.extend(ended);
    }
}

async fn tell(tx: &mut Transaction, actor: &Actor, ended: &[Over], now: DateTime<Utc>) -> Result<()> {
    let mut letters = Letters::default();
    let mut records = Vec::with_capacity(ended.len());
    let mut by_date = Vec::new();
    for over in ended {
        let action = if over.had_begun {
            Action::RoleDelegationEnded
        } else {
            Action::RoleDelegationCancelled
        };
        let state = NewState::over(over.had_begun);
        let facts = DelegationFacts::became(&over.parties, state, Some(over.reason), over.ended_at);
        records.push(
            Record::new(actor, now, action, ObjectKind::RoleDelegation, over.id)
                .concerns(over.parties.delegator)
                .about([over.parties.proxy])
                .after(Some(facts.json())),
        );
        if over.reason == EndReason::EndDate {
            by_date.push(over);
        } else {
            letter(&mut letters, over, over.reason.in_words(), now);
        }
    }
    if !by_date.is_empty() {
        let sent = in_force::<PerUserDelegationSendNotifications>(tx, None).await?;
        for over in by_date {
            ended_by_date(&mut letters, over, sent, now);
        }
    }
    letters.write(tx).await?;
    Record::write_all(records, tx).await
}

/// R12, R9: both are notified why.
fn letter(letters: &mut Letters, over: &Over, reason: &str, now: DateTime<Utc>) {
    let message = Message::RoleDelegationOver {
        delegator: over.parties.delegator_name.clone(),
        proxy: over.parties.proxy_name.clone(),
        role: over.parties.role_name.clone(),
        reason: reason.to_owned(),
        had_begun: over.had_begun,
        about: About::over(over.id, over.ended_at, over.zone()),
    };
    let key = format!("delegation:{}:over", over.id);
    letters.to(over.parties.delegator, &key, None, &message, now);
    letters.to(over.parties.proxy, &key, None, &message, now);
}

/// What ended by its date before anybody left is told as a run of the job would have told it (R18).
fn ended_by_date(letters: &mut Letters, over: &Over, sent: bool, now: DateTime<Utc>) {
    let parties = Parties::from(&over.parties);
    let notices = Notices {
        sent,
        administrative: over.is_administrative,
    };
    let about = About::over(over.id, over.ended_at, over.zone());
    turned(letters, &parties, about, notices, Turned::Ended, now);
}
