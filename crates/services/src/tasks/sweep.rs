//! What time and circumstance do to open tasks: assignees who became inactive (T7), subjects who left (T13), pools
//! that ran empty (T12). Run after every change to people and every half minute; each task in its own transaction.

use chrono::{DateTime, Utc};
use db::Connection;
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::task::TaskState;
use serde_json::json;

use super::assign::Anew;
use super::cancel::cancel;
use super::decide::begin_step;
use super::event::{Journal, TaskEvent};
use crate::actor::Actor;
use crate::audit::Record;
use crate::{Result, Services};

/// How many tasks one sweep takes up; the next one goes on.
const BATCH: i64 = 5_000;

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

impl Services {
    /// Deals with open tasks that wait on somebody who may not decide them, or whose subject has left.
    ///
    /// # Errors
    /// When the database cannot be read; one failing task stops no other.
    pub async fn sweep_tasks(&self, actor: &Actor) -> Result<Swept> {
        let now = self.now();
        let mut swept = Swept::default();
        let mut conn = self.pool.get().await?;
        let leavers = db::tasks::assignments::of_terminated_subjects(&mut conn, now, BATCH).await?;
        let mut stranded = db::tasks::assignments::stranded(&mut conn, now, BATCH).await?;
        stranded.extend(db::tasks::assignments::stranded_pools(&mut conn, now, BATCH).await?);
        drop(conn);
        stranded.retain(|task| !leavers.contains(task));
        for task in leavers {
            match self.sweep_one(actor, task, now, true).await {
                Ok(()) => swept.cancelled += 1,
                Err(error) => fail(&mut swept, task, &error),
            }
        }
        for task in stranded {
            match self.sweep_one(actor, task, now, false).await {
                Ok(()) => swept.assigned_anew += 1,
                Err(error) => fail(&mut swept, task, &error),
            }
        }
        Ok(swept)
    }

    async fn sweep_one(&self, actor: &Actor, task: TaskId, now: DateTime<Utc>, left: bool) -> Result<()> {
        let mut tx = Transaction::begin(&self.pool).await?;
        let outcome = match left {
            true => cancel_for_leaver(&mut tx, actor, task, now).await,
            false => assign_anew(&mut tx, actor, task, now).await,
        };
        tx.finish(outcome).await
    }
}

fn fail(swept: &mut Swept, task: TaskId, error: &crate::Error) {
    swept.failed += 1;
    tracing::error!(%task, %error, "an open task could not be swept");
}

async fn cancel_for_leaver(
    conn: &mut Connection,
    actor: &Actor,
    id: TaskId,
    now: DateTime<Utc>,
) -> Result<()> {
    match db::tasks::read::by_id_for_update(conn, id).await? {
        Some(task) if task.state == TaskState::Open => {
            cancel(
                conn,
                actor,
                &task,
                "the person it is about no longer works here",
                now,
            )
            .await
        }
        _ => Ok(()),
    }
}

/// T7's exception: whoever of the assignees is no longer eligible is replaced; the others keep the task.
async fn assign_anew(conn: &mut Connection, actor: &Actor, id: TaskId, now: DateTime<Utc>) -> Result<()> {
    let Some(task) = db::tasks::read::by_id_for_update(conn, id).await? else {
        return Ok(());
    };
    if task.state != TaskState::Open {
        return Ok(());
    }
    let assignments = db::tasks::assignments::of_task(conn, id).await?;
    let asked: Vec<PersonId> = assignments
        .iter()
        .filter(|a| a.is_open())
        .filter_map(|a| a.person())
        .collect();
    let known = db::delegation_rules::chain_facts(conn, &asked, now).await?;
    let gone: Vec<PersonId> = asked
        .iter()
        .copied()
        .filter(|person| known.facts.inactive.contains(person))
        .collect();
    let mut journal = Journal::default();
    for person in &gone {
        journal.note(
            task.position,
            TaskEvent::AssignedAnew {
                person: Some(*person),
            },
        );
    }
    if gone.is_empty() {
        journal.note(task.position, TaskEvent::AssignedAnew { person: None });
    }
    let open = || assignments.iter().filter(|a| a.is_open());
    let left =
        |a: &db::tasks::assignments::Assignment| a.person().is_some_and(|person| gone.contains(&person));
    let anew = Anew {
        named: open().filter(|a| left(a)).filter_map(|a| a.original()).collect(),
        others_remain: !gone.is_empty() && open().any(|a| !left(a)),
    };
    for person in &gone {
        db::tasks::assignments::release(conn, id, *person, now).await?;
    }
    if gone.is_empty() {
        db::tasks::assignments::release_all(conn, id, now).await?;
    }
    let decisions = db::tasks::read::decisions(conn, id).await?;
    let earlier = decisions
        .iter()
        .flat_map(|d| std::iter::once(d.by()).chain(d.decided_for()))
        .collect();
    let state = begin_step(conn, &task, earlier, Some(anew), &mut journal, now).await?;
    journal.write(conn, id, actor, None, now).await?;
    Record::new(actor, now, "task.assigned_anew", "task", id)
        .concerns(task.subject)
        .after(Some(json!({ "step": task.position, "state": state.code() })))
        .write(conn)
        .await
}
