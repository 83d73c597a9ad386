//! Reading tasks and access for other systems.

use chrono::{DateTime, Utc};
pub use db::access::at::Holding;
use db::tasks::detail::Record;
use db::tasks::listing::{self, MOST};
use domain::ids::{PersonId, PolicyId, TaskId};
use domain::policy::PolicyKind;
use domain::privilege::Privilege;
use domain::task::TaskState;

use super::decide::person;
use super::post_task::MAX_EXTERNAL_REF;
use super::standing::{self, NOBODY, Pools, Standing};
use crate::api::Api;
use crate::tasks::event::sentence_of;
use crate::{Error, FieldProblem, Result};

/// The most tasks a page holds.
pub const MOST_TASKS: i64 = MOST - 1;

/// A task, without its log.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Which, where it stands, who is asked.
    pub standing: Standing,
    /// Its policy's type.
    pub kind: PolicyKind,
    /// How many steps it has.
    pub steps: usize,
    /// As shown.
    pub title: String,
    /// Its policy, while it is open (T10).
    pub policy: Option<PolicyId>,
    /// Its policy's name when it was created.
    pub policy_name: String,
    /// Username of whom it is about.
    pub subject: String,
    /// Username of who asked.
    pub requester: Option<String>,
    /// Username of who started it (T15).
    pub initiator: Option<String>,
    /// Code of the role it is about.
    pub role: Option<String>,
    /// Why it was asked.
    pub reason: Option<String>,
    /// The other system's name for it.
    pub external_ref: Option<String>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

/// An entry of a task's log.
#[derive(Debug, Clone)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// The step, from 1.
    pub step: i16,
    /// What happened, in one sentence.
    pub words: String,
    /// Username of who did it; none: Locum worked it out, or another system did it.
    pub actor: Option<String>,
    /// Username of for whom.
    pub on_behalf_of: Option<String>,
    /// The page, job, command or API token (G4).
    pub through: String,
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// Username of who is asked now.
    pub assignee: Option<String>,
    /// Where it stands.
    pub state: Option<TaskState>,
    /// The other system's name for it.
    pub external_ref: Option<String>,
    /// Where the page before ended.
    pub after: Option<(DateTime<Utc>, TaskId)>,
    /// How many, at most [`MOST_TASKS`].
    pub limit: i64,
}

/// A page of tasks.
#[derive(Debug)]
pub struct TaskPage {
    /// Newest first.
    pub tasks: Vec<Summary>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<(DateTime<Utc>, TaskId)>,
}

impl Api<'_> {
    /// A page of tasks.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown assignee.
    pub async fn list_tasks(self, filter: &TaskFilter) -> Result<TaskPage> {
        let now = self.services.now();
        let limit = filter.limit.clamp(1, MOST_TASKS);
        let mut conn = self.services.pool.get().await?;
        let assignee = match &filter.assignee {
            Some(username) => Some(person(&mut conn, "assignee", username).await?),
            None => None,
        };
        if let Some(reference) = &filter.external_ref {
            // What the version before took is found too.
            if reference.trim().is_empty()
                || reference.contains('\0')
                || reference.chars().count() > MAX_EXTERNAL_REF
            {
                let message =
                    format!("External reference must be 1 to {MAX_EXTERNAL_REF} characters, without NUL");
                return Err(Error::invalid("external_ref", message));
            }
        }
        // Nobody is asked for a closed task.
        if assignee.is_some() && filter.state.is_some_and(|state| state != TaskState::Open) {
            return Ok(TaskPage {
                tasks: Vec::new(),
                next: None,
            });
        }
        let wanted = listing::Filter {
            assignee,
            state: filter.state,
            external_ref: filter.external_ref.clone(),
            after: filter.after,
            limit: limit + 1,
        };
        let mut listed = listing::list(&mut conn, &wanted, now).await?;
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = listed.len() > size;
        listed.truncate(size);
        let next = listed.last().filter(|_| more).map(|last| (last.at, last.id));
        let mut tasks = Vec::with_capacity(listed.len());
        let mut pools = Pools::default();
        for one in &listed {
            let standing = standing::of_record(&mut conn, one.id, &one.record, &mut pools, now).await?;
            tasks.push(summary(standing, &one.record));
        }
        Ok(TaskPage { tasks, next })
    }

    /// A task with its log, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn task_with_log(self, id: TaskId) -> Result<(Summary, Vec<Event>)> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let detail = db::tasks::detail::read(&mut conn, id, NOBODY, now)
            .await?
            .ok_or(Error::NotFound)?;
        let standing = standing::of_record(&mut conn, id, &detail.record, &mut Pools::default(), now).await?;
        Ok((summary(standing, &detail.record), events(&detail.record)))
    }

    /// The roles in force for a person at an instant, now where none is given.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown person.
    pub async fn roles_at(self, username: &str, at: Option<DateTime<Utc>>) -> Result<Vec<Holding>> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let person = person(&mut conn, "username", username).await?;
        Ok(db::access::at::roles(&mut conn, person, at.unwrap_or(now), now).await?)
    }

    /// Through which roles a person may do something to somebody's record at an instant; none: they may not (D).
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown person.
    pub async fn may(
        self,
        username: &str,
        privilege: Privilege,
        target: &str,
        at: Option<DateTime<Utc>>,
    ) -> Result<Vec<Holding>> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let mut known: Vec<PersonId> = Vec::new();
        let mut problems: Vec<FieldProblem> = Vec::new();
        for (field, username) in [("person", username), ("target", target)] {
            match person(&mut conn, field, username).await {
                Ok(id) => known.push(id),
                Err(Error::Invalid(more)) => problems.extend(more),
                Err(error) => return Err(error),
            }
        }
        let [person, target] = known.as_slice() else {
            return Err(Error::Invalid(problems));
        };
        let at = at.unwrap_or(now);
        Ok(db::access::at::through(&mut conn, *person, privilege.code(), *target, at, now).await?)
    }
}

fn summary(standing: Standing, record: &Record) -> Summary {
    let username = |id: PersonId| {
        let found = record.people.iter().find(|person| person.id == id);
        found.map(|person| person.username.clone())
    };
    let role = record
        .role_id
        .and_then(|id| record.roles.iter().find(|role| role.id == id));
    Summary {
        standing,
        kind: record.kind,
        steps: record.steps.len(),
        title: record.title.clone(),
        policy: record.policy_id,
        policy_name: record.policy_name.clone(),
        subject: username(record.subject_id).unwrap_or_default(),
        requester: record.requester_id.and_then(username),
        initiator: record.initiator_id.and_then(username),
        role: role.map(|role| role.code.clone()),
        reason: record.reason.clone(),
        external_ref: record.external_ref.clone(),
        created_at: record.created_at,
        closed_at: record.closed_at,
    }
}

fn events(record: &Record) -> Vec<Event> {
    let names = record
        .people
        .iter()
        .map(|person| (person.id, person.display_name.clone()))
        .collect();
    let username = |id: PersonId| {
        let found = record.people.iter().find(|person| person.id == id);
        found.map(|person| person.username.clone())
    };
    let event = |entry: &db::tasks::detail::Logged| Event {
        at: entry.at,
        step: entry.position,
        words: sentence_of(&entry.event, &names),
        actor: entry.actor_id.and_then(username),
        on_behalf_of: entry.on_behalf_of.and_then(username),
        through: entry.through.clone(),
    };
    record.log.iter().map(event).collect()
}
