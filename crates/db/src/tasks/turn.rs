//! Everything that says whether a person may decide a task's open step now, in one statement.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Jsonb, Nullable, Text};
use domain::ids::{PersonId, RoleId, TaskId};
use serde::Deserialize;

use super::assignments::Assignment;
use super::read::Decided;
use crate::json::Json;
use crate::statement::Statement;
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

#[derive(QueryableByName, Columns)]
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

#[derive(Statement)]
#[statement(file = "tasks/turn.sql", row = Row)]
struct ReadTurn {
    task: TaskId,
    person: PersonId,
    now: DateTime<Utc>,
}

/// Reads [`Turn`]. Called with the task's row locked, it is what holds until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Connection, task: TaskId, person: PersonId, now: DateTime<Utc>) -> Result<Turn> {
    let row = ReadTurn { task, person, now }.one_row(conn).await?;
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
