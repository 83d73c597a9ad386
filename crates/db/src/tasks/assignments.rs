//! Who is asked: writing and releasing assignments, and finding those that must be assigned anew (T7).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};

use crate::batch::insert_all;
use crate::functions::greatest;
use crate::glued::{Statement, statement};
use crate::key::Key;
use crate::schema::task_assignments;
use crate::sql::{active, holdings};
use crate::sql_types::IntoBind;
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

/// Writes assignments.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, assignments: &[NewAssignment]) -> Result<()> {
    const SQL: &str = "INSERT INTO task_assignments (task_id, position, person_id, pool_role_id, original_id, path, copies, barred, \
        assigned_at) SELECT task_id, position, person_id, pool_role_id, original_id, path, copies, barred, assigned_at \
        FROM jsonb_populate_recordset(NULL::task_assignments, $1) ON CONFLICT DO NOTHING";
    insert_all(tx, SQL, assignments).await?;
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
    use crate::schema::task_assignments as assignments;
    let asked = diesel::update(assignments::table)
        .filter(assignments::task_id.eq_any(tasks.iter().map(|task| task.bind())))
        .filter(assignments::released_at.is_null());
    let at = assignments::released_at.eq(greatest(now, assignments::assigned_at).nullable());
    match who {
        Released::All => asked.set(at).execute(tx).await?,
        Released::Person(person) => {
            let asked = asked.filter(assignments::person_id.eq(person.bind()));
            asked.set(at).execute(tx).await?
        }
        Released::Pool(pool) => {
            let asked = asked.filter(assignments::pool_role_id.eq(pool.bind()));
            asked.set(at).execute(tx).await?
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

/// The tasks of the column `task_id`.
pub(crate) async fn task_ids(conn: &mut Connection, asked: Statement) -> Result<Vec<TaskId>> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Uuid, column_name = task_id, deserialize_as = Key<uuid::Uuid>)]
        task: TaskId,
    }
    let rows: Vec<Row> = asked.load(conn).await?;
    Ok(rows.into_iter().map(|row| row.task).collect())
}

// That a hire date ahead is later than the row itself goes without saying, but not to the planner: it has an index of those.
const STRANDED: &str = concat!(
    "SELECT DISTINCT a.task_id FROM people p JOIN task_assignments a ON a.person_id = p.id AND a.released_at IS NULL \
     WHERE (p.disabled_at IS NOT NULL OR p.active_until <= $1 OR (p.active_from > $1 AND p.active_from > p.created_at)) AND NOT ",
    active!("p", "$1"),
    " LIMIT $2"
);

/// Open tasks that wait on somebody inactive: to be assigned anew (T7, T12). Reads the inactive, not the tasks.
///
/// # Errors
/// When the database fails.
pub async fn stranded(conn: &mut Connection, now: DateTime<Utc>, limit: i64) -> Result<Vec<TaskId>> {
    let asked = statement(STRANDED)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit);
    task_ids(conn, asked).await
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
    const SQL: &str = "SELECT t.id AS task_id FROM people p JOIN tasks t ON t.subject_id = p.id AND t.state = 'open' \
                       WHERE p.active_until <= $1 LIMIT $2";
    let asked = statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit);
    task_ids(conn, asked).await
}

/// Open tasks that wait on a pool none of whose members may decide (T12). Only small pools are looked at: more
/// holders than a step can bar leave somebody eligible.
///
/// # Errors
/// When the database fails.
pub async fn stranded_pools(conn: &mut Connection, now: DateTime<Utc>, limit: i64) -> Result<Vec<TaskId>> {
    const SQL: &str = concat!(
        "WITH pools AS (SELECT r.id, ARRAY(SELECT h.person_id FROM ",
        holdings!("$1"),
        " h JOIN people p ON p.id = h.person_id \
           AND ",
        active!("p", "$1"),
        " WHERE h.role_id = r.id LIMIT 70) AS holders FROM roles r WHERE EXISTS (SELECT FROM \
           task_assignments a WHERE a.pool_role_id = r.id AND a.released_at IS NULL)) \
         SELECT a.task_id FROM pools JOIN task_assignments a ON a.pool_role_id = pools.id AND a.released_at IS NULL \
         WHERE cardinality(pools.holders) < 70 AND NOT EXISTS (SELECT FROM ",
        holdings!("$1"),
        " h JOIN people p ON p.id = h.person_id \
           AND ",
        active!("p", "$1"),
        " WHERE h.role_id = pools.id AND h.person_id <> ALL(a.barred) \
           AND coalesce(h.delegator_id <> ALL(a.barred), true)) LIMIT $2"
    );
    let asked = statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit);
    task_ids(conn, asked).await
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
