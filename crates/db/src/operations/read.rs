//! An operation as its page shows it.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};
use domain::operation::OperationKind;

use crate::glued::statement;
use crate::schema::operations;
use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::{Connection, Result};

/// An operation, and how far it is.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Overview {
    /// Which.
    #[diesel(sql_type = Uuid)]
    pub id: uuid::Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<PersonKey>)]
    person_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<PersonKey>)]
    resumed_by: Option<PersonId>,
    /// Name of who started it; none: a command.
    #[diesel(sql_type = Nullable<Text>)]
    pub started_by: Option<String>,
    /// Name of who resumed it last; none: nobody did.
    #[diesel(sql_type = Nullable<Text>)]
    pub resumed_by_name: Option<String>,
    /// The page or command that started it.
    #[diesel(sql_type = Text)]
    pub through: String,
    /// What is to be done, as JSON.
    #[diesel(sql_type = Text)]
    pub input: String,
    /// Things to be done; none: not known yet.
    #[diesel(sql_type = Nullable<Integer>)]
    pub total: Option<i32>,
    /// Of them done.
    #[diesel(sql_type = BigInt)]
    pub done: i64,
    /// Of them refused, for a reason that may be said.
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    /// Of them not there for whoever started it (T17).
    #[diesel(sql_type = BigInt)]
    pub unknown: i64,
    /// Of those done, approved tasks that went on to their next step.
    #[diesel(sql_type = BigInt)]
    pub next_step: i64,
    /// Of those done, approved tasks that were cancelled, as nobody may decide their next step.
    #[diesel(sql_type = BigInt)]
    pub cancelled: i64,
    /// Why it ended early, in words.
    #[diesel(sql_type = Nullable<Text>)]
    pub stopped: Option<String>,
    /// Whether a field of the form itself was wrong.
    #[diesel(sql_type = Bool)]
    pub has_wrong_field: bool,
    /// When it was started.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// When it ended; none: it is under way.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub finished_at: Option<DateTime<Utc>>,
}

impl Overview {
    /// What is done; none: a kind that only a newer version knows.
    pub fn kind(&self) -> Option<OperationKind> {
        OperationKind::from_code(&self.kind)
    }

    /// Who started it; none: a command.
    pub fn person(&self) -> Option<PersonId> {
        self.person_id
    }

    /// Who resumed it last; none: nobody did.
    pub fn resumer(&self) -> Option<PersonId> {
        self.resumed_by
    }

    /// Whether somebody started or resumed it.
    pub fn is_of(&self, person: PersonId) -> bool {
        [self.person(), self.resumer()].contains(&Some(person))
    }
}

#[derive(Statement)]
#[statement(file = "operations/overview.sql", row = Overview)]
struct ReadOverview {
    id: uuid::Uuid,
}

/// Reads an operation.
///
/// # Errors
/// When the database fails.
pub async fn overview(conn: &mut Connection, id: uuid::Uuid) -> Result<Option<Overview>> {
    ReadOverview { id }.optional_row(conn).await
}

#[derive(Statement)]
#[statement(file = "operations/list.sql", row = Overview)]
struct List {
    person: Option<PersonId>,
    before: Option<uuid::Uuid>,
    limit: i64,
    kinds: Vec<OperationKind>,
}

/// Operations of the kinds that this version knows, newest first: those that `person` started or resumed, or everybody's; after the one with the id `before`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Connection,
    person: Option<PersonId>,
    before: Option<uuid::Uuid>,
    limit: i64,
) -> Result<Vec<Overview>> {
    let list = List {
        person,
        before,
        limit,
        kinds: OperationKind::ALL.to_vec(),
    };
    list.rows(conn).await
}

/// What is to be done, as JSON, and what came of it, of an operation that has ended. None: there is no such operation, or it is
/// under way.
///
/// # Errors
/// When the database fails.
pub async fn ended(conn: &mut Connection, id: uuid::Uuid) -> Result<Option<(String, serde_json::Value)>> {
    Ok(operations::table
        .find(id)
        .filter(operations::finished_at.is_not_null())
        .select((operations::input, operations::result))
        .first(conn)
        .await
        .optional()?)
}

/// How far an operation is that goes by batches, under way or not. None: there is no such operation.
///
/// # Errors
/// When the database fails.
pub async fn result_so_far(conn: &mut Connection, id: uuid::Uuid) -> Result<Option<serde_json::Value>> {
    Ok(operations::table
        .find(id)
        .select(operations::result)
        .first(conn)
        .await
        .optional()?)
}

/// Whether there is such an operation.
///
/// # Errors
/// When the database fails.
pub async fn exists(conn: &mut Connection, id: uuid::Uuid) -> Result<bool> {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        found: bool,
    }
    const SQL: &str = "SELECT EXISTS (SELECT FROM operations WHERE id = $1) AS found";
    let row: Found = statement(SQL).bind::<Uuid, _>(id).get_result(conn).await?;
    Ok(row.found)
}

/// Something that was not done.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Failed {
    #[diesel(sql_type = Uuid)]
    task_id: uuid::Uuid,
    /// The task's title.
    #[diesel(sql_type = Nullable<Text>)]
    pub title: Option<String>,
    /// Why, in words.
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// The field of the form that is wrong.
    #[diesel(sql_type = Nullable<Text>)]
    pub field: Option<String>,
}

impl Failed {
    /// The task it is about.
    pub fn task(&self) -> TaskId {
        TaskId(self.task_id)
    }
}

/// What was refused, in the order in which it was sent. What does not exist for who started it is not among it (T17).
///
/// # Errors
/// When the database fails.
pub async fn failed(conn: &mut Connection, id: uuid::Uuid, limit: i64) -> Result<Vec<Failed>> {
    const SQL: &str = "SELECT i.task_id, t.title, i.reason, i.field FROM operation_items i LEFT JOIN tasks t ON t.id = i.task_id \
        WHERE i.operation_id = $1 AND i.state = 'failed' ORDER BY i.position LIMIT $2";
    Ok(statement(SQL)
        .bind::<Uuid, _>(id)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}
