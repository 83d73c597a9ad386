//! What time and circumstance do to open tasks: assignees who became inactive (T7), subjects who left (T13), pools
//! that ran empty (T12). Run after every change to people and every few seconds; each task in its own transaction.

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::assignments::Assignment;
use db::tasks::assignments::Released;
use db::tasks::read::Task;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::{Approver, Step};
use domain::task::TaskState;
use serde_json::json;

use super::assign::Anew;
use super::cancel::cancel;
use super::decide::begin_step;
use super::event::TaskEvent;
use super::journal::Journal;
use super::moved::{Moved, asks_another};
use crate::Result;
use crate::actor::Actor;
use crate::audit::Record;
use crate::rights::guarded::Guarded;
use crate::tasks::Tasks;

/// How many tasks one sweep takes up; the next one goes on.
pub(super) const BATCH: i64 = 5_000;

/// How many of each kind a page waits for after its change; the usual change touches a few.
pub(super) const AFTER_CHANGE: i64 = 50;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Steps assigned anew, or cancelled for want of anybody (T7, T12).
    pub assigned_anew: usize,
    /// Tasks cancelled because their subject left (T13).
    pub cancelled: usize,
    /// Tasks that could not be dealt with; the log says why, the next sweep tries again.
    pub failed: usize,
}

impl Tasks<'_> {
    /// Deals with open tasks that wait on somebody who may not decide them, or whose subject has left.
    ///
    /// # Errors
    /// When the database cannot be read; one failing task stops no other.
    pub async fn sweep(self, actor: &Actor) -> Result<Swept> {
        self.sweep_some(actor, BATCH).await
    }

    /// The same until nothing is left: for commands, beside which no server may run.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sweep_all(self, actor: &Actor) -> Result<Swept> {
        let mut total = Swept::default();
        loop {
            let swept = self.sweep_some(actor, BATCH).await?;
            total.assigned_anew += swept.assigned_anew;
            total.cancelled += swept.cancelled;
            total.failed = swept.failed;
            if swept.assigned_anew + swept.cancelled == 0 {
                return Ok(total);
            }
        }
    }

    /// The same after a change that is committed, for as many tasks as its page may wait for: the others are the next
    /// sweep's. The change stands whatever becomes of this, so an error is logged and not returned.
    pub(crate) async fn sweep_after_change(self, actor: &Actor) {
        if let Err(error) = self.sweep_some(actor, AFTER_CHANGE).await {
            tracing::error!(error = %error.chain(), "open tasks could not be swept after a change: the next sweep does it");
        }
    }

    async fn sweep_some(self, actor: &Actor, limit: i64) -> Result<Swept> {
        let now = self.services.now();
        let mut swept = Swept::default();
        let mut conn = self.services.pool.get().await?;
        let leavers = db::tasks::assignments::of_terminated_subjects(&mut conn, now, limit).await?;
        let mut stranded = stranded(&mut conn, now, limit).await?;
        drop(conn);
        stranded.retain(|task| !leavers.contains(task));
        for task in leavers {
            match self.sweep_one(actor, task, now, true).await {
                Ok(done) => swept.cancelled += usize::from(done),
                Err(error) => fail(&mut swept, task, &error),
            }
        }
        for task in stranded {
            match self.sweep_one(actor, task, now, false).await {
                Ok(done) => swept.assigned_anew += usize::from(done),
                Err(error) => fail(&mut swept, task, &error),
            }
        }
        Ok(swept)
    }

    /// False: somebody else has dealt with it meanwhile.
    async fn sweep_one(self, actor: &Actor, task: TaskId, now: DateTime<Utc>, left: bool) -> Result<bool> {
        Transaction::run(&self.services.pool, async |tx| {
            if left {
                cancel_for_leaver(tx, actor, task, now).await
            } else {
                let moved = assign_anew(tx, actor, task, now).await?;
                Ok(moved.is_some())
            }
        })
        .await
    }
}

/// Open tasks that wait on somebody who may not decide them, in the order of their ids.
async fn stranded(conn: &mut Connection, now: DateTime<Utc>, limit: i64) -> Result<Vec<TaskId>> {
    let mut stranded = db::tasks::assignments::stranded(conn, now, limit).await?;
    stranded.extend(db::tasks::assignments::stranded_pools(conn, now, limit).await?);
    stranded.extend(db::rights::waiting_for_the_unable(conn, now, limit).await?);
    stranded.sort_unstable();
    stranded.dedup();
    Ok(stranded)
}

fn fail(swept: &mut Swept, task: TaskId, error: &crate::Error) {
    swept.failed += 1;
    tracing::error!(%task, error = %error.chain(), "an open task could not be swept");
}

/// Why a task is cancelled whose subject has left (T13).
const SUBJECT_LEFT: &str = "the person it is about no longer works here";

/// Cancels a task that somebody is about to act on after its subject left; nobody did that, so it has no actor (G4).
/// Answers what they are told.
pub(super) async fn cancel_instead(
    tx: &mut Transaction,
    actor: &Actor,
    task: &Task,
    now: DateTime<Utc>,
) -> Result<String> {
    cancel(tx, &actor.by_itself(), task, SUBJECT_LEFT, now).await?;
    Ok(format!("“{}” was cancelled: {SUBJECT_LEFT}", task.title))
}

