//! Several or all of a person's open tasks are reassigned (T14), a batch at a time.

use chrono::{DateTime, Utc};
use db::operations::batches::{Position, Reached};
use db::operations::{Leased, NewOperation};
use db::transaction::Transaction;
use domain::ids::TaskId;
use domain::operation::{Act, Further, OperationKind, Summary};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::batches::{Batch, read, to_value};
use super::resume::{Stop, resume};
use super::start::{NotStarted, insert_new, json};
use crate::actor::PersonActor;
use crate::form_id;
use crate::operations::Operations;
use crate::tasks::{
    BulkReassigned, Chosen, PassingOn, ReassignMany, ReassignProgress, Ticked, stopped_in_words,
};
use crate::{Error, Result, changes};

/// What the operation keeps of its form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReassignInput {
    /// From whom.
    username: String,
    /// Their name; empty where it is not known yet.
    name: String,
    /// To whom: a username.
    to: String,
    reason: String,
    which: Which,
    /// Ids that cannot be read.
    unreadable: usize,
}

/// Which tasks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Which {
    /// These, each with the step that was shown.
    Ticked(Vec<(Uuid, Option<i16>)>),
    /// All that waited then.
    Until(DateTime<Utc>),
}

impl ReassignInput {
    fn chosen(&self) -> Chosen {
        match &self.which {
            Which::Ticked(ticked) => {
                let ticked = ticked.iter().map(|(task, step)| Ticked {
                    task: TaskId(*task),
                    step: *step,
                });
                Chosen::Ticked(ticked.collect())
            }
            Which::Until(until) => Chosen::All { until: *until },
        }
    }

    fn passing(&self) -> PassingOn<'_> {
        PassingOn {
            to: &self.to,
            reason: &self.reason,
            from: None,
            step: None,
            suggest: true,
        }
    }

    /// From whom: a username.
    pub(super) fn username(&self) -> &str {
        &self.username
    }

    /// What it does, and how far it is: things in all, done, and failed.
    pub(super) fn summary(&self, (total, done, failed): (Option<i32>, i64, i64)) -> Summary {
        let unreadable = i64::try_from(self.unreadable).unwrap_or(i64::MAX);
        Summary {
            act: Act::ReassignAll,
            about: Some(self.name.clone()),
            total: i64::from(total.unwrap_or_default()) + unreadable,
            done,
            failed: failed + unreadable,
            further: Further::default(),
        }
    }
}

