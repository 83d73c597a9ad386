//! Everything that says whether a person may decide a task's open step now, in one statement.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};
use serde::Deserialize;

use super::assignments::Assignment;
use super::read::Decided;
use crate::glued::statement;
use crate::json::Json;
use crate::sql::{active, holdings};
use crate::{Connection, Result};

/// How a person holds a role whose holders are or were asked (T11).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Holding {
    /// The role.
    pub role_id: RoleId,
    /// From whom, as a proxy; none: in their own right.
    pub delegator_id: Option<PersonId>,
    /// Their username.
    pub delegator: Option<String>,
    /// By which delegation.
    pub delegation_id: Option<i64>,
}

/// A task as seen by somebody who may be asked.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Everyone who is or was asked, oldest first.
    pub assignments: Vec<Assignment>,
    /// What was decided so far, by step.
    pub decisions: Vec<Decided>,
    /// Whether the person is active.
    pub active: bool,
    /// Whether whom the task is about has been terminated (T13).
    pub subject_left: bool,
    /// How they hold the roles of the pools; their own right comes first.
    pub holdings: Vec<Holding>,
    /// Name of the role that the task is about.
    pub role: Option<String>,
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Jsonb)]
    assignments: Json<Vec<Assignment>>,
    #[diesel(sql_type = Jsonb)]
    decisions: Json<Vec<Decided>>,
    #[diesel(sql_type = Bool)]
    active: bool,
    #[diesel(sql_type = Bool)]
    subject_left: bool,
    #[diesel(sql_type = Jsonb)]
    holdings: Json<Vec<Holding>>,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
}

const TURN: &str = concat!(
    "SELECT coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM task_assignments a WHERE a.task_id = $1), '[]') AS assignments, \
     coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.position) FROM task_decisions d WHERE d.task_id = $1), '[]') AS decisions, \
     EXISTS (SELECT FROM people p WHERE p.id = $2 AND ",
    active!("p", "$3"),
    ") AS active, \
     EXISTS (SELECT FROM tasks t JOIN people s ON s.id = t.subject_id WHERE t.id = $1 AND s.active_until <= $3) AS subject_left, \
     coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_object('role_id', h.role_id, 'delegator_id', h.delegator_id, \
       'delegation_id', h.delegation_id, 'delegator', (SELECT o.username FROM people o WHERE o.id = h.delegator_id))) FROM ",
    holdings!("$3"),
    " h WHERE h.person_id = $2 AND h.role_id = ANY (ARRAY(SELECT a.pool_role_id FROM task_assignments a \
       WHERE a.task_id = $1 AND a.pool_role_id IS NOT NULL))), '[]') AS holdings, \
     (SELECT r.name FROM tasks t JOIN roles r ON r.id = t.role_id WHERE t.id = $1) AS role"
);

/// Reads [`Turn`]. Called with the task's row locked, it is what holds until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Connection, task: TaskId, person: PersonId, now: DateTime<Utc>) -> Result<Turn> {
    let row: Row = statement(TURN)
        .bind::<Uuid, _>(task.0)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .get_result(conn)
        .await?;
    let mut holdings = row.holdings.0;
    holdings.sort_by_key(|holding| holding.delegator_id);
    Ok(Turn {
        assignments: row.assignments.0,
        decisions: row.decisions.0,
        active: row.active,
        subject_left: row.subject_left,
        holdings,
        role: row.role,
    })
}
