//! Commands that are operations: a row says what runs, who started it, how far it is and what came of it. The command does the work
//! itself; no server takes it over. Of two of a kind the second waits. One that was killed is said to be broken off: by the servers,
//! or by the next command of its kind.

use chrono::{DateTime, Utc};
use db::operations::batches::Reached;
use db::operations::commands::AtWork;
use db::operations::{NewOperation, commands};
use db::transaction::Transaction;
use domain::operation::{Act, Further, OperationKind, Summary};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::batches::under_way;
use super::start::json;
use crate::Result;
use crate::actor::Actor;
use crate::operations::Operations;

/// The kinds that commands carry out.
const KINDS: [OperationKind; 2] = [OperationKind::PeopleImport, OperationKind::Reconcile];

/// What the operation of a command keeps.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CommandInput {
    /// The account of the operating system that ran it.
    account: Option<String>,
}

/// A command under way. While it lives, no other of its kind begins.
pub struct Command {
    id: Uuid,
    _at_work: AtWork,
}

/// What came of a command.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Things that it looked at.
    pub(crate) total: i64,
    /// Of them changed.
    pub(crate) done: i64,
    /// Of them not changed although they should be.
    pub(crate) failed: i64,
}

impl Operations<'_> {
    /// Writes that a command begins. `waits` is called once where another of its kind is at work, before waiting for it.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn begin_command(
        self,
        actor: &Actor,
        kind: OperationKind,
        account: Option<&str>,
        waits: &mut (dyn FnMut() + Send),
    ) -> Result<Command> {
        let mut at_work = AtWork::begin(&self.services.pool).await?;
        if !at_work.try_lock(kind).await? {
            waits();
            at_work.lock(kind).await?;
        }
        let (id, now) = (self.services.tasks().new_id().0, self.services.now());
        let account = account.map(|name| {
            name.chars()
                .filter(|letter| !letter.is_control())
                .take(64)
                .collect()
        });
        let new = NewOperation {
            id,
            kind,
            person: None,
            on_behalf_of: None,
            through: actor.through().to_owned(),
            request_id: None,
            client_request_id: None,
            input: json(&CommandInput { account })?,
            total: None,
            now,
        };
        let outcome = Transaction::run(&self.services.pool, async |tx| {
            break_off(tx, kind, now).await?;
            db::operations::insert(tx, new).await
        })
        .await;
        outcome?;
        Ok(Command {
            id,
            _at_work: at_work,
        })
    }

    /// Says how far a command is; that it cannot be said stops nothing.
    pub(crate) async fn report_command(self, id: Uuid, done: u64) {
        let done = i32::try_from(done).unwrap_or(i32::MAX);
        let reported = async {
            Transaction::run(&self.services.pool, async |tx| {
                commands::report(tx, id, done).await
            })
            .await
        };
        if let Err(error) = reported.await {
            tracing::debug!(%error, "how far a command is could not be written");
        }
    }

    /// Writes that a command failed, and why, in words.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn fail_command(self, command: &Command, why: &str) -> Result<()> {
        let stopped = serde_json::json!({ "stopped": why.replace('\0', "\u{fffd}") });
        let now = Some(self.services.now());
        Transaction::run(&self.services.pool, async |tx| {
            // This waits for a commit whose answer was lost. What it kept has ended, and did not fail.
            if under_way(tx, command.id).await?.is_none() {
                return Ok(());
            }
            Ok(db::operations::batches::set_result(tx, command.id, stopped, now).await?)
        })
        .await
    }

    /// Says of commands that were killed that they were broken off.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn end_killed_commands(self) -> Result<()> {
        let mut conn = self.services.pool.get().await?;
        if !commands::has_unfinished(&mut conn, &KINDS).await? {
            return Ok(());
        }
        drop(conn);
        for kind in KINDS {
            let now = self.services.now();
            let outcome = Transaction::run(&self.services.pool, async |tx| {
                if commands::is_idle(tx, kind).await? {
                    break_off(tx, kind, now).await?;
                }
                Ok::<(), db::Error>(())
            })
            .await;
            outcome?;
        }
        Ok(())
    }
}

impl Command {
    /// Which operation it is.
    pub(crate) fn id(&self) -> Uuid {
        self.id
    }

    /// Writes what came of it, in the transaction of its change: either both are kept or neither.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn end(&self, tx: &mut Transaction, tally: Tally, now: DateTime<Utc>) -> Result<()> {
        let number = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
        let reached = Reached {
            total: Some(number(tally.total)),
            done: number(tally.done),
            failed: number(tally.failed),
            unknown: 0,
            result: serde_json::json!({}),
            finished_at: Some(now),
        };
        Ok(db::operations::batches::advance(tx, self.id, &reached).await?)
    }
}

/// Ends those of a kind whose processes are gone. An import counts the lines that it has read: of one that was broken off nothing was
/// done.
async fn break_off(tx: &mut Transaction, kind: OperationKind, now: DateTime<Utc>) -> db::Result<usize> {
    let is_undone = kind == OperationKind::PeopleImport;
    commands::break_off(tx, kind, broken_off(kind), is_undone, now).await
}

/// What is said of one whose process is gone.
fn broken_off(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::PeopleImport => "it was broken off, and nothing was changed",
        OperationKind::Reconcile => "it was broken off; run it again for the rest",
        OperationKind::Decide
        | OperationKind::Reassign
        | OperationKind::Comment
        | OperationKind::ReassignAll
        | OperationKind::AccessReview => "it was broken off",
    }
}

/// What it does, and how far it is.
pub(super) fn summary(act: Act, total: Option<i32>, (done, failed): (i64, i64), is_stopped: bool) -> Summary {
    // Lines that were read of a file that was not imported are no people.
    let done = match (act, is_stopped) {
        (Act::ImportPeople, true) => 0,
        _ => done,
    };
    Summary {
        act,
        about: None,
        total: i64::from(total.unwrap_or_default()),
        done,
        failed,
        further: Further::default(),
    }
}

/// Who started it, in words: "the command people import, by root".
pub(super) fn started_by(through: &str, input: &str) -> String {
    let name = through.trim_start_matches("command: ");
    let account = serde_json::from_str::<CommandInput>(input)
        .ok()
        .and_then(|input| input.account);
    match account {
        Some(account) => format!("the command {name}, run by {account}"),
        None => format!("the command {name}"),
    }
}
