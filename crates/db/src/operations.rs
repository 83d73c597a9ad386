//! Operations: work that may take longer than a request. A row each, and a row for each thing that is to be done by itself.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use domain::operation::{ItemOutcome, ItemState, OperationKind};

use crate::prepared::Prepare;
use crate::schema::{operation_items, operations};
use crate::sql_types::{Bind, IntoBind, IntoLiteral};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

pub mod batches;
pub mod commands;
mod leases;
pub mod read;

pub use leases::{Leased, lease, release, renew};

/// An operation to be written.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = operations, treat_none_as_default_value = false)]
pub struct NewOperation {
    /// The id of its form, bound to who sent it.
    pub id: uuid::Uuid,
    /// What is done.
    #[diesel(serialize_as = Bind<OperationKind>)]
    pub kind: OperationKind,
    /// Who started it; none: a command.
    #[diesel(column_name = person_id)]
    pub person: Option<PersonId>,
    /// In whose place.
    pub on_behalf_of: Option<PersonId>,
    /// The page or command.
    pub through: String,
    /// What we call the request.
    pub request_id: Option<String>,
    /// What the client calls it.
    pub client_request_id: Option<String>,
    /// What is to be done, as JSON.
    pub input: String,
    /// Things to be done; none: not known yet.
    pub total: Option<i32>,
    /// When.
    #[diesel(column_name = created_at)]
    pub now: DateTime<Utc>,
}

/// Writes an operation; false: it is there already.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, new: NewOperation) -> Result<bool> {
    let continued_at = operations::continued_at.eq(new.now);
    let written = diesel::insert_into(operations::table)
        .values((new, continued_at))
        .on_conflict(operations::id)
        .do_nothing()
        .execute(tx)
        .await?;
    Ok(written > 0)
}

#[derive(Statement)]
#[statement(file = "operations/insert_tasks.sql")]
struct InsertTasks {
    operation: uuid::Uuid,
    tasks: Vec<TaskId>,
    steps: Vec<Option<i16>>,
}

/// Writes what is to be done, in its order: tasks, each with the step that was shown.
///
/// # Errors
/// When the database fails.
pub async fn insert_tasks(
    tx: &mut Transaction,
    operation: uuid::Uuid,
    tasks: impl Iterator<Item = (TaskId, Option<i16>)>,
) -> Result<()> {
    let (tasks, steps) = tasks.unzip();
    let insert = InsertTasks {
        operation,
        tasks,
        steps,
    };
    insert.run(tx).await?;
    Ok(())
}

/// How many operations are under way that act for a person: who started them, or resumed them last.
///
/// # Errors
/// When the database fails.
pub async fn unfinished_of(conn: &mut Connection, person: PersonId) -> Result<i64> {
    let resumed = operations::resumed_by.eq(person.bind());
    let started = operations::person_id
        .eq(person.bind())
        .and(operations::resumed_by.is_null());
    Ok(operations::table
        .filter(operations::finished_at.is_null())
        .filter(resumed.or(started))
        .count()
        .get_result(conn)
        .await?)
}

/// A thing that is to be done.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = operation_items)]
pub struct Pending {
    /// Its place.
    pub position: i32,
    task_id: TaskId,
    /// The step that was shown.
    pub step: Option<i16>,
    /// Attempts that failed for a reason that may pass.
    pub attempts: i16,
}

impl Pending {
    /// The task it is about.
    pub fn task(&self) -> TaskId {
        self.task_id
    }
}

/// What comes next: what has been tried least often first.
///
/// # Errors
/// When the database fails.
pub async fn pending(conn: &mut Connection, id: uuid::Uuid, limit: i64) -> Result<Vec<Pending>> {
    Ok(operation_items::table
        .filter(operation_items::operation_id.eq(id))
        .filter(operation_items::state.eq(ItemState::Pending.literal()))
        .order((operation_items::attempts, operation_items::position))
        .limit(limit)
        .select(Pending::as_select())
        .load(conn)
        .await?)
}

