//! Operations as their pages show them: to who started or resumed them, and to super administrators.

use chrono::{DateTime, Utc};
use db::operations::read::{Failed, Overview};
use domain::ids::{PersonId, TaskId};
use domain::operation::{Act, Further, OperationKind, Summary};
use domain::privilege::Privilege;
use uuid::Uuid;

use super::reassign_all::{self, ReassignInput};
use super::start::BulkInput;
use super::{access_review, commands};
use crate::access::Viewer;
use crate::operations::Operations;
use crate::{Error, Result};

/// Refusals that are named one by one; of more, how many there are.
const NAMED: i64 = 200;

/// Operations a page of the list shows.
pub const PAGE: usize = 25;

/// An operation, and how far it is.
#[derive(Debug, Clone)]
pub struct OperationView {
    /// Which.
    pub id: Uuid,
    /// What it does, and how far it is.
    pub summary: Summary,
    /// Name of who started it, where that is not the reader.
    pub started_by: Option<String>,
    /// Name of who resumed it last, where that is neither the reader nor who started it.
    pub resumed_by: Option<String>,
    /// Things that failed, for a reason that is named.
    pub failed: i64,
    /// Things that are not there, as far as who started it may know (T17).
    pub unknown: i64,
    /// The first of those that failed, as far as the reader may see them.
    pub refused: Vec<Refused>,
    /// How many of the first that failed the reader may not see any more (T17).
    pub hidden: i64,
    /// Why it ended early, in words: what was done until then is done.
    pub stopped: Option<String>,
    /// Who may resume it, where it stopped before its end.
    pub resumable: Resumable,
    /// What it is about.
    pub subject: Subject,
    /// Whether something is wrong with the form itself.
    pub has_wrong_field: bool,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When it ended; none: it is under way.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Who may resume an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resumable {
    /// Nobody: it did not stop, or a command did it.
    No,
    /// The reader may: at which instant it had stopped, in microseconds.
    ByReader(i64),
    /// Who started it, and not the reader.
    ByStarter,
    /// Who may run access reviews, and not the reader.
    ByReviewers,
    /// Its reader started it, and may no longer do what it does.
    ByNobody,
}

/// What an operation is about: where its reader goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Tasks that were ticked.
    Tasks,
    /// The tasks of the person with this username.
    TasksOf(String),
    /// An access review.
    Review(i64),
    /// What a command does.
    Command,
}

/// A task to which nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub task: TaskId,
    /// Its title.
    pub title: String,
    /// Why, in words.
    pub why: String,
    /// Whether the person is wrong to whom it was to be reassigned.
    pub is_target_wrong: bool,
}

impl Refused {
    fn listed((task, title, why): (TaskId, String, String)) -> Self {
        Self {
            task,
            title,
            why,
            is_target_wrong: false,
        }
    }
}

impl From<Failed> for Refused {
    fn from(failed: Failed) -> Self {
        Self {
            task: failed.task(),
            title: failed.title.unwrap_or_else(|| "A task".to_owned()),
            why: failed.reason,
            is_target_wrong: failed.field.as_deref() == Some("to"),
        }
    }
}

impl OperationView {
    /// Everything was done that was sent.
    pub fn is_complete(&self) -> bool {
        self.finished_at.is_some() && self.summary.failed == 0 && self.stopped.is_none()
    }
}

/// An operation in a list.
#[derive(Debug, Clone)]
pub struct OperationLine {
    /// Which.
    pub id: Uuid,
    /// What it does, and how far it is.
    pub summary: Summary,
    /// Name of who started it, or the command.
    pub started_by: Option<String>,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When it ended; none: it is under way.
    pub finished_at: Option<DateTime<Utc>>,
    /// It ended early.
    pub is_stopped: bool,
}

