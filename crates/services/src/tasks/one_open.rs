//! One open request, and one open revocation, for a person and role (T15). The database holds it by `tasks_one_open_key`; what
//! is here says so before, with the open task.

use chrono::{DateTime, Utc};
use db::Connection;
use domain::ids::{PersonId, TaskId};
use domain::policy::PolicyKind;

use super::read::may_see;
use crate::{FieldProblem, Result};

/// Why there can be no second task of this kind for that person and role; `seen` is the open one, if the reader may see it.
pub(crate) fn problem(kind: PolicyKind, role: &str, subject: &str, seen: Option<TaskId>) -> FieldProblem {
    let words = match kind {
        PolicyKind::Revoke => {
            format!("The revocation of {role} from {subject} is already open. Wait until it is decided.")
        }
        PolicyKind::Request | PolicyKind::Review => {
            format!("{role} is already requested for {subject}. Wait until that request is decided.")
        }
    };
    FieldProblem::new("role", words).with_open_task(seen)
}

/// The same for a person: they get the open task where they may see it.
pub(super) async fn problem_for(
    conn: &mut Connection,
    reader: PersonId,
    kind: PolicyKind,
    (role, subject): (&str, &str),
    open: TaskId,
    now: DateTime<Utc>,
) -> Result<FieldProblem> {
    let seen = may_see(conn, open, reader, now).await?;
    Ok(problem(kind, role, subject, seen.then_some(open)))
}
