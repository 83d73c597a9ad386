//! Closing a task: its effect, its end, and who is told (T13).

use chrono::{DateTime, Utc};
use db::tasks::read::Task;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;
use domain::policy::PolicyKind;
use domain::privilege::BuiltinRole;
use domain::task::{Effect, TaskState};
use serde_json::json;

use super::event::TaskEvent;
use super::facts::open_facts;
use super::journal::Journal;
use super::revoke::take_away;
use crate::actor::Actor;
use crate::audit::Record;
use crate::notifications::{Audience, Letters, Message, Why, audience_of};
use crate::rights::{self, Remaining};
use crate::{Error, Result};

/// Carries out what the last decision means, in its transaction (T13). `role` is the name of the role it is about.
pub(super) async fn carry_out(
    tx: &mut Transaction,
    task: &Task,
    effect: Effect,
    (actor, by): (&Actor, PersonId),
    role: &str,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<()> {
    match (effect, task.role) {
        (Effect::GrantRole, Some(id)) if task.role_change.is_some() => {
            if let Some(change) = &task.role_change {
                rights::apply_change(tx, (actor, by), (id, change), now).await?;
                let role = role.to_owned();
                journal.note(task.position, TaskEvent::RoleChanged { role });
            }
        }
        (Effect::GrantRole, Some(id)) => {
            let new = db::roles::grant_by_request(tx, task.subject, id, task.id, by, now).await?;
            let role = role.to_owned();
            journal.note(task.position, TaskEvent::RoleGranted { role, new });
        }
        (Effect::RevokeGrant, Some(id)) => {
            let what = (task.subject, id, role);
            let administrators = Remaining::before(tx, now).await?;
            take_away(tx, actor, by, what, task.position, journal, now).await?;
            let names = db::people::names(tx, &[task.subject]).await?;
            let name = names
                .get(&task.subject)
                .map_or("They", |name| name.display_name.as_str());
            administrators.require(tx, name, now).await?;
        }
        // A task that another system posted without a role has its effect there.
        _ => {}
    }
    Ok(())
}

/// Closes an open task and releases everyone asked. Returns who is to be told, as it was before; `by` acts.
pub(super) async fn close(
    tx: &mut Transaction,
    task: &Task,
    state: TaskState,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Audience> {
    let audience = audience_of(tx, task.id, by).await?;
    if !db::tasks::write::close(tx, task.id, state, now).await? {
        return Err(Error::Conflict("This task is closed already".to_owned()));
    }
    Ok(audience)
}

/// Tells everybody whom the task concerns how it ended (T9); not those who did it. Whoever started a review follows it on
/// its page: it may have thousands of tasks.
pub(super) fn tell_closed(
    letters: &mut Letters,
    audience: &Audience,
    task: &Task,
    state: TaskState,
    reason: Option<&str>,
    now: DateTime<Utc>,
) {
    let key = key_of_end(task);
    audience.tell(letters, task.id, &key, now, |why| {
        let told = why != Why::Initiator || task.kind != PolicyKind::Review;
        told.then(|| Message::TaskClosed {
            title: task.title.clone(),
            state,
            reason: reason.map(str::to_owned),
            by: audience.by(),
            why,
        })
    });
}

pub(super) fn key_of_end(task: &Task) -> String {
    format!("task:{}:closed", task.id)
}

/// The audit entry of a cancellation, whoever cancels.
pub(super) fn record_cancellation(actor: &Actor, task: &Task, reason: &str, now: DateTime<Utc>) -> Record {
    Record::new(actor, now, Action::TaskCancelled, ObjectKind::Task, task.id)
        .concerns(task.subject)
        .about(task.requester)
        .before(Some(open_facts(task)))
        .after(Some(
            json!({ "title": task.title, "state": TaskState::Cancelled, "reason": reason }),
        ))
}

/// Nobody may decide an open task: it is cancelled, and requester and super administrators are told (T12).
pub(super) async fn cancel_for_want_of_approvers(
    tx: &mut Transaction,
    actor: &Actor,
    task: &Task,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<Letters> {
    let reason = "nobody is eligible to decide this step".to_owned();
    journal.note(
        task.position,
        TaskEvent::Cancelled {
            reason: reason.clone(),
        },
    );
    let audience = close(tx, task, TaskState::Cancelled, None, now).await?;
    record_cancellation(&actor.by_itself(), task, &reason, now)
        .write(tx)
        .await?;
    let mut letters = Letters::default();
    tell_closed(
        &mut letters,
        &audience,
        task,
        TaskState::Cancelled,
        Some(&reason),
        now,
    );
    if let Some(role) = db::roles::by_code(tx, BuiltinRole::SuperAdministrator.code()).await? {
        let message = Message::TaskClosed {
            title: task.title.clone(),
            state: TaskState::Cancelled,
            reason: Some(reason),
            by: None,
            why: Why::Administrator,
        };
        for holder in db::roles::eligible_holders(tx, role.id(), &[], now, 200).await? {
            letters.to(holder.person(), &key_of_end(task), Some(task.id), &message, now);
        }
    }
    Ok(letters)
}
