//! Starting a review: what it covers, batch by batch, and writing its tasks.

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, PolicyId, RoleId, TaskId};
use serde::{Deserialize, Serialize};

use crate::batch::ROWS;
use crate::prepared::Prepare;
use crate::schema::access_reviews;
use crate::sql_types::{GrantKey, IntoBind, PersonKey, RoleKey};
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

/// Writes a review; none when its form has started one already. Whoever comes second waits for the first to commit.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Transaction, review: &NewReview) -> Result<Option<i64>> {
    let (role, department) = match &review.covered {
        Covered::Role(role) => (Some(*role), None),
        Covered::Department(department) => (None, Some(department.as_str())),
    };
    let values = (
        access_reviews::form_id.eq(review.form),
        access_reviews::role_id.eq(role),
        access_reviews::department.eq(department),
        access_reviews::due_on.eq(review.due_on),
        access_reviews::due_at.eq(review.due_at),
        access_reviews::initiator_id.eq(review.initiator.bind()),
        access_reviews::started_at.eq(review.started_at),
        access_reviews::operation_id.eq(review.operation),
    );
    Ok(diesel::insert_into(access_reviews::table)
        .values(values)
        .on_conflict(access_reviews::form_id)
        .do_nothing()
        .returning(access_reviews::id)
        .get_result(tx)
        .await
        .optional()?)
}

/// The review that a person's form has started.
///
/// # Errors
/// When the database fails.
pub async fn by_form(conn: &mut Connection, form: uuid::Uuid, initiator: PersonId) -> Result<Option<i64>> {
    Ok(access_reviews::table
        .filter(access_reviews::form_id.eq(form))
        .filter(access_reviews::initiator_id.eq(initiator.bind()))
        .select(access_reviews::id)
        .first(conn)
        .await
        .optional()?)
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
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Candidate {
    /// Whose.
    #[diesel(sql_type = PersonKey, column_name = person_id)]
    pub person: PersonId,
    /// Which role.
    #[diesel(sql_type = RoleKey)]
    pub role_id: RoleId,
    /// The grant, or the first of several.
    #[diesel(sql_type = GrantKey, column_name = grant_id)]
    pub grant: GrantId,
    /// Their manager.
    #[diesel(sql_type = Nullable<PersonKey>, column_name = manager_id)]
    pub manager: Option<PersonId>,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role: String,
}

#[derive(Statement)]
#[statement(file = "access_reviews/candidates_of_role.sql", row = Candidate)]
struct CandidatesOfRole {
    role: RoleId,
    after_person: PersonId,
    after_role: RoleId,
    now: DateTime<Utc>,
    limit: i64,
}

#[derive(Statement)]
#[statement(file = "access_reviews/candidates_of_department.sql", row = Candidate)]
struct CandidatesOfDepartment<'a> {
    department: &'a str,
    after_person: PersonId,
    after_role: RoleId,
    now: DateTime<Utc>,
    limit: i64,
}

/// The next `limit` of what a review covers, after the one of this person and role (noughts: from the first on): roles held by hand or by request (T13), but not
/// by people who have been terminated.
///
/// # Errors
/// When the database fails.
pub async fn candidates(
    conn: &mut Connection,
    covered: &Covered,
    (after_person, after_role): (PersonId, RoleId),
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Candidate>> {
    match covered {
        Covered::Role(role) => {
            let candidates = CandidatesOfRole {
                role: *role,
                after_person,
                after_role,
                now,
                limit,
            };
            candidates.rows(conn).await
        }
        Covered::Department(department) => {
            let candidates = CandidatesOfDepartment {
                department,
                after_person,
                after_role,
                now,
                limit,
            };
            candidates.rows(conn).await
        }
    }
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

#[derive(QueryableByName, Columns)]
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
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// A review's task to be written.
#[derive(Debug, Clone)]
pub struct NewReviewTask<'a> {
    /// Which.
    pub id: TaskId,
    /// The policy it follows.
    pub policy_id: PolicyId,
    /// The policy's name.
    pub policy_name: &'a str,
    /// As shown.
    pub title: String,
    /// Whose role.
    pub subject_id: PersonId,
    /// Who started the review.
    pub initiator_id: PersonId,
    /// The role.
    pub role_id: RoleId,
    /// The grant.
    pub grant_id: GrantId,
    /// What it is part of.
    pub reason: &'a str,
    /// The policy's steps, kept (T10).
    pub steps: &'a serde_json::Value,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The review.
    pub access_review_id: i64,
}

#[derive(Statement)]
#[statement(file = "access_reviews/insert_tasks.sql")]
struct InsertTasks<'a> {
    ids: Vec<TaskId>,
    policies: Vec<PolicyId>,
    policy_names: Vec<&'a str>,
    titles: Vec<&'a str>,
    subjects: Vec<PersonId>,
    initiators: Vec<PersonId>,
    roles: Vec<RoleId>,
    grants: Vec<GrantId>,
    reasons: Vec<&'a str>,
    steps: Vec<&'a serde_json::Value>,
    created_at: Vec<DateTime<Utc>>,
    reviews: Vec<i64>,
}

/// Writes a review's tasks, each at its first step.
///
/// # Errors
/// When the database fails.
pub async fn insert_tasks(tx: &mut Transaction, tasks: &[NewReviewTask<'_>]) -> Result<()> {
    for batch in tasks.chunks(ROWS) {
        let insert = InsertTasks {
            ids: batch.iter().map(|task| task.id).collect(),
            policies: batch.iter().map(|task| task.policy_id).collect(),
            policy_names: batch.iter().map(|task| task.policy_name).collect(),
            titles: batch.iter().map(|task| task.title.as_str()).collect(),
            subjects: batch.iter().map(|task| task.subject_id).collect(),
            initiators: batch.iter().map(|task| task.initiator_id).collect(),
            roles: batch.iter().map(|task| task.role_id).collect(),
            grants: batch.iter().map(|task| task.grant_id).collect(),
            reasons: batch.iter().map(|task| task.reason).collect(),
            steps: batch.iter().map(|task| task.steps).collect(),
            created_at: batch.iter().map(|task| task.created_at).collect(),
            reviews: batch.iter().map(|task| task.access_review_id).collect(),
        };
        insert.run(tx).await?;
    }
    Ok(())
}

/// A grant for which no task could be made.
#[derive(Debug, Clone)]
pub struct NewRefusal {
    /// The review.
    pub review_id: i64,
    /// Whose role.
    pub person_id: PersonId,
    /// The role.
    pub role_id: RoleId,
    /// Why.
    pub reason: String,
}

#[derive(Statement)]
#[statement(file = "access_reviews/insert_refusals.sql")]
struct InsertRefusals<'a> {
    reviews: Vec<i64>,
    people: Vec<PersonId>,
    roles: Vec<RoleId>,
    reasons: Vec<&'a str>,
}

/// Writes refusals (T12).
///
/// # Errors
/// When the database fails.
pub async fn insert_refusals(tx: &mut Transaction, refusals: &[NewRefusal]) -> Result<()> {
    for batch in refusals.chunks(ROWS) {
        let insert = InsertRefusals {
            reviews: batch.iter().map(|refusal| refusal.review_id).collect(),
            people: batch.iter().map(|refusal| refusal.person_id).collect(),
            roles: batch.iter().map(|refusal| refusal.role_id).collect(),
            reasons: batch.iter().map(|refusal| refusal.reason.as_str()).collect(),
        };
        insert.run(tx).await?;
    }
    Ok(())
}
