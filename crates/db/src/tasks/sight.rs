//! Which of several tasks somebody may see (T17), in one statement.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use db_macros::Statement;
use domain::ids::{PersonId, TaskId};

use super::assignments::Found;
use crate::statement::Statement;
use crate::{Connection, Result};

#[derive(Statement)]
#[statement(file = "tasks/seen_by.sql", row = Found)]
struct SeenBy<'a> {
    person: PersonId,
    tasks: &'a [TaskId],
    now: DateTime<Utc>,
}

/// Those of `tasks` that a person may see: as subject, requester, initiator, somebody who is or was asked or stood in for, somebody
/// who decided, a holder of a pool's role at the time, or somebody who oversees tasks and has the subject in their data scope.
///
/// It decides what `services::tasks::read` decides of one task, for a page of them: the test `tasks::pool_sight` holds both together.
///
/// # Errors
/// When the database fails.
pub async fn seen_by(
    conn: &mut Connection,
    tasks: &[TaskId],
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<HashSet<TaskId>> {
    let seen = SeenBy { person, tasks, now }.rows(conn).await?;
    Ok(seen.into_iter().map(Found::into_task).collect())
}
