//! Which of several tasks somebody may see (T17), in one statement.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};

use crate::access::sql::held_while_asked;
use crate::statement::statement;
use crate::{Connection, Result};

#[derive(diesel::QueryableByName)]
struct Seen {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
}

/// Those of `tasks` that a person may see without overseeing them: as subject, requester, initiator, somebody who is or was asked or
/// stood in for, somebody who decided, or a holder of a pool's role at the time.
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
        "SELECT t.id FROM tasks t WHERE t.id = ANY($1) AND (t.subject_id = $2 OR t.requester_id = $2 OR t.initiator_id = $2 \
           OR EXISTS (SELECT FROM task_assignments a WHERE a.task_id = t.id AND (a.person_id = $2 OR $2 = ANY (a.path) \
             OR (a.pool_role_id IS NOT NULL AND ",
        held_while_asked!("$2", "$3"),
        "))) OR EXISTS (SELECT FROM task_decisions d WHERE d.task_id = t.id AND (d.decided_by = $2 OR $2 = ANY (d.decided_for))))"
    );
    let ids: Vec<uuid::Uuid> = tasks.iter().map(|task| task.0).collect();
    let seen: Vec<Seen> = statement(SQL)
        .bind::<Array<Uuid>, _>(ids)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(seen.into_iter().map(|one| TaskId(one.id)).collect())
}