/// A page of operations.
#[derive(Debug, Clone)]
pub struct OperationList {
    /// Newest first.
    pub lines: Vec<OperationLine>,
    /// The last one of this page, where there are older ones.
    pub older: Option<Uuid>,
    /// Everybody's are shown, and not only the reader's own.
    pub is_of_everybody: bool,
}

impl Operations<'_> {
    /// An operation that the reader started or resumed; a super administrator sees everybody's.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none, or none for this reader.
    pub async fn read(self, viewer: &Viewer, id: Uuid) -> Result<OperationView> {
        let mut conn = self.services.pool.get().await?;
        let overview = db::operations::read::overview(&mut conn, id)
            .await?
            .ok_or(Error::NotFound)?;
        let is_started_by_reader = overview.person() == Some(viewer.person);
        let oversees = oversees(viewer);
        if !overview.is_of(viewer.person) && !oversees {
            return Err(Error::NotFound);
        }
        let summary = summary_of(&overview).ok_or(Error::NotFound)?;
        let failed = match (overview.failed, overview.kind()) {
            (0, _) => Vec::new(),
            // Each is listed on the review's page.
            (
                _,
                Some(OperationKind::AccessReview | OperationKind::PeopleImport | OperationKind::Reconcile),
            ) => Vec::new(),
            (_, Some(OperationKind::ReassignAll)) => {
                let result = db::operations::read::result_so_far(&mut conn, id).await?;
                let listed = result.map(reassign_all::listed).transpose()?.unwrap_or_default();
                listed.into_iter().map(Refused::listed).collect()
            }
            _ => {
                let failed = db::operations::read::failed(&mut conn, id, NAMED).await?;
                failed.into_iter().map(Refused::from).collect::<Vec<_>>()
            }
        };
        let tasks: Vec<TaskId> = failed.iter().map(|one| one.task).collect();
        let seen = if oversees || tasks.is_empty() {
            tasks.iter().copied().collect()
        } else {
            db::tasks::sight::seen_by(&mut conn, &tasks, viewer.person, self.services.now()).await?
        };
        let refused: Vec<Refused> = failed
            .into_iter()
            .filter(|failed| seen.contains(&failed.task))
            .collect();
        Ok(OperationView {
            id,
            started_by: started_by(&overview).filter(|_| !is_started_by_reader),
            resumed_by: resumed_by(&overview, viewer.person),
            failed: overview.failed,
            unknown: summary.failed - overview.failed,
            hidden: i64::try_from(tasks.len() - refused.len()).unwrap_or_default(),
            refused,
            summary,
            subject: subject_of(&overview),
            resumable: resumable(&overview, viewer, is_started_by_reader),
            stopped: overview.stopped,
            has_wrong_field: overview.has_wrong_field,
            created_at: overview.created_at,
            finished_at: overview.finished_at,
        })
    }

    /// A page of operations, newest first: those that the reader started or resumed; for super administrators everybody's. `before`: the last one of the page
    /// before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(self, viewer: &Viewer, before: Option<Uuid>) -> Result<OperationList> {
        let is_of_everybody = oversees(viewer);
        let person = (!is_of_everybody).then_some(viewer.person);
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut conn = self.services.pool.get().await?;
        let rows = db::operations::read::list(&mut conn, person, before, limit).await?;
        let has_more = rows.len() > PAGE;
        let lines = rows.iter().take(PAGE).filter_map(|row| {
            Some(OperationLine {
                id: row.id,
                summary: summary_of(row)?,
                started_by: started_by(row),
                created_at: row.created_at,
                finished_at: row.finished_at,
                is_stopped: row.stopped.is_some(),
            })
        });
        Ok(OperationList {
            lines: lines.collect(),
            // Also where it cannot be shown: what comes after it can.
            older: rows.get(PAGE - 1).filter(|_| has_more).map(|last| last.id),
            is_of_everybody,
        })
    }
}

/// Whether somebody sees everybody's operations.
fn oversees(viewer: &Viewer) -> bool {
    viewer.everywhere.contains(&Privilege::OverseeTasks)
}

