//! Starting a review: the review is one transaction, and its tasks are made by an operation, a batch at a time.

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::access_reviews::{Covered, NewReview};
use db::operations::NewOperation;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::dates::{in_words, parse_date};
use domain::ids::{PersonId, RoleId};
use domain::operation::OperationKind;
use domain::text::check_display_text;
use domain::zone::Zone;
use serde_json::json;
use uuid::Uuid;

use super::make::{MadeUntilNow, MakeReview};
use crate::access::{self, Everywhere, Permitted, RunAccessReviews};
use crate::access_reviews::AccessReviews;
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::brakes::Brakes;
use crate::form_id;
use crate::operations::resume::{Stop, resume};
use crate::operations::start::{NotStarted, insert_new};
use crate::tasks::review::{Maker, Review};
use crate::{Error, FieldProblem, Result, changes};

/// Grants that are worked on at once: what is read and written for them is what a review holds in memory.
const BATCH: i64 = 1_000;

/// The most grants that one review covers.
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
    /// The operation that makes its tasks; none: it was made before there were operations.
    pub operation: Option<Uuid>,
    /// The same form had started it before.
    pub is_old: bool,
}

impl AccessReviews<'_> {
    /// Starts a review over everybody who holds a role, or over a department. Its tasks are made by an operation, in batches: until
    /// that has ended the review says that it is not whole. The same form sent twice starts one.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not; [`Error::Invalid`] by field; [`NotStarted`] for somebody who is too quick.
    pub async fn start(
        self,
        actor: &PersonActor,
        input: &ReviewInput,
    ) -> std::result::Result<Started, NotStarted> {
        let now = self.services.now();
        changes::are_recognised_by(input.form.as_ref());
        let form = input.form.unwrap_or_else(|| self.services.tasks().new_id().0);
        Transaction::run(&self.services.pool, async |tx| {
            let permitted = access::require_everywhere::<RunAccessReviews>(tx, actor, now).await?;
            self.start_reviewing(tx, (actor, permitted), input, form, now)
                .await
        })
        .await
    }

    async fn start_reviewing(
        self,
        tx: &mut Transaction,
        (actor, permitted): (&PersonActor, Permitted<Everywhere<RunAccessReviews>>),
        input: &ReviewInput,
        form: Uuid,
        now: DateTime<Utc>,
    ) -> std::result::Result<Started, NotStarted> {
        let initiator = permitted.actor();
        let operation = form_id::bound(initiator, form);
        if let Some(started) = started_by(tx, self.services.brakes(), (actor, form), now).await? {
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
            operation,
        };
        let Some(id) = db::access_reviews::insert(tx, &review).await? else {
            // Another click has just committed.
            let started = started_by(tx, self.services.brakes(), (actor, form), now).await?;
            return Ok(started.ok_or(Error::NotFound)?);
        };
        let grants = count(tx, &review.covered, now).await?;
        let title = format!("Access review of {}", checked.name);
        let after = json!({ "title": title, "due_on": review.due_on, "grants": grants });
        Record::new(
            permitted.acting(),
            now,
            Action::AccessReviewStarted,
            ObjectKind::AccessReview,
            id,
        )
        .after(Some(after))
        .write(tx)
        .await?;
        let make = MakeReview {
            review: id,
            covered: review.covered,
            reason: format!("{title}, due {}", in_words(review.due_on)),
            title,
        };
        let new = NewOperation {
            id: operation,
            kind: OperationKind::AccessReview,
            person: Some(initiator),
            on_behalf_of: None,
            through: permitted.acting().through().to_owned(),
            request_id: permitted.acting().own_request_id().map(str::to_owned),
            client_request_id: permitted.acting().clients_request_id().map(str::to_owned),
            input: serde_json::to_string(&make).map_err(Error::internal)?,
            total: i32::try_from(grants).ok(),
            now,
        };
        insert_new(tx, self.services.brakes(), initiator, new).await?;
        Ok(Started {
            review: id,
            operation: Some(operation),
            is_old: false,
        })
    }

    /// Makes the tasks of the next grants, in a transaction that also keeps how far it is. The right is asked for again (G9).
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may no longer run access reviews.
    pub(crate) async fn make_next(
        self,
        tx: &mut Transaction,
        actor: &PersonActor,
        make: &MakeReview,
        made: MadeUntilNow,
        now: DateTime<Utc>,
    ) -> Result<MadeUntilNow> {
        let permitted = access::require_everywhere::<RunAccessReviews>(tx, actor, now).await?;
        // Whoever resumes it does not become that (T15).
        let initiator = db::access_reviews::initiator(tx, make.review).await?;
        let actor = permitted.acting();
        let review = Review {
            id: make.review,
            title: &make.title,
            reason: &make.reason,
            initiator,
        };
        let (person, role) = made.after;
        let after = (PersonId(person), RoleId(role));
        let batch = db::access_reviews::candidates(tx, &make.covered, after, now, BATCH).await?;
        let asked_pools = made.asked_pools.into_iter().collect();
        let mut maker = Maker::new(tx, self.services, actor, review, asked_pools, now).await?;
        let of_batch = maker.make(tx, &batch).await?;
        let is_last = i64::try_from(batch.len()).is_ok_and(|count| count < BATCH);
        let asked_pools = maker.asked_pools().iter().copied().collect();
        if is_last {
            maker.finish(tx).await?;
        }
        let last = batch.last();
        Ok(MadeUntilNow {
            after: last.map_or(made.after, |last| (last.person.0, last.role_id.0)),
            tasks: made.tasks + of_batch.tasks,
            refused: made.refused + of_batch.refused,
            asked_pools,
            is_last,
        })
    }
}

/// How many grants it covers.
async fn count(conn: &mut Connection, covered: &Covered, now: DateTime<Utc>) -> Result<usize> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let grants = db::access_reviews::count_candidates(conn, covered, now, most + 1).await?;
    match usize::try_from(grants).unwrap_or_default() {
        0 => {
            let message = "There is nothing to review: nobody holds a role by hand or by request there";
            Err(Error::invalid(field_of(covered), message))
        }
        grants if grants > MOST => {
            let message = format!("A review covers at most {MOST} grants: choose a smaller part");
            Err(Error::invalid(field_of(covered), message))
        }
        grants => Ok(grants),
    }
}

/// What the same form has started. What had stopped before its end is resumed.
async fn started_by(
    tx: &mut Transaction,
    brakes: &Brakes,
    (actor, form): (&PersonActor, Uuid),
    now: DateTime<Utc>,
) -> std::result::Result<Option<Started>, NotStarted> {
    let initiator = actor.person();
    let Some(review) = db::access_reviews::by_form(tx, form, initiator).await? else {
        return Ok(None);
    };
    let operation = form_id::bound(initiator, form);
    let resumed = resume(tx, brakes, actor, (operation, Stop::Last), now).await?;
    Ok(Some(Started {
        review,
        operation: resumed.map(|_| operation),
        is_old: true,
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
    let zone = person.time_zone;
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

/// Of a department, in characters: as a people file may have it.
const LONGEST_DEPARTMENT: usize = 200;

fn check_department(department: &str) -> std::result::Result<(Covered, String), FieldProblem> {
    let name = check_display_text("Department", department, LONGEST_DEPARTMENT);
    let name = name.map_err(|message| FieldProblem::new("department", message))?;
    Ok((
        Covered::Department(name.clone()),
        format!("the department {name}"),
    ))
}
