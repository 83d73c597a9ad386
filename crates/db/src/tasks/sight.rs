//! Which of several tasks somebody may see (T17), in one statement.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use domain::privilege::Privilege;

use crate::access::sql::{held_now, held_while_asked, in_scope, up};
use crate::glued::statement;
use crate::{Connection, Result};

#[derive(diesel::QueryableByName)]
struct Seen {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
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
    const SQL: &str = concat!(
        "WITH ",
        held_now!("$3"),
        " SELECT t.id FROM tasks t WHERE t.id = ANY($2) AND (t.subject_id = $1 OR t.requester_id = $1 OR t.initiator_id = $1 \
           OR EXISTS (SELECT FROM task_assignments a WHERE a.task_id = t.id AND (a.person_id = $1 OR $1 = ANY (a.path) \
             OR (a.pool_role_id IS NOT NULL AND ",
        held_while_asked!("$1", "$3"),
        "))) OR EXISTS (SELECT FROM task_decisions d WHERE d.task_id = t.id AND (d.decided_by = $1 OR $1 = ANY (d.decided_for))) \
           OR EXISTS (WITH RECURSIVE ",
        up!("t.subject_id"),
        " SELECT FROM held h JOIN roles r ON r.id = h.role_id JOIN role_privileges rp ON rp.role_id = h.role_id \
           AND rp.privilege = $4 WHERE ",
        in_scope!("r", "h", "$4", "t.subject_id"),
        "))"
    );
    let ids: Vec<uuid::Uuid> = tasks.iter().map(|task| task.0).collect();
    let seen: Vec<Seen> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Array<Uuid>, _>(ids)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(Privilege::OverseeTasks.code())
        .load(conn)
        .await?;
    Ok(seen.into_iter().map(|one| TaskId(one.id)).collect())
}
