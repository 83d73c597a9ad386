//! Starting a review: what it covers, batch by batch, and writing its tasks.

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, RoleId};
use serde::{Deserialize, Serialize};

use crate::batch::insert_all;
use crate::glued::statement;
use crate::schema::access_reviews;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// What a review is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covered {
    /// Everybody who holds a role.
    Role(RoleId),
    /// Every role of everybody in a department.
    Department(String),
}

/// A review to be started.
#[derive(Debug, Clone)]
pub struct NewReview {
    /// Made when the form was opened.
    pub form: uuid::Uuid,
    /// What it is over.
    pub covered: Covered,
    /// The last day, in the initiator's zone.
    pub due_on: NaiveDate,
    /// When that day ends.
    pub due_at: DateTime<Utc>,
    /// Who starts it.
    pub initiator: PersonId,
    /// When.
    pub started_at: DateTime<Utc>,
    /// The operation that makes its tasks.
    pub operation: uuid::Uuid,
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Writes a review; none when its form has started one already. Whoever comes second waits for the first to commit.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, review: &NewReview) -> Result<Option<i64>> {
    const SQL: &str = "INSERT INTO access_reviews (form_id, role_id, department, due_on, due_at, initiator_id, started_at, operation_id) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (form_id) DO NOTHING RETURNING id";
    let (role, department) = match &review.covered {
        Covered::Role(role) => (Some(role.0), None),
        Covered::Department(department) => (None, Some(department.clone())),
    };
    let rows: Vec<Id> = statement(SQL)
        .bind::<Uuid, _>(review.form)
        .bind::<Nullable<BigInt>, _>(role)
        .bind::<Nullable<Text>, _>(department)
        .bind::<Date, _>(review.due_on)
        .bind::<Timestamptz, _>(review.due_at)
        .bind::<BigInt, _>(review.initiator.0)
        .bind::<Timestamptz, _>(review.started_at)
        .bind::<Uuid, _>(review.operation)
        .load(tx)
        .await?;
    Ok(rows.into_iter().next().map(|row| row.id))
}

/// The review that a person's form has started.
///
/// # Errors
/// When the database fails.
pub async fn by_form(conn: &mut Connection, form: uuid::Uuid, initiator: PersonId) -> Result<Option<i64>> {
    let rows: Vec<Id> = statement("SELECT id FROM access_reviews WHERE form_id = $1 AND initiator_id = $2")
        .bind::<Uuid, _>(form)
        .bind::<BigInt, _>(initiator.0)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(|row| row.id))
}

/// Who started a review.
///
/// # Errors
/// When the database fails, or there is no such review.
pub async fn initiator(conn: &mut Connection, review: i64) -> Result<PersonId> {
    Ok(access_reviews::table
        .find(review)
        .select(access_reviews::initiator_id)
        .first(conn)
        .await?)
}

/// A person's role that is to be reviewed.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Candidate {
    #[diesel(sql_type = BigInt)]
    person_id: i64,
    #[diesel(sql_type = BigInt)]
    role_id: i64,
    #[diesel(sql_type = BigInt)]
    grant_id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    manager_id: Option<i64>,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role: String,
}

impl Candidate {
    /// Whose.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// Which role.
    pub fn role_id(&self) -> RoleId {
        RoleId(self.role_id)
    }

    /// The grant, or the first of several.
    pub fn grant(&self) -> GrantId {
        GrantId(self.grant_id)
    }

    /// Their manager.
    pub fn manager(&self) -> Option<PersonId> {
        self.manager_id.map(PersonId)
    }
}

macro_rules! candidates {
    ($where:literal) => {
        concat!(
            "SELECT g.person_id, g.role_id, g.grant_id, p.manager_id, ", crate::sql::shown_name!("p"), " AS display_name, r.name AS role FROM \
             (SELECT g.person_id, g.role_id, min(g.id) AS grant_id FROM grants g JOIN people p ON p.id = g.person_id \
              AND (p.active_until IS NULL OR $4 < p.active_until) WHERE g.revoked_at IS NULL \
              AND g.source IN ('by_hand', 'request') AND ",
            $where,
            " AND (g.person_id, g.role_id) > ($2, $3) GROUP BY g.person_id, g.role_id ORDER BY g.person_id, g.role_id LIMIT $5) g \
             JOIN people p ON p.id = g.person_id JOIN roles r ON r.id = g.role_id ORDER BY g.person_id, g.role_id"
        )
    };
}

