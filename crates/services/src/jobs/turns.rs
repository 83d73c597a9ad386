//! Delegates are told when a rule that names them has begun or has run out by itself (T16): once each, by the key of the
//! message.

use chrono::TimeDelta;
use db::delegation_rules::turns::{Turn, turned};
use db::job_runs;
use db::transaction::Transaction;
use domain::delegation_rule::meaning_for_delegate;

use super::Counts;
use crate::Result;
use crate::jobs::Jobs;
use crate::notifications::{Letters, Message};

/// Rules in one transaction.
const BATCH: i64 = 500;

/// As in `settle`.
const MARGIN: TimeDelta = TimeDelta::days(1);

impl Jobs<'_> {
    /// Notifies of the rules whose day has come since the last run.
    pub(super) async fn notify_delegates(self, counts: &mut Counts) -> Result<()> {
        let until = self.services.now();
        let since = job_runs::last_success(&mut *self.services.pool.get().await?, until).await?;
        let from = since.map_or(until, |since| since.min(until)) - MARGIN;
        let mut after = None;
        loop {
            let now = self.services.now();
            let (last, written) = Transaction::run(&self.services.pool, async |tx| {
                let turns = turned(tx, from, until, after, BATCH).await?;
                let mut letters = Letters::default();
                for turn in &turns {
                    letters.to(turn.delegate(), &turn.key, None, &letter(turn, until), now);
                }
                let written = letters.write_new(tx).await?;
                Ok::<_, crate::Error>((turns.last().map(Turn::rule), written))
            })
            .await?;
            counts.delegates_told += written;
            if last.is_none() {
                return Ok(());
            }
            after = last;
        }
    }
}

fn letter(turn: &Turn, now: chrono::DateTime<chrono::Utc>) -> Message {
    let owner = turn.owner_name.clone();
    if turn.is_over {
        return Message::NoLongerDelegate {
            owner,
            never_began: false,
        };
    }
    let zone = turn.zone;
    let meaning = meaning_for_delegate(&owner, turn.window(), zone, now);
    Message::BecameDelegate {
        owner,
        meaning,
        is_to_come: false,
    }
}
