//! Who is asked: writing and releasing assignments, and finding those that must be assigned anew (T7).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::not;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::task::TaskState;

use crate::batch::{ROWS, json};
use crate::functions::greatest;
use crate::people::predicates::is_active;
use crate::prepared::Prepare;
use crate::schema::{people, task_assignments, tasks};
use crate::sql_types::{IntoBind, IntoLiteral, TaskKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// An assignment to be written. Its fields are the table's columns.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewAssignment {
    /// The task.
    pub task_id: uuid::Uuid,
    /// The step, from 1.
    pub position: i16,
    /// A person …
    pub person_id: Option<i64>,
    /// … or the holders of a role (T11).
    pub pool_role_id: Option<i64>,
    /// Whom the step named.
    pub original_id: Option<i64>,
    /// From the person named to the assignee.
    pub path: Vec<i64>,
    /// Those passed over who get a copy of what goes to the assignee (T9).
    pub copies: Vec<i64>,
    /// Pool members who may not decide.
    pub barred: Vec<i64>,
    /// When.
    pub assigned_at: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "tasks/insert_assignments.sql")]
struct Insert {
    rows: serde_json::Value,
}

/// Writes assignments.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, assignments: &[NewAssignment]) -> Result<()> {
    for batch in assignments.chunks(ROWS) {
        let rows = json(batch)?;
        Insert { rows }.run(tx).await?;
    }
    Ok(())
}

/// Who is not asked any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// Everybody.
    All,
    /// One person.
    Person(PersonId),
    /// A pool: one of its members has passed the step on (T14), or it has run empty.
    Pool(RoleId),
}

/// Releases who is asked by several tasks.
///
/// # Errors
/// When the database fails.
pub async fn release(
    tx: &mut Transaction,
    tasks: &[TaskId],
    who: Released,
    now: DateTime<Utc>,
) -> Result<()> {
    let asked = diesel::update(task_assignments::table)
        .filter(task_assignments::task_id.eq_any(tasks.iter().map(|task| task.bind())))
        .filter(task_assignments::released_at.is_null());
    let at = task_assignments::released_at.eq(greatest(now, task_assignments::assigned_at).nullable());
    match who {
        Released::All => asked.set(at).prepared().execute(tx).await?,
        Released::Person(person) => {
            let asked = asked.filter(task_assignments::person_id.eq(person.bind()));
            asked.set(at).prepared().execute(tx).await?
        }
        Released::Pool(pool) => {
            let asked = asked.filter(task_assignments::pool_role_id.eq(pool.bind()));
            asked.set(at).prepared().execute(tx).await?
        }
    };
    Ok(())
}

/// Somebody asked, now or before.
#[derive(Debug, Clone, serde::Deserialize, Queryable, Selectable)]
#[diesel(table_name = task_assignments)]
pub struct Assignment {
    position: i16,
    person_id: Option<PersonId>,
    pool_role_id: Option<RoleId>,
    original_id: Option<PersonId>,
    path: Vec<PersonId>,
    barred: Vec<PersonId>,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    released_at: Option<DateTime<Utc>>,
}

impl Assignment {
    /// The step, from 1.
    pub fn position(&self) -> i16 {
        self.position
    }

    /// The person asked, unless it is a pool.
    pub fn person(&self) -> Option<PersonId> {
        self.person_id
    }

    /// Either.
    pub fn asked(&self) -> Option<AskedParty> {
        AskedParty::of(self.person_id, self.pool_role_id)
    }

    /// The role whose holders are asked.
    pub fn pool(&self) -> Option<RoleId> {
        self.pool_role_id
    }

    /// Whom the step named.
    pub fn original(&self) -> Option<PersonId> {
        self.original_id
    }

    /// From the person named to the assignee, both included.
    pub fn path(&self) -> impl DoubleEndedIterator<Item = PersonId> {
        self.path.iter().copied()
    }

    /// Pool members who may not decide.
    pub fn barred(&self) -> impl Iterator<Item = PersonId> {
        self.barred.iter().copied()
    }

    /// Whether they are asked now.
    pub fn is_open(&self) -> bool {
        self.released_at.is_none()
    }
}

/// Everyone who is or was asked, oldest first (T17).
///
/// # Errors
/// When the database fails.
pub async fn of_task(conn: &mut Connection, task: TaskId) -> Result<Vec<Assignment>> {
    Ok(task_assignments::table
        .filter(task_assignments::task_id.eq(task.bind()))
        .order(task_assignments::id)
        .select(Assignment::as_select())
        .load(conn)
        .await?)
}

