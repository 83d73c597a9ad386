//! A comment on an open task, by everyone who sees it (T14, T17).

use chrono::{DateTime, Utc};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::TaskId;
use domain::task::{MAX_COMMENT, TaskState};
use domain::text::check_long_text;
use serde_json::json;

use super::decide::also_on_behalf_of;
use super::event::TaskEvent;
use super::journal::Journal;
use super::turn::Turn;
use crate::access::{self, Permitted, WorkOnTasks};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::notifications::{Letters, Message, Why, audience_of};
use crate::tasks::Tasks;
use crate::{Error, Result};

impl Tasks<'_> {
    /// Adds a comment to an open task's log, and tells those who are asked now, who asked and who started it. Answers
    /// the task's title.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who may not see it (T17), [`Error::Conflict`] when it is closed, [`Error::Invalid`]
    /// without words or with too many.
    pub async fn comment(self, actor: &PersonActor, task: TaskId, comment: &str) -> Result<String> {
        let person = actor.person();
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                let permitted = access::require(tx, actor, person, now).await?;
                add(tx, permitted, task, comment, now).await
            })
            .await
    }
}

pub(crate) async fn add(
    tx: &mut Transaction,
    permitted: Permitted<WorkOnTasks>,
    id: TaskId,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<String> {
    let person = permitted.actor();
    let task = db::tasks::read::by_id_for_update(tx, id)
        .await?
        .ok_or(Error::NotFound)?;
    if !super::read::may_see(tx, id, person, now).await? {
        return Err(Error::NotFound);
    }
    if task.state != TaskState::Open {
        return Err(Error::Conflict(format!(
            "“{}” was {} already: it takes no more comments",
            task.title,
            task.state.code()
        )));
    }
    let comment = check_long_text("Comment", comment, MAX_COMMENT)
        .map_err(|message| Error::invalid("comment", message))?;
    if comment.is_empty() {
        return Err(Error::invalid("comment", "Enter a comment"));
    }
    let turn = Turn::read(tx, &task, person, now).await?;
    let actor = &turn.acting(permitted.acting());
    let stands_in_for = turn.stands_in_for();
    let on_behalf_of = stands_in_for.first().copied();
    let mut journal = Journal::default();
    journal.note(
        task.position,
        TaskEvent::Commented {
            comment: comment.clone(),
        },
    );
    journal.write(tx, &task, actor, &stands_in_for, now).await?;
    let audience = audience_of(tx, id, Some(person)).await?;
    let by = audience.by().unwrap_or_default();
    let key = format!("task:{id}:comment:{person}:{}", now.timestamp_micros());
    let mut letters = Letters::default();
    // Whom it is only about reads it in the log.
    audience.tell(&mut letters, id, &key, now, |why| {
        (why != Why::Subject).then(|| Message::TaskComment {
            title: task.title.clone(),
            by: by.clone(),
            comment: comment.clone(),
            why,
        })
    });
    letters.write(tx).await?;
    let mut after = json!({ "title": task.title, "comment": comment });
    also_on_behalf_of(tx, &mut after, &stands_in_for).await?;
    Record::new(actor, now, Action::TaskCommented, ObjectKind::Task, id)
        .on_behalf_of(on_behalf_of)
        .in_tasks_of(&stands_in_for)
        .concerns(task.subject)
        .after(Some(after))
        .write(tx)
        .await?;
    Ok(task.title)
}
