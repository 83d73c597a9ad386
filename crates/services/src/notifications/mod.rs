//! Messages: what they say, writing them with the change (G3), and a person's own list (N).

use db::transaction::Transaction;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use db::outbox::NewMessage;
use domain::ids::{PersonId, TaskId};

mod audience;
mod message;
mod words;

pub(crate) use audience::{Audience, audience_of};
use message::Importance;
pub use message::{About, Message, Why};

use crate::Result;
use crate::access::{self, PagePermit, ReadNotifications};
use crate::actor::PersonActor;

/// The use cases of this feature: notifications in the application.
#[derive(Clone, Copy)]
pub struct Notifications<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: notifications in the application.
    pub fn notifications(&self) -> Notifications<'_> {
        Notifications { services: self }
    }
}

/// Messages of one change, written together. Whoever would get several of one event gets the most important one (T9, N).
#[derive(Debug, Default)]
pub(crate) struct Letters {
    messages: Vec<(Importance, NewMessage)>,
}

impl Letters {
    /// Adds a message; `key` names the event. All messages of an event have the same key, whatever the reason that somebody gets
    /// one: so nobody gets two.
    pub(crate) fn to(
        &mut self,
        person: PersonId,
        key: &str,
        task: Option<TaskId>,
        message: &Message,
        now: DateTime<Utc>,
    ) {
        if let Ok(event) = serde_json::to_value(message) {
            let message_row = NewMessage {
                at: now,
                person_id: person,
                event_key: key.to_owned(),
                event,
                task_id: task,
            };
            self.messages.push((message.importance(), message_row));
        }
    }

    /// As rows, for a change that is written in one statement.
    pub(crate) fn into_messages(mut self) -> Vec<NewMessage> {
        // Of two that are as important the first one stays.
        self.messages.sort_by_key(|(importance, _)| *importance);
        let mut seen = HashSet::new();
        self.messages
            .retain(|(_, message)| seen.insert((message.person_id, message.event_key.clone())));
        self.messages.into_iter().map(|(_, message)| message).collect()
    }

    /// Writes those that are not there yet, and says how many.
    pub(crate) async fn write_new(self, tx: &mut Transaction) -> Result<usize> {
        Ok(db::outbox::write(tx, &self.into_messages()).await?)
    }

    /// Writes them in the change's transaction.
    pub(crate) async fn write(self, tx: &mut Transaction) -> Result<()> {
        self.write_new(tx).await?;
        Ok(())
    }
}

/// A message in a person's list.
#[derive(Debug, Clone)]
pub struct Received {
    /// Which one; the next page begins below it.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What it says.
    pub words: String,
    /// The task it is about.
    pub task: Option<TaskId>,
    /// The path of another page that it is about.
    pub place: Option<String>,
    /// It had not been shown before.
    pub unread: bool,
}

/// Messages a page shows.
pub const PAGE: i64 = 30;

/// What stands in place of a message that only a newer version can read.
pub(crate) const UNREADABLE: &str =
    "A newer version of Locum wrote this message, and this one cannot read it";

impl Notifications<'_> {
    /// A page of a person's messages, newest first, and whether there are older ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        self,
        permitted: &PagePermit<ReadNotifications>,
        before: Option<i64>,
    ) -> Result<(Vec<Received>, bool)> {
        let mut conn = self.services.pool.get().await?;
        let rows = db::outbox::list(&mut conn, permitted.target(), before, PAGE + 1).await?;
        let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        let page = rows
            .into_iter()
            .take(usize::try_from(PAGE).unwrap_or(usize::MAX))
            .map(|row| {
                let message = Message::read(row.event);
                Received {
                    id: row.id,
                    at: row.at,
                    words: message
                        .as_ref()
                        .map_or_else(|| UNREADABLE.to_owned(), Message::in_words),
                    task: row.task_id,
                    place: message.as_ref().and_then(Message::place).map(|(_, path)| path),
                    unread: row.read_at.is_none(),
                }
            });
        Ok((page.collect(), more))
    }

    /// Marks a person's messages up to `newest` as read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_read(self, actor: &PersonActor, newest: i64) -> Result<()> {
        let now = self.services.now();
        Transaction::run(&self.services.pool, async |tx| {
            let permitted = access::require::<ReadNotifications>(tx, actor, actor.person(), now).await?;
            Ok(db::outbox::mark_read(tx, permitted.target(), newest, now).await?)
        })
        .await
    }
}
