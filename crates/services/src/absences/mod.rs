//! Absences (D): one's own, and those of everyone whom a person reaches by `manage_absences`, in their own right or as a
//! proxy. Every change records who acted and in whose place (G4), and tells whom it concerns.

mod own;
mod team;

use chrono::{DateTime, Utc};
use db::Connection;
use db::absences::write::{By, OVERLAP, overlapping};
use db::transaction::Transaction;
use domain::absence::{Change, Days, Kind, check};
use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use db::absences::team::{Filter, Section};
pub use db::absences::{Absence, Doer, Place};
pub use team::Team;

use crate::access::Permitted;
use crate::audit::Record;
use crate::form_submissions::Submitted;
use crate::notifications::{Letters, Message};
use crate::{Error, FieldProblem, Result};

/// The use cases of this feature: own absences, and those of the people one is the approver of.
#[derive(Clone, Copy)]
pub struct Absences<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: own absences, and those of the people one is the approver of.
    pub fn absences(&self) -> Absences<'_> {
        Absences { services: self }
    }
}

/// Absences that a section shows.
pub const PAGE: i64 = 25;

/// An absence as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AbsenceInput {
    /// Code of the kind.
    pub kind: String,
    /// `YYYY-MM-DD`, in the absent person's zone.
    pub starts_on: String,
    /// `YYYY-MM-DD`, included.
    pub ends_on: String,
}

/// Which absence, as the form knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Which.
    pub id: i64,
    /// The version that the form was opened with (G5).
    pub version: i32,
    /// Username of the delegator in whose section it stood; empty: one's own right.
    pub delegator: String,
}

/// What is done to an absence that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is to be.
    Approve,
    /// It is not to be.
    Cancel,
}

/// A change that was made: what a page says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Which absence.
    pub id: i64,
    /// Its version now (G5).
    pub version: i32,
    /// Name of who is away.
    pub person: String,
    /// Kind and days: "Vacation, 11 January 2028".
    pub what: String,
    /// It is approved; else it waits to be.
    pub is_approved: bool,
}

fn judged(input: &AbsenceInput) -> Result<(Kind, Days)> {
    check(&input.kind, &input.starts_on, &input.ends_on).map_err(|problems| {
        let problems = problems
            .into_iter()
            .map(|(field, message)| FieldProblem::new(field, message));
        Error::Invalid(problems.collect())
    })
}

/// The message for days on which the person is away already; the database refuses them whatever is found here.
async fn refuse_overlap(
    conn: &mut Connection,
    person: PersonId,
    days: Days,
    except: Option<i64>,
) -> Result<()> {
    match overlapping(conn, person, days, except).await? {
        None => Ok(()),
        Some(other) => Err(Error::invalid(
            "starts_on",
            format!(
                "There is an absence on {} already: choose days outside that",
                other.in_words()
            ),
        )),
    }
}

/// Another save was quicker.
fn overlaps() -> Error {
    Error::invalid(
        "starts_on",
        "An absence on some of these days has just been recorded",
    )
}

/// The same, of a change.
fn overlap_refused(error: db::Error) -> Error {
    if error.is_constraint(OVERLAP) {
        overlaps()
    } else {
        error.into()
    }
}

impl Absences<'_> {
    /// What has been recorded; where the form recorded it before, unless it is cancelled since: somebody went back to an old page.
    async fn still_recorded(self, submitted: Submitted<Done>) -> Result<Done> {
        let done = match submitted {
            Submitted::Now(done) => return Ok(done),
            Submitted::Before(done) => done,
        };
        let mut conn = self.services.pool.get().await?;
        let found = db::absences::by_id(&mut conn, done.id).await?;
        if found.is_some_and(|found| found.state != domain::absence::State::Cancelled) {
            Ok(done)
        } else {
            let message = "This form was sent before. If you mean it, send it once more";
            Err(Error::invalid("starts_on", message))
        }
    }
}