async fn cancel_for_leaver(
    tx: &mut Transaction,
    actor: &Actor,
    id: TaskId,
    now: DateTime<Utc>,
) -> Result<bool> {
    match db::tasks::read::by_id_for_update(tx, id).await? {
        Some(task) if task.state == TaskState::Open => {
            cancel(tx, actor, &task, SUBJECT_LEFT, now).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// T7's exception: whoever of the assignees is no longer eligible is replaced; the others keep the task. The list that
/// led here was read without a lock: where another sweep was quicker, or the person is active again, nothing is done.
/// Answers what became of the task; none: nothing is done.
pub(super) async fn assign_anew(
    tx: &mut Transaction,
    actor: &Actor,
    id: TaskId,
    now: DateTime<Utc>,
) -> Result<Option<Moved>> {
    let Some(task) = db::tasks::read::by_id_for_update(tx, id).await? else {
        return Ok(None);
    };
    let (TaskState::Open, Some(step)) = (task.state, task.step()) else {
        return Ok(None);
    };
    let mut open = db::tasks::assignments::of_task(tx, id).await?;
    open.retain(Assignment::is_open);
    let mut gone = gone(tx, &open, now).await?;
    gone.extend(no_longer_able(tx, &task, &open, now).await?);
    gone.sort_unstable();
    gone.dedup();
    let emptied = emptied(tx, &open, now).await?;
    if gone.is_empty() && emptied.is_empty() {
        return Ok(None);
    }
    let mut journal = Journal::default();
    for person in &gone {
        let anew = TaskEvent::AssignedAnew {
            person: Some(*person),
        };
        journal.note(task.position, anew);
        db::tasks::assignments::release(tx, &[id], Released::Person(*person), now).await?;
    }
    if gone.is_empty() {
        journal.note(task.position, TaskEvent::AssignedAnew { person: None });
    }
    for pool in &emptied {
        db::tasks::assignments::release(tx, &[id], Released::Pool(*pool), now).await?;
    }
    let left = |a: &Assignment| a.person().is_some_and(|person| gone.contains(&person));
    let originals = open.iter().filter(|a| left(a)).filter_map(Assignment::original);
    let others_remain = open
        .iter()
        .any(|a| !left(a) && !a.pool().is_some_and(|pool| emptied.contains(&pool)));
    let anew = Anew {
        named: named_anew(step, originals.collect()),
        others_remain,
    };
    let decisions = db::tasks::read::decisions(tx, id).await?;
    let earlier = decisions
        .iter()
        .flat_map(|d| std::iter::once(d.by()).chain(d.decided_for()))
        .collect();
    let state = begin_step(tx, actor, &task, (earlier, Some(anew)), &mut journal, now).await?;
    Record::new(actor, now, Action::TaskAssignedAnew, ObjectKind::Task, id)
        .concerns(task.subject)
        .about(gone)
        .after(Some(json!({ "step": task.position, "state": state.code() })))
        .write(tx)
        .await?;
    let before = open.iter().filter_map(Assignment::asked).collect();
    let moved = match state {
        TaskState::Open if others_remain && !asks_another(tx, id, &before).await? => Moved::StaysWithOthers,
        TaskState::Open if journal.asks_a_fallback(step) => Moved::ToFallback,
        TaskState::Open => Moved::Reassigned,
        TaskState::Approved | TaskState::Denied | TaskState::Cancelled => Moved::Cancelled,
    };
    journal.write(tx, &task, actor, &[], now).await?;
    Ok(Some(moved))
}

/// Those who are asked and inactive by now.
async fn gone(conn: &mut Connection, open: &[Assignment], now: DateTime<Utc>) -> Result<Vec<PersonId>> {
    let mut asked: Vec<PersonId> = open.iter().filter_map(Assignment::person).collect();
    asked.sort_unstable();
    asked.dedup();
    let known = db::delegation_rules::chain_facts(conn, &asked, now).await?;
    asked.retain(|person| known.facts.inactive.contains(person));
    Ok(asked)
}

/// Those who are asked as a second person and could not do it themselves any more.
async fn no_longer_able(
    conn: &mut Connection,
    task: &Task,
    open: &[Assignment],
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>> {
    let asks = task.step().map(|step| &step.approver);
    let (Some(Approver::Administrators), Some(role)) = (asks, task.role) else {
        return Ok(Vec::new());
    };
    let guarded = Guarded::of(conn, role, task.role_change.as_ref()).await?;
    let able = guarded.able(conn, &[], now).await?;
    let asked = open.iter().filter_map(Assignment::person);
    Ok(asked.filter(|person| !able.contains(person)).collect())
}

/// The pools none of whose members may decide now (T12).
async fn emptied(conn: &mut Connection, open: &[Assignment], now: DateTime<Utc>) -> Result<Vec<RoleId>> {
    let mut emptied = Vec::new();
    for assignment in open {
        let Some(pool) = assignment.pool() else { continue };
        let barred: Vec<PersonId> = assignment.barred().collect();
        let eligible = db::roles::eligible_holders(conn, pool, &barred, now, 1).await?;
        if eligible.is_empty() {
            emptied.push(pool);
        }
    }
    Ok(emptied)
}

/// Whom the step names in place of those who left: the same people again where it names people, for their delegates.
/// Whatever else it says is read anew — the manager of the subject may be somebody else by now, and a step that stood with
/// its fallback, or with somebody to whom a pool's task was passed on, asks its approver again (T7, T11). Empty: read anew.
fn named_anew(step: &Step, mut originals: Vec<PersonId>) -> Vec<PersonId> {
    originals.sort_unstable();
    originals.dedup();
    match &step.approver {
        Approver::People { people } if originals.iter().all(|named| people.contains(named)) => originals,
        _ => Vec::new(),
    }
}
