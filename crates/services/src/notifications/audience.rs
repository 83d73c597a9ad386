//! Who gets a task's messages (T9). Everything that happens to a task and that people are told of goes through here, so
//! that a delegate gets all of them, each saying for whom and why, and a copy goes to whom it is due.

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::audience::Part;
use domain::ids::{PersonId, TaskId};

use super::Letters;
use super::message::{Message, Why};
use crate::Result;

/// Those who get a task's messages, and why: everyone asked now (a delegate for whom they stand in), those passed over
/// who keep getting a copy, who decided an earlier step, requester, subject and initiator.
///
/// Read it before the change: whoever is released by it still belongs to it then. The holders of a role who are asked as a
/// pool do not: they are told when the step begins, and find the task in their list.
///
/// ```ignore
/// let audience = audience_of(conn, task.id, actor.person()).await?;
/// // … the change …
/// let mut letters = Letters::default();
/// audience.tell(&mut letters, task.id, &format!("task:{}:comment:{comment}", task.id), now, |why| Some(Message::TaskComment {
///     title: task.title.clone(), by: audience.by(), comment: words.clone(), why,
/// }));
/// letters.write(conn).await?;
/// ```
#[derive(Debug)]
pub(crate) struct Audience {
    members: Vec<(PersonId, Why)>,
    by: Option<String>,
}

/// Reads the audience of a task as it stands. `by` acts, and is told nothing of what they do themselves.
///
/// # Errors
/// When the database fails.
pub(crate) async fn audience_of(
    conn: &mut Connection,
    task: TaskId,
    by: Option<PersonId>,
) -> Result<Audience> {
    let known = db::tasks::audience::of_task(conn, task, by).await?;
    let members = known.members.into_iter();
    Ok(Audience {
        members: members
            .map(|(person, part, names)| (person, why(part, names)))
            .collect(),
        by: known.by,
    })
}

fn why(part: Part, names: Vec<String>) -> Why {
    let mut names = names.into_iter();
    match (part, names.next()) {
        (Part::Asked, Some(named)) => Why::StandsIn {
            named,
            via: names.collect(),
        },
        (Part::Asked, None) => Why::Asked,
        (Part::Copy, assignee) => Why::Copy {
            assignee: assignee.unwrap_or_default(),
        },
        (Part::Decided, standing_in_for) => Why::Decided { standing_in_for },
        (Part::Requester, _) => Why::Requester,
        (Part::Subject, _) => Why::Subject,
        (Part::Initiator, _) => Why::Initiator,
    }
}

impl Audience {
    /// Name of who acts; none: the system.
    pub(crate) fn by(&self) -> Option<String> {
        self.by.clone()
    }

    /// Adds one message a member, unless there is none for their part; `key` names the event, so that nobody is told twice.
    pub(crate) fn tell(
        &self,
        letters: &mut Letters,
        task: TaskId,
        key: &str,
        now: DateTime<Utc>,
        message: impl Fn(Why) -> Option<Message>,
    ) {
        for (person, why) in &self.members {
            if let Some(message) = message(why.clone()) {
                letters.to(*person, key, Some(task), &message, now);
            }
        }
    }
}
