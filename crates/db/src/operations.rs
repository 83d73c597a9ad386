//! Operations: work that may take longer than a request. A row each, and a row for each thing that is to be done by itself.

use chrono::{DateTime, TimeDelta, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use domain::operation::{ItemOutcome, ItemState, OperationKind};

use crate::glued::statement;
use crate::schema::operation_items;
use crate::sql_types::{IntoBind, IntoLiteral};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

pub mod batches;
pub mod commands;
pub mod read;

/// A lease that ends later than this from now was taken before the clock went back.
const SKEW: TimeDelta = TimeDelta::hours(1);

/// An operation to be written.
#[derive(Debug, Clone)]
pub struct NewOperation {
    /// The id of its form, bound to who sent it.
    pub id: uuid::Uuid,
    /// What is done.
    pub kind: OperationKind,
    /// Who started it; none: a command.
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
    pub now: DateTime<Utc>,
}

/// Writes an operation; false: it is there already.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, new: NewOperation) -> Result<bool> {
    const SQL: &str = "INSERT INTO operations (id, kind, person_id, on_behalf_of, through, request_id, client_request_id, input, total, \
          created_at, continued_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) ON CONFLICT (id) DO NOTHING";
    let written = statement(SQL)
        .bind::<Uuid, _>(new.id)
        .bind::<Text, _>(new.kind.code())
        .bind::<Nullable<BigInt>, _>(new.person.map(|person| person.0))
        .bind::<Nullable<BigInt>, _>(new.on_behalf_of.map(|person| person.0))
        .bind::<Text, _>(new.through)
        .bind::<Nullable<Text>, _>(new.request_id)
        .bind::<Nullable<Text>, _>(new.client_request_id)
        .bind::<Text, _>(new.input)
        .bind::<Nullable<Integer>, _>(new.total)
        .bind::<Timestamptz, _>(new.now)
        .execute(tx)
        .await?;
    Ok(written > 0)
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
    const SQL: &str = "INSERT INTO operation_items (operation_id, position, task_id, step) \
        SELECT $1, t.position, t.task_id, t.step FROM unnest($2, $3) WITH ORDINALITY AS t (task_id, step, position)";
    let (tasks, steps): (Vec<uuid::Uuid>, Vec<Option<i16>>) =
        tasks.map(|(task, step)| (task.0, step)).unzip();
    statement(SQL)
        .bind::<Uuid, _>(operation)
        .bind::<Array<Uuid>, _>(tasks)
        .bind::<Array<Nullable<SmallInt>>, _>(steps)
        .execute(tx)
        .await?;
    Ok(())
}

/// How many operations are under way that act for a person: who started them, or resumed them last.
///
/// # Errors
/// When the database fails.
pub async fn unfinished_of(conn: &mut Connection, person: PersonId) -> Result<i64> {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    const SQL: &str = "SELECT count(*) AS count FROM operations WHERE finished_at IS NULL \
        AND (resumed_by = $1 OR person_id = $1 AND resumed_by IS NULL)";
    let row: Count = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .get_result(conn)
        .await?;
    Ok(row.count)
}

/// An operation that is to be continued: of a kind that this version knows.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Leased {
    /// Which.
    #[diesel(sql_type = Uuid)]
    pub id: uuid::Uuid,
    /// What is done.
    #[diesel(sql_type = Text, deserialize_as = crate::code::Code<OperationKind>)]
    pub kind: OperationKind,
    #[diesel(sql_type = Nullable<BigInt>)]
    person_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    resumed_by: Option<i64>,
    /// The page or command that started it, or resumed it last.
    #[diesel(sql_type = Text)]
    pub through: String,
    /// What we call the request that did.
    #[diesel(sql_type = Nullable<Text>)]
    pub request_id: Option<String>,
    /// What the client calls it.
    #[diesel(sql_type = Nullable<Text>)]
    pub client_request_id: Option<String>,
    /// What is to be done, as JSON.
    #[diesel(sql_type = Text)]
    pub input: String,
}

impl Leased {
    /// Who started it; none: a command.
    pub fn starter(&self) -> Option<PersonId> {
        self.person_id.map(PersonId)
    }

    /// Somebody else than who started it, who resumed it last.
    pub fn other_resumer(&self) -> Option<PersonId> {
        let resumer = self.resumed_by.map(PersonId);
        resumer.filter(|_| self.resumed_by != self.person_id)
    }

    /// For whom it acts: who resumed it last, or else who started it; none: a command.
    pub fn acts_for(&self) -> Option<PersonId> {
        self.other_resumer().or(self.starter())
    }
}