/// Notes what became of one thing; false: it is not in that state any more, for somebody else has done it. In the transaction that
/// does it, before it is done: whoever else would do it waits for the row, and then leaves it alone.
///
/// # Errors
/// When the database fails.
pub async fn note(
    tx: &mut Transaction,
    (id, position): (uuid::Uuid, i32),
    from: ItemState,
    to: ItemState,
    refusal: Option<(String, Option<&'static str>)>,
) -> Result<bool> {
    let (reason, field) = refusal.unzip();
    let in_state = operation_items::table
        .find((id, position))
        .filter(operation_items::state.eq(from.bind()));
    let noted = diesel::update(in_state)
        .set((
            operation_items::state.eq(to.bind()),
            operation_items::reason.eq(reason),
            operation_items::field.eq(field.flatten()),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(noted > 0)
}

/// Counts an attempt at a thing that failed for a reason that may pass, and answers how many that are. None: nobody waits for it any
/// more.
///
/// # Errors
/// When the database fails.
pub async fn count_attempt(tx: &mut Transaction, (id, position): (uuid::Uuid, i32)) -> Result<Option<i16>> {
    let pending = operation_items::table
        .find((id, position))
        .filter(operation_items::state.eq(ItemState::Pending.literal()));
    Ok(diesel::update(pending)
        .set(operation_items::attempts.eq(operation_items::attempts + 1))
        .returning(operation_items::attempts)
        .prepared()
        .get_result(tx)
        .await
        .optional()?)
}

/// Notes what became of an approved task that is not approved by that, in the transaction that approves it.
///
/// # Errors
/// When the database fails.
pub async fn note_outcome(
    tx: &mut Transaction,
    (id, position): (uuid::Uuid, i32),
    outcome: ItemOutcome,
) -> Result<()> {
    diesel::update(operation_items::table.find((id, position)))
        .set(operation_items::outcome.eq(outcome.bind()))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, QueryableByName, Columns)]
pub struct Finished {
    /// Things that were to be done; none: that was never known.
    #[diesel(sql_type = Nullable<Integer>)]
    pub total: Option<i32>,
    /// Of them done.
    #[diesel(sql_type = Integer)]
    pub done: i32,
    /// Of them refused, for a reason that may be said.
    #[diesel(sql_type = Integer)]
    pub failed: i32,
    /// Of them not there for whoever started it (T17).
    #[diesel(sql_type = Integer)]
    pub unknown: i32,
    /// Of those done, approved tasks that went on to their next step.
    #[diesel(sql_type = BigInt)]
    pub next_step: i64,
    /// Of those done, approved tasks that were cancelled, as nobody may decide their next step.
    #[diesel(sql_type = BigInt)]
    pub cancelled: i64,
}

#[derive(Statement)]
#[statement(file = "operations/finish.sql", row = Finished)]
struct Finish {
    id: uuid::Uuid,
    now: DateTime<Utc>,
}

/// Ends an operation of which nothing is pending, and keeps of its items only those that failed. None: something is pending, or
/// somebody else has ended it.
///
/// # Errors
/// When the database fails.
pub async fn finish(tx: &mut Transaction, id: uuid::Uuid, now: DateTime<Utc>) -> Result<Option<Finished>> {
    let Some(finished) = Finish { id, now }.optional_row(tx).await? else {
        return Ok(None);
    };
    let not_failed = operation_items::state.ne(ItemState::Failed.literal());
    diesel::delete(operation_items::table.filter(operation_items::operation_id.eq(id).and(not_failed)))
        .execute(tx)
        .await?;
    Ok(Some(finished))
}

/// Removes up to `limit` operations that were finished before then, and returns how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(tx: &mut Transaction, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    let old = diesel::alias!(operations as old);
    let ids = old
        .filter(old.field(operations::finished_at).lt(before))
        .order(old.field(operations::finished_at))
        .limit(limit)
        .select(old.field(operations::id))
        .for_update()
        .skip_locked();
    Ok(
        diesel::delete(operations::table.filter(operations::id.eq_any(ids)))
            .execute(tx)
            .await?,
    )
}
