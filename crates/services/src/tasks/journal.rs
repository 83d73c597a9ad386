//! What one change did to a task: the entries of the task's log, and what the audit log says of them (G8), written by one
//! statement.

use chrono::{DateTime, Utc};
use db::tasks::log::{NewLogEntry, NewTaskEntry};
use db::tasks::read::Task;
use db::tasks::write::NewTask;
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::policy::{Approver, Step};

use super::event::{ALSO_FOR, Audited, TaskEvent};
use crate::actor::Actor;
use crate::{Error, Result};

/// The task that it is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct AboutTask<'a> {
    pub(super) id: TaskId,
    pub(super) title: &'a str,
    pub(super) subject: PersonId,
}

impl<'a> From<&'a Task> for AboutTask<'a> {
    fn from(task: &'a Task) -> Self {
        Self {
            id: task.id,
            title: &task.title,
            subject: task.subject,
        }
    }
}

impl<'a> From<&'a NewTask> for AboutTask<'a> {
    fn from(task: &'a NewTask) -> Self {
        Self {
            id: task.id,
            title: &task.title,
            subject: task.subject,
        }
    }
}

/// The log entries of one change.
#[derive(Debug, Default)]
pub(super) struct Journal {
    events: Vec<(i16, TaskEvent)>,
}

impl Journal {
    /// Adds what happened at a step.
    pub(super) fn note(&mut self, position: i16, event: TaskEvent) {
        self.events.push((position, event));
    }

    /// Whether what was noted asks somebody because nobody whom the step names may decide (T12): its fallback approver, or the super
    /// administrators.
    pub(super) fn asks_a_fallback(&self, step: &Step) -> bool {
        let has = |wanted: fn(&TaskEvent) -> bool| self.events.iter().any(|(_, event)| wanted(event));
        let names_a_pool = matches!(step.approver, Approver::Role { .. });
        let asks_a_pool = has(|event| matches!(event, TaskEvent::AssignedToPool { .. }));
        has(|event| matches!(event, TaskEvent::Fallback { .. }))
            || (asks_a_pool && (!names_a_pool || has(|event| matches!(event, TaskEvent::NoHolder { .. }))))
    }

    /// Everything noted, in order, for a preview that is never written.
    pub(super) fn into_events(self) -> Vec<TaskEvent> {
        self.events.into_iter().map(|(_, event)| event).collect()
    }

    /// Everything noted, in order, as rows.
    pub(super) fn entries<'a>(
        self,
        task: impl Into<AboutTask<'a>>,
        actor: &Actor,
        on_behalf_of: &[PersonId],
        now: DateTime<Utc>,
    ) -> Result<Vec<NewLogEntry>> {
        let task = task.into();
        let row = |(position, event)| row(task, (position, event), actor, on_behalf_of, now);
        self.events.into_iter().map(row).collect()
    }

    /// Writes everything noted, in order.
    pub(super) async fn write<'a>(
        self,
        tx: &mut Transaction,
        task: impl Into<AboutTask<'a>>,
        actor: &Actor,
        on_behalf_of: &[PersonId],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let entries = self.entries(task, actor, on_behalf_of, now)?;
        Ok(db::tasks::log::append(tx, &entries).await?)
    }
}

fn row(
    task: AboutTask<'_>,
    (position, event): (i16, TaskEvent),
    actor: &Actor,
    on_behalf_of: &[PersonId],
    now: DateTime<Utc>,
) -> Result<NewLogEntry> {
    // What the system works out is nobody's act: only the act itself carries the actor (G4).
    let act = matches!(
        event,
        TaskEvent::Created { .. }
            | TaskEvent::Decided { .. }
            | TaskEvent::Reassigned { .. }
            | TaskEvent::Commented { .. }
            | TaskEvent::Cancelled { .. }
    );
    let on_behalf_of = if act { on_behalf_of } else { &[] };
    let mut people = event.people();
    let mut facts = serde_json::to_value(&event).map_err(Error::internal)?;
    // The row names one person; whoever stands in for several acts for them all (G4).
    if let (Some((_, also)), Some(facts)) = (on_behalf_of.split_first(), facts.as_object_mut())
        && !also.is_empty()
    {
        facts.insert(ALSO_FOR.to_owned(), also.iter().map(|person| person.0).collect());
        people.extend(also);
    }
    Ok(NewLogEntry {
        task_id: task.id.0,
        at: now,
        position,
        actor_id: actor.person().filter(|_| act).map(|person| person.0),
        on_behalf_of: on_behalf_of.first().map(|person| person.0),
        through: actor.through().to_owned(),
        people: people.iter().map(|person| person.0).collect(),
        audit: event
            .audited()
            .map(|audited| audit_entry(task, position, audited, actor, now)),
        event: facts,
    })
}

fn audit_entry(
    task: AboutTask<'_>,
    position: i16,
    audited: Audited,
    actor: &Actor,
    now: DateTime<Utc>,
) -> NewTaskEntry {
    let Audited {
        action,
        named,
        mut facts,
    } = audited;
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("title".to_owned(), task.title.into());
        facts.insert("step".to_owned(), position.into());
    }
    NewTaskEntry {
        at: now,
        through: actor.through().to_owned(),
        action: action.code(),
        object_id: task.id.0,
        concerns_id: task.subject.0,
        after: facts,
        people: named.iter().map(|(_, person)| person.0).collect(),
        named: named.into_iter().map(|(name, person)| (name, person.0)).collect(),
        request_id: actor.own_request_id().map(str::to_owned),
        client_request_id: actor.clients_request_id().map(str::to_owned),
    }
}
