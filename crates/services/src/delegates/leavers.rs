//! Notifying owners that their delegate is no longer active (T16), however that came about: a termination date that
//! passed, an account that was disabled, a zone that changed, an import.

use chrono::{DateTime, Utc};
use db::delegation_rules::leavers::{Orphaned, of_delegate, untold};
use db::people::import;
use db::transaction::Transaction;
use domain::ids::PersonId;

use crate::Result;
use crate::delegates::Delegates;
use crate::notifications::{Letters, Message};

/// Owners notified at once.
const BATCH: i64 = 2_000;

/// What stands before and after the rule's id in the key of the message: each owner is notified once of each rule.
const KEY: (&str, &str) = ("rule:", ":delegate_inactive");

/// Notifies the owners of these rules.
async fn notify(tx: &mut Transaction, rules: Vec<Orphaned>, now: DateTime<Utc>) -> Result<()> {
    let mut letters = Letters::default();
    for Orphaned {
        rule,
        owner,
        delegate,
    } in rules
    {
        let key = format!("{}{rule}{}", KEY.0, KEY.1);
        letters.to(owner, &key, None, &Message::DelegateInactive { delegate }, now);
    }
    letters.write(tx).await
}

/// Notifies the owners of the rules in force or to come that name somebody who becomes inactive now. Answers how many rules those are.
pub(crate) async fn notify_owners_of(
    tx: &mut Transaction,
    delegate: PersonId,
    now: DateTime<Utc>,
) -> Result<usize> {
    let (mut after, mut count) = (None, 0);
    loop {
        let rules = of_delegate(tx, delegate, after, now, BATCH).await?;
        let Some(last) = rules.last() else {
            return Ok(count);
        };
        after = Some(last.rule);
        count += rules.len();
        notify(tx, rules, now).await?;
    }
}

/// Notifies the owners whose delegate an import made inactive; inside its transaction, after it is applied.
pub(crate) async fn notify_owners_of_imported(tx: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    let mut after = None;
    loop {
        let rules = import::orphaned(tx, after, now, BATCH).await?;
        let Some(last) = rules.last() else { return Ok(()) };
        after = Some(last.rule);
        notify(tx, rules, now).await?;
    }
}

impl Delegates<'_> {
    /// Notifies every owner whose delegate has become inactive, and returns how many were notified.
    ///
    /// # Errors
    /// When the database fails; who was notified until then has been notified.
    pub async fn tell_owners_of_leavers(self) -> Result<usize> {
        let now = self.services.now();
        let mut told = 0;
        loop {
            let count = Transaction::run(&self.services.pool, async |tx| {
                let rules = untold(tx, KEY, now, BATCH).await?;
                let count = rules.len();
                notify(tx, rules, now).await?;
                Ok::<_, crate::Error>(count)
            })
            .await?;
            told += count;
            if i64::try_from(count).unwrap_or(i64::MAX) < BATCH {
                return Ok(told);
            }
        }
    }
}
