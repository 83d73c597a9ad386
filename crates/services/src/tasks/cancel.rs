//! Cancelling a task (T13): the requester their own open request, a super administrator any task.

use chrono::{DateTime, Utc};
use db::tasks::read::Task;
use db::transaction::Transaction;
use domain::ids::TaskId;
use domain::policy::PolicyKind;
use domain::task::{MAX_REASON, TaskState};
use domain::text::check_long_text;

use super::close::{close, record_cancellation, tell_closed};
use super::event::TaskEvent;
use super::journal::Journal;
use crate::access::{self, OverseeTasks};
use crate::actor::{Actor, PersonActor};
use crate::notifications::Letters;
use crate::tasks::Tasks;
use crate::{Error, Result};

impl Tasks<'_> {
    /// Cancels an open task, with a reason.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who may not see it, [`Error::Forbidden`] for who may not cancel it,
    /// [`Error::Conflict`] when it is closed, [`Error::Invalid`] without a reason.
    pub async fn cancel(self, actor: &PersonActor, task: TaskId, reason: &str) -> Result<PolicyKind> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                by_person(tx, actor, task, reason, now).await
            })
            .await
    }
}

async fn by_person(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: TaskId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<PolicyKind> {
    let task = db::tasks::read::by_id_for_update(tx, id)
        .await?
        .ok_or(Error::NotFound)?;
    let person = actor.person();
    let own = task.kind == PolicyKind::Request && task.requester == Some(person);
    let acting = if own {
        actor.in_own_right().clone()
    } else {
        match access::require::<OverseeTasks>(tx, actor, task.subject, now).await {
            Ok(permitted) => permitted.acting().clone(),
            Err(Error::Forbidden) => {
                return Err(if super::read::may_see(tx, id, person, now).await? {
                    Error::Forbidden
                } else {
                    Error::NotFound
                });
            }
            Err(other) => return Err(other),
        }
    };
    if task.state != TaskState::Open {
        return Err(Error::Conflict(format!(
            "“{}” was {} already",
            task.title,
            task.state.code()
        )));
    }
    let reason =
        check_long_text("Reason", reason, MAX_REASON).map_err(|message| Error::invalid("reason", message))?;
    if reason.is_empty() {
        return Err(Error::invalid("reason", "Enter a reason for cancelling"));
    }
    cancel(tx, &acting, &task, &reason, now).await?;
    Ok(task.kind)
}

/// Cancels an open task: log, audit entry, messages.
pub(super) async fn cancel(
    tx: &mut Transaction,
    actor: &Actor,
    task: &Task,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut journal = Journal::default();
    journal.note(
        task.position,
        TaskEvent::Cancelled {
            reason: reason.to_owned(),
        },
    );
    let audience = close(tx, task, TaskState::Cancelled, actor.person(), now).await?;
    record_cancellation(actor, task, reason, now).write(tx).await?;
    journal
        .write(tx, task, actor, actor.on_behalf_of().as_slice(), now)
        .await?;
    let mut letters = Letters::default();
    tell_closed(
        &mut letters,
        &audience,
        task,
        TaskState::Cancelled,
        Some(reason),
        now,
    );
    letters.write(tx).await
}