/// Who may resume it, as far as the reader's rights tell; [`Operations::resume`] asks again.
fn resumable(overview: &Overview, viewer: &Viewer, is_started_by_reader: bool) -> Resumable {
    let (Some(stopped_at), Some(_)) = (overview.finished_at, &overview.stopped) else {
        return Resumable::No;
    };
    let may = |privilege| viewer.everywhere.contains(&privilege);
    match overview.kind() {
        Some(OperationKind::AccessReview) if may(Privilege::RunAccessReviews) => {
            Resumable::ByReader(stopped_at.timestamp_micros())
        }
        Some(OperationKind::AccessReview) => Resumable::ByReviewers,
        Some(OperationKind::ReassignAll) if !is_started_by_reader => Resumable::ByStarter,
        Some(OperationKind::ReassignAll) if may(Privilege::OverseeTasks) => {
            Resumable::ByReader(stopped_at.timestamp_micros())
        }
        Some(OperationKind::ReassignAll) => Resumable::ByNobody,
        Some(
            OperationKind::Decide
            | OperationKind::Reassign
            | OperationKind::Comment
            | OperationKind::PeopleImport
            | OperationKind::Reconcile,
        )
        | None => Resumable::No,
    }
}

/// None: an operation of a kind that only a newer version knows.
pub(super) fn summary_of(overview: &Overview) -> Option<Summary> {
    match overview.kind()? {
        OperationKind::Decide | OperationKind::Reassign | OperationKind::Comment => {
            let input: BulkInput = serde_json::from_str(&overview.input).ok()?;
            let tally = (overview.total, overview.done, overview.failed + overview.unknown);
            Some(Summary {
                further: Further {
                    next_step: overview.next_step,
                    cancelled: overview.cancelled,
                },
                ..input.summary(tally)
            })
        }
        OperationKind::ReassignAll => {
            let input: ReassignInput = serde_json::from_str(&overview.input).ok()?;
            let tally = (overview.total, overview.done, overview.failed + overview.unknown);
            Some(input.summary(tally))
        }
        OperationKind::AccessReview => {
            let tally = (overview.total, overview.done, overview.failed + overview.unknown);
            access_review::summary(&overview.input, tally)
        }
        OperationKind::PeopleImport => Some(of_command(Act::ImportPeople, overview)),
        OperationKind::Reconcile => Some(of_command(Act::Reconcile, overview)),
    }
}

fn of_command(act: Act, overview: &Overview) -> Summary {
    let tally = (overview.done, overview.failed);
    commands::summary(act, overview.total, tally, overview.stopped.is_some())
}

/// Who started it: a person's name, or the command.
fn started_by(overview: &Overview) -> Option<String> {
    match overview.person() {
        Some(_) => overview.started_by.clone(),
        None => Some(commands::started_by(&overview.through, &overview.input)),
    }
}

/// Who resumed it last, where that is neither the reader nor who started it.
fn resumed_by(overview: &Overview, reader: PersonId) -> Option<String> {
    let resumer = overview.resumer()?;
    let is_another = resumer != reader && overview.person() != Some(resumer);
    overview.resumed_by_name.clone().filter(|_| is_another)
}

/// What it is about.
pub(super) fn subject_of(overview: &Overview) -> Subject {
    match overview.kind() {
        Some(OperationKind::ReassignAll) => serde_json::from_str(&overview.input)
            .map_or(Subject::Tasks, |input: ReassignInput| {
                Subject::TasksOf(input.username().to_owned())
            }),
        Some(OperationKind::AccessReview) => {
            access_review::review(&overview.input).map_or(Subject::Tasks, Subject::Review)
        }
        Some(OperationKind::PeopleImport | OperationKind::Reconcile) => Subject::Command,
        Some(OperationKind::Decide | OperationKind::Reassign | OperationKind::Comment) | None => {
            Subject::Tasks
        }
    }
}
