//! Telling owners that their delegate is no longer active (T16), however that came about: a termination date that
//! passed, an account that was disabled. An import tells those whom it concerns itself.

use db::delegation_rules::leavers::untold;
use db::transaction::Transaction;

use crate::notifications::{Letters, Message};
use crate::{Result, Services};

/// Owners told at once.
const BATCH: i64 = 2_000;

/// What stands before and after the rule's id in the key of the message: each owner is told once of each rule.
const KEY: (&str, &str) = ("rule:", ":delegate_inactive");

impl Services {
    /// Tells every owner whose delegate has become inactive, and returns how many were told.
    ///
    /// # Errors
    /// When the database fails; who was told until then has been told.
    pub async fn tell_owners_of_leavers(&self) -> Result<usize> {
        let now = self.now();
        let mut told = 0;
        loop {
            let count = Transaction::run(&self.pool, async |tx| {
                let rules = untold(tx, KEY, now, BATCH).await?;
                let mut letters = Letters::default();
                for rule in &rules {
                    let key = format!("{}{}{}", KEY.0, rule.rule(), KEY.1);
                    let delegate = rule.delegate.clone();
                    letters.to(
                        rule.owner(),
                        &key,
                        None,
                        &Message::DelegateInactive { delegate },
                        now,
                    );
                }
                letters.write(tx).await?;
                Ok::<_, crate::Error>(rules.len())
            })
            .await?;
            told += count;
            if i64::try_from(count).unwrap_or(i64::MAX) < BATCH {
                return Ok(told);
            }
        }
    }
}
