//! Whoever delegated a role is notified at once of what is done through it to other people's rights (R23): here and nowhere
//! else, wherever an entry of the audit log is written.

use chrono::{DateTime, Utc};
use db::audit::NewEntry;
use db::transaction::Transaction;
use domain::audit::{Action, RightsChange};
use domain::ids::PersonId;

use super::words::{of_many, what};
use crate::Result;
use crate::actor::Actor;
use crate::notifications::{Letters, Message};

/// A change of people's rights, of which the delegator is to be notified.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    delegator: PersonId,
    at: DateTime<Utc>,
    /// One message for each event.
    key: String,
    /// The same without the object: of several entries in one change.
    key_of_several: String,
}

impl Change {
    /// `event` is the key of other messages about it, if there are any.
    pub(super) fn new(delegator: PersonId, entry: &NewEntry, event: Option<String>) -> Self {
        let request = entry.request_id.as_deref().unwrap_or(&entry.through);
        let actor = entry.actor_id.unwrap_or_default();
        let several = format!(
            "in_your_name:{}:{actor}:{}:{request}",
            entry.action,
            entry.at.timestamp_micros()
        );
        Self {
            delegator,
            at: entry.at,
            key: event.unwrap_or_else(|| format!("{several}:{}:{}", entry.object_kind, entry.object_id)),
            key_of_several: several,
        }
    }

    /// Notifies of the entry `first`, and of how many there are in all.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn notify(self, tx: &mut Transaction, first: i64, entries: usize) -> Result<()> {
        let Some(done) = db::audit::in_name_of::one(tx, self.delegator, first, self.at).await? else {
            return Ok(());
        };
        let message = Message::DoneInYourName {
            done: what(&done, true),
            by: done.proxy,
            role: done.role.unwrap_or_default(),
            more: entries.saturating_sub(1),
        };
        let key = if entries > 1 {
            self.key_of_several
        } else {
            self.key
        };
        let mut letters = Letters::default();
        letters.to(self.delegator, &key, None, &message, self.at);
        letters.write(tx).await
    }
}

/// Notifies of a change whose `count` entries one statement wrote, such as an import's.
///
/// # Errors
/// When the database fails.
pub(crate) async fn notify_of_many(
    tx: &mut Transaction,
    actor: &Actor,
    action: Action,
    count: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(delegator) = actor.delegator().filter(|_| count > 0) else {
        return Ok(());
    };
    match action.rights_change() {
        RightsChange::Made => {}
        RightsChange::None | RightsChange::Consequence => return Ok(()),
    }
    let Some(delegation) = db::role_delegations::read::by_id(tx, delegator.delegation).await? else {
        return Ok(());
    };
    let message = Message::DoneInYourName {
        done: of_many(action, count),
        by: delegation.proxy_name,
        role: delegation.role_name,
        more: 0,
    };
    let request = actor.own_request_id().unwrap_or(actor.through());
    let key = format!(
        "in_your_name:{}:{}:{request}",
        action.code(),
        now.timestamp_micros()
    );
    let mut letters = Letters::default();
    letters.to(delegator.person, &key, None, &message, now);
    letters.write(tx).await
}