/// The next `limit` of what a review covers, after the one of this person and role (noughts: from the first on): roles held by hand or by request (T13), but not
/// by people who have been terminated.
///
/// # Errors
/// When the database fails.
pub async fn candidates(
    conn: &mut Connection,
    covered: &Covered,
    after: (PersonId, RoleId),
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Candidate>> {
    let query = match covered {
        Covered::Role(role) => statement(candidates!("g.role_id = $1")).bind::<BigInt, _>(role.0),
        Covered::Department(name) => {
            statement(candidates!("p.department = $1")).bind::<Text, _>(name.clone())
        }
    };
    Ok(query
        .bind::<BigInt, _>(after.0.0)
        .bind::<BigInt, _>(after.1.0)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}

#[derive(Statement)]
#[statement(file = "access_reviews/count_candidates.sql", row = Count)]
struct CountCandidates<'a> {
    role: Option<RoleId>,
    department: Option<&'a str>,
    now: DateTime<Utc>,
    limit: i64,
}

/// How many [`candidates`] there are, counted up to `limit`.
///
/// # Errors
/// When the database fails.
pub async fn count_candidates(
    conn: &mut Connection,
    covered: &Covered,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<i64> {
    let (role, department) = match covered {
        Covered::Role(role) => (Some(*role), None),
        Covered::Department(name) => (None, Some(name.as_str())),
    };
    let counted = CountCandidates {
        role,
        department,
        now,
        limit,
    };
    Ok(counted.one_row(conn).await?.count)
}

#[derive(diesel::QueryableByName, Columns)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Says why a review was broken off before all of its tasks were made; none: its operation goes on.
///
/// # Errors
/// When the database fails.
pub async fn set_broken_off(tx: &mut Transaction, operation: uuid::Uuid, why: Option<&str>) -> Result<()> {
    diesel::update(access_reviews::table.filter(access_reviews::operation_id.eq(operation)))
        .set(access_reviews::broken_off.eq(why))
        .execute(tx)
        .await?;
    Ok(())
}

/// A review's task to be written. Its fields are the table's columns.
#[derive(Debug, Clone, Serialize)]
pub struct NewReviewTask<'a> {
    /// Which.
    pub id: uuid::Uuid,
    /// The policy it follows.
    pub policy_id: i64,
    /// The policy's name.
    pub policy_name: &'a str,
    /// As shown.
    pub title: String,
    /// Whose role.
    pub subject_id: i64,
    /// Who started the review.
    pub initiator_id: i64,
    /// The role.
    pub role_id: i64,
    /// The grant.
    pub grant_id: i64,
    /// What it is part of.
    pub reason: &'a str,
    /// The policy's steps, kept (T10).
    pub steps: &'a serde_json::Value,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The review.
    pub access_review_id: i64,
}

/// Writes a review's tasks, each at its first step.
///
/// # Errors
/// When the database fails.
pub async fn insert_tasks(tx: &mut Transaction, tasks: &[NewReviewTask<'_>]) -> Result<()> {
    const SQL: &str = "INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, initiator_id, role_id, grant_id, \
        reason, steps, position, created_at, access_review_id) SELECT id, 'review', policy_id, policy_name, title, subject_id, \
        initiator_id, role_id, grant_id, reason, steps, 1, created_at, access_review_id \
        FROM jsonb_populate_recordset(NULL::tasks, $1)";
    insert_all(tx, SQL, tasks).await?;
    Ok(())
}

/// A grant for which no task could be made. Its fields are the table's columns.
#[derive(Debug, Clone, Serialize)]
pub struct NewRefusal {
    /// The review.
    pub review_id: i64,
    /// Whose role.
    pub person_id: i64,
    /// The role.
    pub role_id: i64,
    /// Why.
    pub reason: String,
}

/// Writes refusals (T12).
///
/// # Errors
/// When the database fails.
pub async fn insert_refusals(tx: &mut Transaction, refusals: &[NewRefusal]) -> Result<()> {
    const SQL: &str = "INSERT INTO access_review_refusals (review_id, person_id, role_id, reason) \
        SELECT review_id, person_id, role_id, reason FROM jsonb_populate_recordset(NULL::access_review_refusals, $1)";
    insert_all(tx, SQL, refusals).await?;
    Ok(())
}
