//! Starting a review. All of it is one transaction: killed half-way it never was, and the same form sent twice starts one.

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::access_reviews::{Covered, NewReview};
use db::transaction::Transaction;
use domain::audit::Action;
use domain::dates::{in_words, parse_date};
use domain::ids::PersonId;
use domain::text::composed;
use domain::zone::Zone;
use serde_json::json;

use crate::access::{self, Everywhere, Permitted, RunAccessReviews};
use crate::actor::Actor;
use crate::audit::Record;
use crate::tasks::review::{Made, Maker, Review};
use crate::{Error, FieldProblem, Result, Services, changes};

/// Grants that are worked on at once: what is read and written for them is what a review holds in memory.
const BATCH: i64 = 1_000;

/// The most grants that one review covers: its start is one transaction, and somebody waits for it.
pub const MOST: usize = 50_000;

/// A review as it comes from a form (G6).
#[derive(Debug, Clone, Default)]
pub struct ReviewInput {
    /// A role's code, or empty.
    pub role: String,
    /// A department, or empty.
    pub department: String,
    /// `YYYY-MM-DD`: the last day, in the zone of who starts it.
    pub due_on: String,
    /// Made when the form was opened: posted twice, it starts one review.
    pub form: Option<uuid::Uuid>,
}

/// What was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    /// The review.
    pub review: i64,
    /// Its tasks; none: the same form had started it before.
    pub tasks: Option<usize>,
    /// Grants for which nobody may decide (T12).
    pub refused: usize,
}

impl Services {
    /// Starts a review over everybody who holds a role, or over a department.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not; [`Error::Invalid`] by field.
    pub async fn start_review(&self, actor: &Actor, input: &ReviewInput) -> Result<Started> {
        let initiator = actor.person.ok_or(Error::Forbidden)?;
        let now = self.now();
        changes::are_recognised_by(input.form.as_ref());
        let form = input.form.unwrap_or_else(|| self.new_task_id().0);
        Transaction::run(&self.pool, async |tx| {
            let permitted = access::require_everywhere::<RunAccessReviews>(tx, initiator, now).await?;
            self.start(tx, &permitted, &permitted.acting(actor), input, form, now)
                .await
        })
        .await
    }

    async fn start(
        &self,
        tx: &mut Transaction,
        permitted: &Permitted<Everywhere<RunAccessReviews>>,
        actor: &Actor,
        input: &ReviewInput,
        form: uuid::Uuid,
        now: DateTime<Utc>,
    ) -> Result<Started> {
        let initiator = permitted.actor();
        if let Some(started) = started_by(tx, form, initiator).await? {
            return Ok(started);
        }
        let checked = check(tx, initiator, input, now).await?;
        let review = NewReview {
            form,
            covered: checked.covered,
            due_on: checked.due_on,
            due_at: checked.zone.end_of_day(checked.due_on),
            initiator,
            started_at: now,
        };
        let Some(id) = db::access_reviews::insert(tx, &review).await? else {
            // Another click has just committed.
            return started_by(tx, form, initiator).await?.ok_or(Error::NotFound);
        };
        let title = format!("Access review of {}", checked.name);
        let reason = format!("{title}, due {}", in_words(review.due_on));
        let about = Review {
            id,
            title: &title,
            reason: &reason,
            initiator,
        };
        let made = self.make(tx, actor, about, &review.covered, now).await?;
        if made.tasks + made.refused == 0 {
            let message = "There is nothing to review: nobody holds a role by hand or by request there";
            return Err(Error::invalid(field_of(&review.covered), message));
        }
        let after = json!({
            "title": title, "due_on": review.due_on, "tasks": made.tasks, "without_approver": made.refused,
        });
        Record::new(actor, now, Action::AccessReviewStarted, "access_review", id)
            .after(Some(after))
            .write(tx)
            .await?;
        Ok(Started {
            review: id,
            tasks: Some(made.tasks),
            refused: made.refused,
        })
    }

    async fn make(
        &self,
        tx: &mut Transaction,
        actor: &Actor,
        review: Review<'_>,
        covered: &Covered,
        now: DateTime<Utc>,
    ) -> Result<Made> {
        let mut maker = Maker::new(tx, self, actor, review, now).await?;
        let mut made = Made::default();
        let mut last = None;
        loop {
            let batch = db::access_reviews::candidates(tx, covered, last.as_ref(), now, BATCH).await?;
            if batch.is_empty() {
                break;
            }
            let of_batch = maker.make(tx, &batch).await?;
            made.tasks += of_batch.tasks;
            made.refused += of_batch.refused;
            if made.tasks + made.refused > MOST {
                let message = format!("A review covers at most {MOST} grants: choose a smaller part");
                return Err(Error::invalid(field_of(covered), message));
            }
            last = batch.into_iter().next_back();
        }
        maker.finish(tx).await?;
        Ok(made)
    }
}

async fn started_by(conn: &mut Connection, form: uuid::Uuid, initiator: PersonId) -> Result<Option<Started>> {
    let review = db::access_reviews::by_form(conn, form, initiator).await?;
    Ok(review.map(|review| Started {
        review,
        tasks: None,
        refused: 0,
    }))
}

/// The field that says what a review covers.
fn field_of(covered: &Covered) -> &'static str {
    match covered {
        Covered::Role(_) => "role",
        Covered::Department(_) => "department",
    }
}

struct Checked {
    covered: Covered,
    /// Of the role or the department.
    name: String,
    due_on: NaiveDate,
    zone: Zone,
}

async fn check(
    conn: &mut Connection,
    initiator: PersonId,
    input: &ReviewInput,
    now: DateTime<Utc>,
) -> Result<Checked> {
    let person = db::people::by_id(conn, initiator)
        .await?
        .ok_or(Error::Forbidden)?;
    let zone = Zone::parse(&person.time_zone).unwrap_or(Zone::UTC);
    let mut problems = Vec::new();
    let covered = match (input.role.trim(), input.department.trim()) {
        ("", "") => Err(FieldProblem::new("role", "Choose a role, or enter a department")),
        ("", department) => check_department(department),
        (code, "") => match db::roles::by_code(conn, code).await? {
            Some(role) => Ok((Covered::Role(role.id()), role.name)),
            None => Err(FieldProblem::new("role", "Choose one of the roles offered")),
        },
        _ => {
            let message = "Choose a role or enter a department, not both";
            Err(FieldProblem::new("department", message))
        }
    };
    let due_on = match parse_date(&input.due_on) {
        Ok(date) if date < zone.today(now) => Err("Due date must be today or later".to_owned()),
        Ok(date) => Ok(date),
        Err(problem) => Err(problem.message("due date")),
    };
    let covered = covered.map_err(|problem| problems.push(problem));
    let due_on = due_on.map_err(|message| problems.push(FieldProblem::new("due_on", message)));
    match (covered, due_on) {
        (Ok((covered, name)), Ok(due_on)) => Ok(Checked {
            covered,
            name,
            due_on,
            zone,
        }),
        _ => Err(Error::Invalid(problems)),
    }
}

fn check_department(department: &str) -> std::result::Result<(Covered, String), FieldProblem> {
    // Nobody's department has one, and Postgres would not take it.
    if department.chars().any(char::is_control) {
        return Err(FieldProblem::new("department", "Nobody works in that department"));
    }
    let name = composed(department);
    Ok((
        Covered::Department(name.clone()),
        format!("the department {name}"),
    ))
}