/// Takes a lease on an operation that nobody works on: on this one, or on the one that was continued longest ago, of the kinds
/// that this version knows.
///
/// # Errors
/// When the database fails.
pub async fn lease(
    tx: &mut Transaction,
    wanted: Option<uuid::Uuid>,
    holder: uuid::Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Leased>> {
    const SQL: &str = "UPDATE operations SET leased_by = $2, leased_until = $4, continued_at = $3 WHERE id = ( \
          SELECT id FROM operations WHERE finished_at IS NULL AND ($1 IS NULL OR id = $1) AND kind = ANY($6) \
            AND (leased_until IS NULL OR leased_until <= $3 OR leased_until > $5) \
          ORDER BY continued_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
        RETURNING id, kind, person_id, resumed_by, coalesce(resumed_through, through) AS through, \
          CASE WHEN resumed_by IS NULL THEN request_id ELSE resumed_request_id END AS request_id, \
          CASE WHEN resumed_by IS NULL THEN client_request_id ELSE resumed_client_request_id END AS client_request_id, input";
    let kinds = [
        OperationKind::Decide,
        OperationKind::Reassign,
        OperationKind::Comment,
        OperationKind::ReassignAll,
        OperationKind::AccessReview,
    ];
    let rows: Vec<Leased> = statement(SQL)
        .bind::<Nullable<Uuid>, _>(wanted)
        .bind::<Uuid, _>(holder)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(until)
        .bind::<Timestamptz, _>(now + SKEW)
        .bind::<Array<Text>, _>(kinds.map(OperationKind::code).to_vec())
        .load(tx)
        .await?;
    Ok(rows.into_iter().next())
}

/// Says that its holder still works on it, or will after a pause, and nobody else until then; false: somebody else has taken it over, or it is finished.
///
/// # Errors
/// When the database fails.
pub async fn renew(
    tx: &mut Transaction,
    id: uuid::Uuid,
    holder: uuid::Uuid,
    until: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE operations SET leased_until = $3 WHERE id = $1 AND leased_by = $2 AND finished_at IS NULL";
    let renewed = statement(SQL)
        .bind::<Uuid, _>(id)
        .bind::<Uuid, _>(holder)
        .bind::<Timestamptz, _>(until)
        .execute(tx)
        .await?;
    Ok(renewed > 0)
}

/// Lets somebody else continue it.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &mut Transaction, id: uuid::Uuid, holder: uuid::Uuid) -> Result<()> {
    const SQL: &str =
        "UPDATE operations SET leased_by = NULL, leased_until = NULL WHERE id = $1 AND leased_by = $2";
    statement(SQL)
        .bind::<Uuid, _>(id)
        .bind::<Uuid, _>(holder)
        .execute(tx)
        .await?;
    Ok(())
}

/// A thing that is to be done.
#[derive(Debug, Clone, Copy, diesel::QueryableByName)]
pub struct Pending {
    /// Its place.
    #[diesel(sql_type = Integer)]
    pub position: i32,
    #[diesel(sql_type = Uuid)]
    task_id: uuid::Uuid,
    /// The step that was shown.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub step: Option<i16>,
    /// Attempts that failed for a reason that may pass.
    #[diesel(sql_type = SmallInt)]
    pub attempts: i16,
}

impl Pending {
    /// The task it is about.
    pub fn task(&self) -> TaskId {
        TaskId(self.task_id)
    }
}

/// What comes next: what has been tried least often first.
///
/// # Errors
/// When the database fails.
pub async fn pending(conn: &mut Connection, id: uuid::Uuid, limit: i64) -> Result<Vec<Pending>> {
    const SQL: &str = "SELECT position, task_id, step, attempts FROM operation_items WHERE operation_id = $1 AND state = 'pending' \
        ORDER BY attempts, position LIMIT $2";
    Ok(statement(SQL)
        .bind::<Uuid, _>(id)
        .bind::<BigInt, _>(limit)
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
    const SQL: &str = "UPDATE operation_items SET state = $4, reason = $5, field = $6 \
        WHERE operation_id = $1 AND position = $2 AND state = $3";
    let (reason, field) = refusal.unzip();
    let noted = statement(SQL)
        .bind::<Uuid, _>(id)
        .bind::<Integer, _>(position)
        .bind::<Text, _>(from.code())
        .bind::<Text, _>(to.code())
        .bind::<Nullable<Text>, _>(reason)
        .bind::<Nullable<Text>, _>(field.flatten())
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
        .execute(tx)
        .await?;
    Ok(())
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, diesel::QueryableByName, Columns)]
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
    const SQL: &str = "DELETE FROM operations WHERE id IN (SELECT id FROM operations WHERE finished_at < $1 \
        ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(limit)
        .execute(tx)
        .await?)
}