/// Somebody asked: a person, or the holders of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskedParty {
    /// A person.
    Person(PersonId),
    /// Whoever holds a role (T11).
    Pool(RoleId),
}

impl AskedParty {
    fn of(person: Option<PersonId>, pool: Option<RoleId>) -> Option<Self> {
        person.map(Self::Person).or(pool.map(Self::Pool))
    }
}

/// Who is asked now, of each of these tasks of which anybody is.
///
/// # Errors
/// When the database fails.
pub async fn asked_now(
    conn: &mut Connection,
    tasks: &[TaskId],
) -> Result<HashMap<TaskId, HashSet<AskedParty>>> {
    let rows: Vec<(TaskId, Option<PersonId>, Option<RoleId>)> = task_assignments::table
        .filter(task_assignments::task_id.eq_any(tasks.iter().map(|task| task.bind())))
        .filter(task_assignments::released_at.is_null())
        .select((
            task_assignments::task_id,
            task_assignments::person_id,
            task_assignments::pool_role_id,
        ))
        .load(conn)
        .await?;
    let mut asked: HashMap<TaskId, HashSet<AskedParty>> = HashMap::new();
    for (task, person, pool) in rows {
        asked
            .entry(task)
            .or_default()
            .extend(AskedParty::of(person, pool));
    }
    Ok(asked)
}

/// A task that a statement finds.
#[derive(QueryableByName, Columns)]
pub(crate) struct Found {
    #[diesel(sql_type = TaskKey)]
    task_id: TaskId,
}

impl Found {
    /// Which.
    pub(crate) fn into_task(self) -> TaskId {
        self.task_id
    }
}

/// Open tasks that wait on somebody inactive: to be assigned anew (T7, T12). Reads the inactive, not the tasks.
///
/// # Errors
/// When the database fails.
pub async fn stranded(conn: &mut Connection, now: DateTime<Utc>, limit: i64) -> Result<Vec<TaskId>> {
    // That a hire date ahead is later than the row itself goes without saying, but not to the planner: it has an index of those.
    let is_ahead = people::active_from
        .gt(now)
        .and(people::active_from.gt(people::created_at.nullable()));
    let may_be_inactive = people::disabled_at
        .is_not_null()
        .or(people::active_until.le(now))
        .or(is_ahead);
    let waits = task_assignments::person_id.eq(people::id.nullable());
    Ok(people::table
        .inner_join(task_assignments::table.on(waits.and(task_assignments::released_at.is_null())))
        .filter(may_be_inactive.and(not(is_active(now))))
        .select(task_assignments::task_id)
        .distinct()
        .limit(limit)
        .load(conn)
        .await?)
}

/// Open tasks whose subject has been terminated: they are cancelled (T13).
///
/// # Errors
/// When the database fails.
pub async fn of_terminated_subjects(
    conn: &mut Connection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<TaskId>> {
    let is_open = tasks::state.eq(TaskState::Open.literal());
    Ok(people::table
        .inner_join(tasks::table.on(tasks::subject_id.eq(people::id).and(is_open)))
        .filter(people::active_until.le(now))
        .select(tasks::id)
        .limit(limit)
        .load(conn)
        .await?)
}

#[derive(Statement)]
#[statement(file = "tasks/stranded_pools.sql", row = Found)]
struct StrandedPools {
    now: DateTime<Utc>,
    limit: i64,
}

/// Open tasks that wait on a pool none of whose members may decide (T12). Only small pools are looked at: more
/// holders than a step can bar leave somebody eligible.
///
/// # Errors
/// When the database fails.
pub async fn stranded_pools(conn: &mut Connection, now: DateTime<Utc>, limit: i64) -> Result<Vec<TaskId>> {
    let found = StrandedPools { now, limit }.rows(conn).await?;
    Ok(found.into_iter().map(Found::into_task).collect())
}

/// Open tasks that are counted for a question: beyond it people read "and more".
pub const COUNTED: i64 = 100;

/// How many open tasks of `owner`'s wait for `delegate`, up to [`COUNTED`].
///
/// # Errors
/// When the database fails.
pub async fn open_of(conn: &mut Connection, owner: PersonId, delegate: PersonId) -> Result<usize> {
    let found: Vec<i64> = task_assignments::table
        .filter(task_assignments::person_id.eq(delegate.bind()))
        .filter(task_assignments::original_id.eq(owner.bind()))
        .filter(task_assignments::released_at.is_null())
        .select(task_assignments::id)
        .limit(COUNTED)
        .load(conn)
        .await?;
    Ok(found.len())
}
