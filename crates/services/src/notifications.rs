//! Messages: what they say, writing them with the change (G3), and a person's own list (N).

use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::NewMessage;
use domain::ids::{PersonId, TaskId};
use serde::{Deserialize, Serialize};

use crate::access::{Permitted, ReadNotifications};
use crate::{Result, Services};

/// What a message says. Names are as they were when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Message {
    /// A task waits for the reader.
    TaskAssigned {
        /// The task's title.
        title: String,
        /// Name of whom the reader stands in for.
        standing_in_for: Option<String>,
        /// Role whose holders are asked.
        pool: Option<String>,
    },
    /// A task that would have been the reader's went to somebody else; they get a copy (T9).
    TaskCopy {
        /// The task's title.
        title: String,
        /// Name of who got it.
        assignee: String,
    },
    /// Somebody passed a task on to the reader by hand (T14).
    TaskReassigned {
        /// The task's title.
        title: String,
        /// Name of who did.
        by: String,
        /// Name of whom the reader stands in for.
        standing_in_for: Option<String>,
        /// Why.
        reason: String,
    },
    /// Somebody commented on a task of the reader's (T14).
    TaskComment {
        /// The task's title.
        title: String,
        /// Name of who did.
        by: String,
        /// What they said.
        comment: String,
    },
    /// A task of the reader's was closed.
    TaskClosed {
        /// The task's title.
        title: String,
        /// `approved`, `denied` or `cancelled`.
        state: String,
        /// Why.
        reason: Option<String>,
    },
    /// The reader became somebody's delegate (T16).
    BecameDelegate {
        /// Name of the owner.
        owner: String,
        /// The period in words.
        meaning: String,
    },
    /// The reader is no longer somebody's delegate (T16).
    NoLongerDelegate {
        /// Name of the owner.
        owner: String,
    },
    /// The reader's delegate is no longer active (T16).
    DelegateInactive {
        /// Name of the delegate.
        delegate: String,
    },
    /// Somebody else set or removed the reader's delegate (T8).
    DelegateSetForYou {
        /// Name of who did.
        by: String,
        /// What it means now.
        meaning: String,
    },
}

impl Message {
    /// The message in one sentence.
    pub fn in_words(&self) -> String {
        match self {
            Self::TaskAssigned {
                title,
                standing_in_for: Some(name),
                ..
            } => {
                format!("“{title}” waits for you: you stand in for {name}.")
            }
            Self::TaskAssigned {
                title,
                pool: Some(role),
                ..
            } => {
                format!("“{title}” waits for you as one of those who hold {role}.")
            }
            Self::TaskAssigned { title, .. } => format!("“{title}” waits for you."),
            Self::TaskCopy { title, assignee } => {
                format!("“{title}” went to {assignee}, who stands in for you.")
            }
            Self::TaskReassigned {
                title,
                by,
                standing_in_for: Some(name),
                reason,
            } => format!("{by} passed “{title}” on to you: you stand in for {name}. {reason}"),
            Self::TaskReassigned {
                title, by, reason, ..
            } => format!("{by} passed “{title}” on to you. {reason}"),
            Self::TaskComment { title, by, comment } => format!("{by} commented on “{title}”: {comment}"),
            Self::TaskClosed {
                title,
                state,
                reason: Some(reason),
            } => format!("“{title}” was {state}: {reason}"),
            Self::TaskClosed {
                title,
                state,
                reason: None,
            } => format!("“{title}” was {state}."),
            Self::BecameDelegate { owner, meaning } => format!("You are now {owner}’s delegate. {meaning}"),
            Self::NoLongerDelegate { owner } => format!("You are no longer {owner}’s delegate."),
            Self::DelegateInactive { delegate } => {
                format!(
                    "Your delegate {delegate} is no longer active: new tasks stay with you. Choose another."
                )
            }
            Self::DelegateSetForYou { by, meaning } => format!("{by} changed your delegate. {meaning}"),
        }
    }
}

/// Messages of one change, written together.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    messages: Vec<NewMessage>,
}

impl Letters {
    /// Adds a message; `key` makes it one for each person and event.
    pub(crate) fn to(
        &mut self,
        person: PersonId,
        key: &str,
        task: Option<TaskId>,
        message: &Message,
        now: DateTime<Utc>,
    ) {
        if let Ok(event) = serde_json::to_value(message) {
            self.messages.push(NewMessage {
                at: now,
                person_id: person.0,
                event_key: key.to_owned(),
                event,
                task_id: task.map(|task| task.0),
            });
        }
    }

    /// Writes them in the change's transaction.
    pub(crate) async fn write(self, conn: &mut Connection) -> Result<()> {
        Ok(db::outbox::write(conn, &self.messages).await?)
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
    /// It had not been shown before.
    pub unread: bool,
}

/// Messages a page shows.
pub const PAGE: i64 = 30;

impl Services {
    /// A page of a person's messages, newest first, and whether there are older ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notifications(
        &self,
        permitted: &Permitted<ReadNotifications>,
        before: Option<i64>,
    ) -> Result<(Vec<Received>, bool)> {
        let mut conn = self.pool.get().await?;
        let rows = db::outbox::list(&mut conn, permitted.target(), before, PAGE + 1).await?;
        let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        let page = rows
            .into_iter()
            .take(usize::try_from(PAGE).unwrap_or(usize::MAX))
            .map(|row| Received {
                id: row.id,
                at: row.at,
                words: serde_json::from_value::<Message>(row.event)
                    .map(|message| message.in_words())
                    .unwrap_or_default(),
                task: row.task_id.map(TaskId),
                unread: row.read_at.is_none(),
            });
        Ok((page.collect(), more))
    }

    /// Marks a person's messages up to `newest` as read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_notifications_read(
        &self,
        permitted: &Permitted<ReadNotifications>,
        newest: i64,
    ) -> Result<()> {
        let mut conn = self.pool.get().await?;
        Ok(db::outbox::mark_read(&mut conn, permitted.target(), newest, self.now()).await?)
    }
}
