//! Starting an operation on several tasks: a form sent twice starts one.

use std::collections::HashSet;
use std::num::NonZeroU32;

use db::operations::NewOperation;
use db::transaction::Transaction;
use domain::ids::PersonId;
use domain::operation::{Act, Further, OperationKind, Summary};
use domain::task::Decision;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::PersonActor;
use crate::brakes::{Brakes, TooMany};
use crate::form_id;
use crate::operations::Operations;
use crate::tasks::{MOST, Ticked};
use crate::{Error, Result, changes};

/// Operations of one person that may be under way at the same time.
const MOST_UNFINISHED: i64 = 10;

/// What is to be done to each task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum BulkAct {
    /// Approve or deny.
    Decide {
        /// Which.
        decision: Decision,
        /// One for all.
        reason: String,
    },
    /// Pass on by hand.
    Reassign {
        /// A username.
        to: String,
        /// One for all.
        reason: String,
    },
    /// Say something.
    Comment {
        /// As typed.
        comment: String,
    },
}

impl BulkAct {
    fn kind(&self) -> OperationKind {
        match self {
            Self::Decide { .. } => OperationKind::Decide,
            Self::Reassign { .. } => OperationKind::Reassign,
            Self::Comment { .. } => OperationKind::Comment,
        }
    }
}

/// What an operation on several tasks keeps of its form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct BulkInput {
    #[serde(flatten)]
    pub(super) act: BulkAct,
    /// Ids that cannot be read.
    pub(super) unreadable: usize,
}

impl BulkInput {
    /// What it does, and how far it is: things in all, done, and failed. Ids that cannot be read count as failed.
    pub(super) fn summary(&self, (total, done, failed): (Option<i32>, i64, i64)) -> Summary {
        let unreadable = i64::try_from(self.unreadable).unwrap_or(i64::MAX);
        let act = match self.act {
            BulkAct::Decide {
                decision: Decision::Approve,
                ..
            } => Act::Approve,
            BulkAct::Decide {
                decision: Decision::Deny,
                ..
            } => Act::Deny,
            BulkAct::Reassign { .. } => Act::Reassign,
            BulkAct::Comment { .. } => Act::Comment,
        };
        Summary {
            act,
            about: None,
            total: i64::from(total.unwrap_or_default()) + unreadable,
            done,
            failed: failed + unreadable,
            further: Further::default(),
        }
    }
}

/// Why an operation was not started: nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    /// Its sender is too quick.
    #[error(transparent)]
    TooMany(TooMany),
    /// Its sender has many operations under way.
    #[error("Much of what you sent is still under way: wait until some of it is done, then send this again")]
    ManyUnderWay,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<db::Error> for NotStarted {
    fn from(error: db::Error) -> Self {
        Self::Other(error.into())
    }
}

impl Operations<'_> {
    /// The id of the operation that this form starts, or has started: the same form with the same content is the same operation.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where nobody acts.
    pub fn bulk_id(self, actor: &PersonActor, form: Uuid, tasks: &[Ticked], act: &BulkAct) -> Result<Uuid> {
        let person = actor.person();
        let mut content = serde_json::to_vec(act).map_err(Error::internal)?;
        for ticked in tasks {
            content.extend(ticked.task.0.as_bytes());
            content.extend(ticked.step.unwrap_or_default().to_be_bytes());
        }
        Ok(form_id::bound_with(person, form, &content))
    }

    /// Whether there is such an operation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exists(self, id: Uuid) -> Result<bool> {
        let mut conn = self.services.pool.get().await?;
        Ok(db::operations::read::exists(&mut conn, id).await?)
    }

    /// Starts an operation on several tasks, as [`Self::bulk_id`] calls it; where it has been started already, nothing. A
    /// task named twice counts once. Nothing is done to them yet. The brakes count only what is new: a second click costs nothing.
    ///
    /// # Errors
    /// [`NotStarted::TooMany`] for somebody who is too quick, [`Error::Invalid`] for more than [`MOST`] tasks, and for somebody who has
    /// many operations under way.
    pub async fn start_on_tasks(
        self,
        actor: &PersonActor,
        id: Uuid,
        (tasks, unreadable): (&[Ticked], usize),
        act: BulkAct,
    ) -> std::result::Result<(), NotStarted> {
        let person = actor.person();
        let mut seen = HashSet::new();
        let tasks: Vec<Ticked> = tasks
            .iter()
            .copied()
            .filter(|one| seen.insert(one.task))
            .collect();
        if tasks.len() > MOST {
            return Err(Error::invalid("task", format!("Tick at most {MOST} tasks")).into());
        }
        let kind = act.kind();
        let input = serde_json::to_string(&BulkInput { act, unreadable }).map_err(Error::internal)?;
        let new = NewOperation {
            id,
            kind,
            person: Some(person),
            on_behalf_of: None,
            through: actor.in_own_right().through().to_owned(),
            request_id: actor.in_own_right().own_request_id().map(str::to_owned),
            client_request_id: actor.in_own_right().clients_request_id().map(str::to_owned),
            input,
            total: i32::try_from(tasks.len()).ok(),
            now: self.services.now(),
        };
        changes::are_recognised_by(Some(&id));
        Transaction::run(&self.services.pool, async |tx| {
            write(tx, self.services.brakes(), person, new, &tasks).await
        })
        .await
    }
}

async fn write(
    tx: &mut Transaction,
    brakes: &Brakes,
    person: PersonId,
    new: NewOperation,
    tasks: &[Ticked],
) -> std::result::Result<(), NotStarted> {
    let (id, kind) = (new.id, new.kind);
    if !insert_new(tx, brakes, person, new).await? {
        return Ok(());
    }
    let count = u32::try_from(tasks.len()).ok().and_then(NonZeroU32::new);
    if let (OperationKind::Comment, Some(count)) = (kind, count) {
        brakes.comment(person, count).map_err(NotStarted::TooMany)?;
    }
    let tasks = tasks.iter().map(|one| (one.task, one.step));
    Ok(db::operations::insert_tasks(tx, id, tasks).await?)
}

/// Writes an operation of a person's, unless it is there already: then false, and nothing is counted.
///
/// # Errors
/// [`NotStarted`] for somebody who is too quick, or has many operations under way.
pub(crate) async fn insert_new(
    tx: &mut Transaction,
    brakes: &Brakes,
    person: PersonId,
    new: NewOperation,
) -> std::result::Result<bool, NotStarted> {
    // Before it is written, which waits for a second click: that one then finds it.
    let unfinished = db::operations::unfinished_of(tx, person).await?;
    if !db::operations::insert(tx, new).await? {
        return Ok(false);
    }
    admit(brakes, person, unfinished)?;
    Ok(true)
}

/// Refuses one more operation of somebody who has so many under way, or is too quick.
pub(super) fn admit(
    brakes: &Brakes,
    person: PersonId,
    unfinished: i64,
) -> std::result::Result<(), NotStarted> {
    if unfinished >= MOST_UNFINISHED {
        return Err(NotStarted::ManyUnderWay);
    }
    brakes.operation(person).map_err(NotStarted::TooMany)
}

/// What an operation keeps of its form.
pub(super) fn json(input: &impl Serialize) -> Result<String> {
    serde_json::to_string(input).map_err(Error::internal)
}
