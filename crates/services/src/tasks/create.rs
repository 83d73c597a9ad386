//! Creating a task, whoever asks for it: its first step is assigned, and everything is written in one statement.

use db::transaction::Transaction;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use db::Connection;
use db::api_answers::NewAnswer;
use db::tasks::assignments::NewAssignment;
use db::tasks::create::Creation;
use db::tasks::posting::Around;
use db::tasks::write::NewTask;
use domain::ids::PersonId;
use domain::policy::PolicyKind;

use super::assign::{About, Question, ask};
use super::event::TaskEvent;
use super::journal::Journal;
use super::known::Known;
use crate::actor::Actor;
use crate::audit::Record;
use crate::{Error, Result};

/// What refuses a task that somebody else is creating.
const TAKEN: [&str; 3] = ["tasks_pkey", "tasks_one_open_key", "api_answers_pkey"];

/// A task that is worked out and not yet written.
pub(crate) struct Prepared {
    /// Who is asked.
    pub(crate) assignments: Vec<NewAssignment>,
    journal: Journal,
    letters: crate::notifications::Letters,
}

/// Works out who is asked for a new task. Reads only what `around` does not say.
///
/// # Errors
/// [`Error::NobodyEligible`] when nobody may decide its first step (T12).
pub(crate) async fn prepare(
    conn: &mut Connection,
    task: &NewTask,
    around: Option<&Around>,
    now: DateTime<Utc>,
) -> Result<Prepared> {
    let Some(step) = task.steps.first() else {
        return Err(Error::internal("a task without steps"));
    };
    let mut journal = Journal::default();
    journal.note(
        1,
        TaskEvent::Created {
            policy: task.policy_name.clone(),
        },
    );
    let question = Question {
        task: task.id,
        title: &task.title,
        position: 1,
        step,
        subject: task.subject,
        requester: task.requester,
        earlier: HashSet::new(),
        anew: None,
        around: around.map(Known::from),
        about: About {
            role: task.role,
            change: task.role_change.as_ref(),
            is_administrative: task.is_administrative,
        },
    };
    let asked = ask(conn, &question, &mut journal, now).await?.ok_or_else(|| {
        Error::NobodyEligible(format!(
            "Nobody may decide this {}: its approver, the fallback and every super administrator are ineligible",
            noun(task)
        ))
    })?;
    Ok(Prepared {
        assignments: asked.assignments,
        journal,
        letters: asked.letters,
    })
}

impl Prepared {
    /// Writes the task with everything that belongs to it (G3).
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is being created already: by its id, under its key, or by another for the same person
    /// and role (T15). Nothing is kept then, and what they made can be seen in another transaction.
    pub(crate) async fn write(
        self,
        tx: &mut Transaction,
        actor: &Actor,
        task: &NewTask,
        record: Record,
        answer: Option<&NewAnswer>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let requested = task
            .requester
            .and_then(|requester| behalf(actor, task.subject, requester));
        let on_behalf_of = requested.or(actor.on_behalf_of());
        let (audit, in_name_of, change) = record.into_rows();
        let creation = Creation {
            task,
            assignments: &self.assignments,
            log: &self.journal.entries(task, actor, on_behalf_of.as_slice(), now)?,
            messages: &self.letters.into_messages(),
            audit: &audit,
            in_name_of: &in_name_of,
            answer,
        };
        match db::tasks::create::create(tx, &creation).await {
            Err(error) if TAKEN.iter().any(|name| error.is_constraint(name)) => {
                Err(Error::Conflict("This request is being made already".to_owned()))
            }
            Err(error) if error.is_constraint("tasks_policy_id_fkey") => {
                Err(Error::invalid("policy", "There is no such policy any more"))
            }
            created => {
                let entry = created?;
                match change {
                    Some(change) => change.notify(tx, entry, 1).await,
                    None => Ok(()),
                }
            }
        }
    }
}

fn noun(task: &NewTask) -> &'static str {
    match task.kind {
        PolicyKind::Request => "request",
        PolicyKind::Review => "review",
        PolicyKind::Revoke => "revocation",
    }
}

/// For whom it is: another system acts for the requester, a person for the subject.
fn behalf(actor: &Actor, subject: PersonId, requester: PersonId) -> Option<PersonId> {
    match actor.person() {
        Some(person) => (subject != person).then_some(subject),
        None => Some(requester),
    }
}
