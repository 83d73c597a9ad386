//! Tasks as other systems list them: newest first, by state, by their own name for it, or by who is asked now.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Jsonb, Timestamptz};
use domain::ids::{PersonId, TaskId};
use domain::task::TaskState;

use super::detail::Record;
use crate::json::Json;
use crate::sql_types::TaskKey;
use crate::statement::Statement;
use crate::{Connection, Result};

/// What to look for; everything empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Who is asked now.
    pub assignee: Option<PersonId>,
    /// Where it stands.
    pub state: Option<TaskState>,
    /// The other system's name for it.
    pub external_ref: Option<String>,
    /// Tasks before this one in the list's order: the next page.
    pub after: Option<(DateTime<Utc>, TaskId)>,
    /// How many at most; [`MOST`] and no more.
    pub limit: i64,
}

/// The most that are read at once: a page of 200, and one to know whether there are more. It stands in the SQL too.
pub const MOST: i64 = 201;

/// A task of the list.
#[derive(Debug)]
pub struct Listed {
    /// Which.
    pub id: TaskId,
    /// What it is listed by: when it was created, or when the person was asked.
    pub at: DateTime<Utc>,
    /// The task, who is asked now, and every name that occurs.
    pub record: Record,
}

#[derive(QueryableByName, Columns)]
struct Row {
    #[diesel(sql_type = TaskKey)]
    id: TaskId,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Jsonb)]
    detail: Json<Record>,
}

#[derive(Statement)]
#[statement(file = "tasks/list_all.sql", row = Row)]
struct All {
    after: Option<TaskId>,
    limit: i64,
}

#[derive(Statement)]
#[statement(file = "tasks/list_by_state.sql", row = Row)]
struct ByState {
    state: TaskState,
    after: Option<TaskId>,
    limit: i64,
}

#[derive(Statement)]
#[statement(file = "tasks/list_by_reference.sql", row = Row)]
struct ByReference<'a> {
    external_ref: &'a str,
    assignee: Option<PersonId>,
    now: DateTime<Utc>,
    state: Option<TaskState>,
    after: Option<TaskId>,
    limit: i64,
}

#[derive(Statement)]
#[statement(file = "tasks/list_by_assignee.sql", row = Row)]
struct ByAssignee {
    assignee: PersonId,
    now: DateTime<Utc>,
    after_at: Option<DateTime<Utc>>,
    after: Option<TaskId>,
    limit: i64,
}

/// A page of tasks.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, filter: &Filter, now: DateTime<Utc>) -> Result<Vec<Listed>> {
    let after = filter.after.map(|(_, task)| task);
    let limit = filter.limit.clamp(1, MOST);
    let (assignee, state) = (filter.assignee, filter.state);
    let rows = match (filter.external_ref.as_deref(), assignee, state) {
        (Some(external_ref), ..) => {
            let page = ByReference {
                external_ref,
                assignee,
                now,
                state,
                after,
                limit,
            };
            page.rows(conn).await?
        }
        (None, Some(assignee), _) => {
            let page = ByAssignee {
                assignee,
                now,
                after_at: filter.after.map(|(at, _)| at),
                after,
                limit,
            };
            page.rows(conn).await?
        }
        (None, None, Some(state)) => ByState { state, after, limit }.rows(conn).await?,
        (None, None, None) => All { after, limit }.rows(conn).await?,
    };
    let read = |row: Row| Listed {
        id: row.id,
        at: row.at,
        record: row.detail.0,
    };
    Ok(rows.into_iter().map(read).collect())
}