impl Operations<'_> {
    /// Starts the reassignment of several or all of a person's open tasks to somebody else, and answers the operation's id. The same
    /// form, by its id and what is in it, sent twice is one operation; where that has stopped before its end, it goes on. Nothing is reassigned yet. Of `passing`
    /// only the person chosen and the reason count.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the actor does not oversee everyone's tasks, [`Error::NotFound`] when there is nobody with this
    /// username, [`Error::Invalid`] by field for the person chosen, the reason, and no task or too many;
    /// [`NotStarted`] for somebody who is too quick, or has many operations under way.
    pub async fn start_reassigning(
        self,
        actor: &PersonActor,
        form: Option<Uuid>,
        username: &str,
        (chosen, unreadable): (&Chosen, usize),
        passing: PassingOn<'_>,
    ) -> std::result::Result<Uuid, NotStarted> {
        let person = actor.person();
        let which = match chosen {
            Chosen::Ticked(ticked) => {
                Which::Ticked(ticked.iter().map(|one| (one.task.0, one.step)).collect())
            }
            Chosen::All { until } => Which::Until(*until),
        };
        let mut input = ReassignInput {
            username: username.to_owned(),
            name: String::new(),
            to: passing.to.to_owned(),
            reason: passing.reason.to_owned(),
            which,
            unreadable,
        };
        // All that waited at an instant is the same without a form's id too; ticks may be the same again later.
        if form.is_some() || matches!(chosen, Chosen::All { .. }) {
            changes::are_recognised_by(Some(&username));
        }
        let form = form.unwrap_or_else(|| match chosen {
            Chosen::All { .. } => Uuid::nil(),
            Chosen::Ticked(_) => self.services.new_form_id(),
        });
        let id = form_id::bound_with(person, form, json(&input)?.as_bytes());
        let now = self.services.now();
        Transaction::run(&self.services.pool, async |tx| {
            let resumed = resume(tx, self.services.brakes(), actor, (id, Stop::Last), now).await?;
            if resumed.is_some() {
                return Ok(id);
            }
            let many = ReassignMany {
                username,
                chosen,
                passing,
            };
            let (name, total) = many.check(tx, actor, now).await?;
            input.name = name;
            let new = NewOperation {
                id,
                kind: OperationKind::ReassignAll,
                person: Some(person),
                on_behalf_of: None,
                through: actor.in_own_right().through().to_owned(),
                request_id: actor.in_own_right().own_request_id().map(str::to_owned),
                client_request_id: actor.in_own_right().clients_request_id().map(str::to_owned),
                input: json(&input)?,
                total: i32::try_from(total).ok(),
                now,
            };
            insert_new(tx, self.services.brakes(), person, new).await?;
            Ok(id)
        })
        .await
    }

    /// What a reassignment has done, where it is over; and why it stopped before its end. None: it is under way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reassigned(self, id: Uuid) -> Result<Option<BulkReassigned>> {
        let mut conn = self.services.pool.get().await?;
        let (input, result) = match db::operations::read::ended(&mut conn, id).await? {
            Some((input, result)) => (input, Kept::of(result)?),
            None => return Ok(None),
        };
        let input: ReassignInput = read(&input)?;
        let mut done = result.progress.done;
        done.unknown += input.unreadable;
        if done.from.is_empty() {
            done.from = input.name;
        }
        done.stopped = result.stopped;
        Ok(Some(done))
    }
}

/// What a batch did, and whether it was the last one.
pub(super) async fn next_batch(
    tx: &mut Transaction,
    (operation, actor): (&Leased, &PersonActor),
    position: Position,
    now: DateTime<Utc>,
) -> Result<Batch> {
    let input: ReassignInput = read(&operation.input)?;
    let kept = Kept::of(position.result)?;
    let many = ReassignMany {
        username: &input.username,
        chosen: &input.chosen(),
        passing: input.passing(),
    };
    let progress = many.next(tx, actor, kept.progress, now).await?;
    let (is_last, done) = (progress.is_done, &progress.done);
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let (reassigned, failed, unknown) = (number(done.count()), number(done.failed()), number(done.unknown));
    let so_far = reassigned.saturating_add(failed).saturating_add(unknown);
    let total = if is_last {
        so_far
    } else {
        so_far.max(position.total.unwrap_or_default())
    };
    Ok(Batch {
        reached: Reached {
            total: Some(total),
            done: reassigned,
            failed,
            unknown,
            finished_at: is_last.then_some(now.max(position.created_at)),
            result: to_value(&Kept {
                stopped: None,
                progress: progress.clone(),
            })?,
        },
        takes_away: is_last && done.subjects_left,
    })
}

/// Why it stopped, in words.
pub(super) fn stopped(error: &Error) -> String {
    stopped_in_words(error)
}

/// What the page of an operation says of it beyond its counts.
pub(super) fn listed(result: serde_json::Value) -> Result<Vec<(TaskId, String, String)>> {
    let done = Kept::of(result)?.progress.done;
    Ok(done.stay.listed.into_iter().chain(done.moved_on.listed).collect())
}

/// How far it is, as its row keeps it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    progress: ReassignProgress,
    /// Why it ended early, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<String>,
}

impl Kept {
    fn of(result: serde_json::Value) -> Result<Self> {
        serde_json::from_value(result).map_err(Error::internal)
    }
}