/// Whether its last day has passed in the absent person's zone: then it cannot be cancelled.
pub fn is_over(absence: &Absence, now: DateTime<Utc>) -> bool {
    let zone = absence.zone;
    absence.days().is_some_and(|days| days.are_over(zone.today(now)))
}

/// The refusal to cancel what is over.
fn refuse_over(absence: &Absence, now: DateTime<Utc>) -> Result<()> {
    if is_over(absence, now) {
        Err(Error::Conflict(format!(
            "{} is over: an absence that has passed cannot be cancelled",
            in_words(absence)
        )))
    } else {
        Ok(())
    }
}

fn by<P>(permitted: &Permitted<P>, now: DateTime<Utc>) -> By {
    By {
        actor: permitted.actor(),
        behalf: permitted.delegator(),
        at: now,
    }
}

fn what(kind: Kind, days: Days) -> String {
    format!("{}, {}", kind.in_words(), days.in_words())
}

fn in_words(absence: &Absence) -> String {
    let days = absence.days();
    days.map(|days| what(absence.kind, days)).unwrap_or_default()
}

fn facts(absence: &Absence) -> Value {
    json!({
        "person": absence.username, "kind": absence.kind.code(), "starts_on": absence.starts_on, "ends_on": absence.ends_on,
        "zone": absence.zone.name(), "state": absence.state.code(),
    })
}

/// The audit entry of one change, and the message to whom it concerns, unless they did it themselves.
async fn note<P>(
    tx: &mut Transaction,
    permitted: Permitted<P>,
    before: Option<&Absence>,
    id: i64,
    change: Change,
    now: DateTime<Utc>,
) -> Result<Absence> {
    let after = db::absences::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    Record::new(permitted.acting(), now, action(change), ObjectKind::Absence, id)
        .concerns(after.person)
        .before(before.map(facts))
        .after(Some(facts(&after)))
        .write(tx)
        .await?;
    if permitted.actor() != after.person {
        let name = async |conn: &mut Connection, person: PersonId| -> Result<String> {
            let found = db::people::by_id(conn, person).await?;
            Ok(found.map(|person| person.display_name).unwrap_or_default())
        };
        let mut by = name(tx, permitted.actor()).await?;
        if let Some(delegator) = permitted.delegator() {
            by = format!("{by} for {}", name(tx, delegator).await?);
        }
        let message = Message::Absence {
            by,
            done: change,
            absence: in_words(&after),
        };
        let mut letters = Letters::default();
        letters.to(
            after.person,
            &format!("absence:{id}:{}", after.version),
            None,
            &message,
            now,
        );
        letters.write(tx).await?;
    }
    Ok(after)
}

/// What the log calls it.
fn action(change: Change) -> Action {
    match change {
        Change::Requested => Action::AbsenceRequested,
        Change::Recorded => Action::AbsenceRecorded,
        Change::Changed => Action::AbsenceChanged,
        Change::Approved => Action::AbsenceApproved,
        Change::Cancelled => Action::AbsenceCancelled,
    }
}

/// Tells whoever is nearest to approving it.
async fn tell_approvers(tx: &mut Transaction, requested: &Absence, now: DateTime<Utc>) -> Result<()> {
    let mut letters = Letters::default();
    let key = format!("absence:{}:{}", requested.id, requested.version);
    for approver in db::absences::approvers::approvers(tx, requested.person, now).await? {
        let message = Message::AbsenceRequested {
            person: requested.name.clone(),
            absence: in_words(requested),
            standing_in_for: approver.delegator.clone(),
        };
        letters.to(approver.person(), &key, None, &message, now);
    }
    letters.write(tx).await
}

fn told(after: &Absence) -> Done {
    Done {
        id: after.id,
        version: after.version,
        person: after.name.clone(),
        what: in_words(after),
        is_approved: after.state == domain::absence::State::Approved,
    }
}
