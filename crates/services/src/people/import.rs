//! Bringing people in from a CSV file (contract, People CSV): every line is checked, the file is checked as a
//! whole, and all of it is written in one transaction or none. Memory does not grow with the file.

mod columns;
mod hierarchy;
mod problems;
mod progress;
mod record;
mod records;
mod splitter;
mod stage;

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use chrono::{DateTime, Utc};
use db::people::import;
use db::profile_options::in_force;
use db::provisioning::people::{self, Who};
use db::role_delegations::endings::note_imported_activity;
use db::role_delegations::rezoned;
use db::role_delegations::terminations::Whose;
use db::transaction::Transaction;
use domain::audit::Action;
use domain::operation::OperationKind;
use domain::profile_option::types::SiteTimeZone;

pub(super) use columns::Column;
pub use problems::{LineProblem, Problems};
use progress::{CountedLines, reported};

use crate::Error;
use crate::actor::{Actor, SystemActor};
use crate::audit::notify_of_many;
use crate::delegates;
use crate::delegates::leavers::notify_owners_of_imported;
use crate::operations::{Command, Tally};
use crate::people::PeopleRecords;
use crate::rights::Remaining;
use crate::role_delegations::over::end_many;
use crate::role_delegations::reschedule::reschedule;

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// People who were not there before.
    pub created: i64,
    /// People of whom something changed, be it only a role.
    pub updated: i64,
    /// People who were as the file has them.
    pub unchanged: i64,
    /// Roles granted by hand.
    pub granted: i64,
    /// Roles granted by hand before and missing from the file's cell now.
    pub revoked: i64,
}

impl ImportReport {
    /// People in the file, and those of whom something changed.
    fn tally(&self) -> Tally {
        let changed = self.created + self.updated;
        Tally {
            total: changed + self.unchanged,
            done: changed,
            failed: 0,
        }
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Lines of the file are wrong.
    #[error("{0}")]
    Refused(Problems),
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// Something else.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<db::Error> for ImportError {
    fn from(error: db::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What is kept of an import.
#[derive(Clone, Copy)]
enum Keep<'a> {
    /// It only says what it would do.
    Nothing,
    Everything,
    /// Everything, together with what its operation's row says.
    WithRow(&'a Command),
}

/// How a transaction that is not to be kept ends.
enum Stop {
    DryRun(ImportReport),
    Error(ImportError),
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        Self::Error(error.into())
    }
}

/// From so many changed people on the planner is told at once.
const MANY: i64 = 1_000;

impl PeopleRecords<'_> {
    /// Creates and updates people from a CSV file, all or nothing. With `dry_run` everything is done and then
    /// rolled back. Sessions of people who became inactive end, and owners of rules whose delegate became inactive
    /// are told (T16); open tasks are [`crate::tasks::Tasks::sweep`]'s, to be called afterwards.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with every bad line; nothing was changed.
    pub async fn import(
        self,
        actor: &SystemActor,
        reader: impl Read + Send,
        dry_run: bool,
    ) -> Result<ImportReport, ImportError> {
        if dry_run {
            self.import_and(actor, reader, Keep::Nothing).await
        } else {
            self.import_and(actor, reader, Keep::Everything).await
        }
    }

    /// The same as an operation: its row says who imports, how far that is, and what came of it. `account`: of the operating system,
    /// who ran the command. `waits` is called where another import is at work, before waiting for it.
    ///
    /// # Errors
    /// As [`Self::import`].
    pub async fn import_as_operation(
        self,
        actor: &SystemActor,
        reader: impl Read + Send,
        account: Option<&str>,
        waits: &mut (dyn FnMut() + Send),
    ) -> Result<ImportReport, ImportError> {
        let kind = OperationKind::PeopleImport;
        let command = self
            .services
            .operations()
            .begin_command(actor, kind, account, waits)
            .await?;
        let lines = Arc::new(AtomicU64::new(0));
        let reader = CountedLines {
            reader,
            lines: Arc::clone(&lines),
        };
        let import = self.import_and(actor, reader, Keep::WithRow(&command));
        let outcome = reported(self.services, command.id(), &lines, import).await;
        if let Err(error) = &outcome {
            let why = match error {
                ImportError::Refused(_) => "lines of the file are wrong, and nothing was changed".to_owned(),
                ImportError::Unreadable(_) => "the file cannot be read, and nothing was changed".to_owned(),
                ImportError::Failed(_) => "it failed, and nothing was changed".to_owned(),
            };
            // What is wrong is told to whoever ran it; a row that cannot be written is broken off later.
            let _ = self.services.operations().fail_command(&command, &why).await;
        }
        outcome
    }

    /// In whoever's name: what a person may import is for a use case with a right to say, and there is none yet.
    async fn import_and(
        self,
        actor: &Actor,
        reader: impl Read + Send,
        keep: Keep<'_>,
    ) -> Result<ImportReport, ImportError> {
        let now = self.services.now();
        let outcome = Transaction::run(&self.services.pool, async |tx| {
            match (run(tx, actor, reader, now).await, keep) {
                (Ok(report), Keep::Nothing) => Err(Stop::DryRun(report)),
                (Ok(report), Keep::Everything) => Ok(report),
                (Ok(report), Keep::WithRow(command)) => {
                    let ended = command.end(tx, report.tally(), self.services.now()).await;
                    ended.map(|()| report).map_err(|error| Stop::Error(error.into()))
                }
                (Err(error), _) => Err(Stop::Error(error)),
            }
        });
        let report = match outcome.await {
            Ok(report) => report,
            Err(Stop::DryRun(report)) => return Ok(report),
            Err(Stop::Error(error)) => return Err(error),
        };
        if report.created + report.updated >= MANY {
            // The import is kept, whatever becomes of this.
            let analyzed = async { import::analyze(&mut *self.services.pool.get().await?).await };
            if let Err(error) = analyzed.await {
                tracing::warn!(%error, "the tables could not be analyzed after the import");
            }
        }
        tracing::info!(?report, through = actor.through(), "people imported");
        Ok(report)
    }
}

/// The import inside a transaction of the caller's.
pub async fn run(
    tx: &mut Transaction,
    actor: &Actor,
    reader: impl Read + Send,
    now: DateTime<Utc>,
) -> Result<ImportReport, ImportError> {
    import::begin(tx).await?;
    let site = in_force::<SiteTimeZone>(tx, None).await?;
    let mut problems = Problems::default();
    stage::stage_file(tx, reader, site, &mut problems).await?;
    hierarchy::check(tx, &mut problems).await?;
    if !problems.is_empty() {
        return Err(ImportError::Refused(problems));
    }
    let counts = import::find_changes(tx, site.name(), now).await?;
    let author = actor.author();
    let administrators = Remaining::before(tx, now).await?;
    let named = import::administrators(tx, Problems::limit()).await?;
    people::note_imported(tx).await?;
    // Before and after: who had left before the file takes the date away had lent and received nothing more (R12).
    end_many(tx, actor, Whose::Imported, now).await?;
    import::apply(tx, &author, now).await?;
    import::record(tx, &author, now).await?;
    notify_of_many(
        tx,
        actor,
        Action::PersonImported,
        counts.created + counts.updated,
        now,
    )
    .await?;
    people::apply(tx, Who::Imported, &author, now).await?;
    end_many(tx, actor, Whose::Imported, now).await?;
    delegates::reschedule::reschedule(tx, actor, rezoned::Whose::Imported, site, now).await?;
    reschedule(tx, actor, rezoned::Whose::Imported, site, now).await?;
    note_imported_activity(tx, now).await?;
    notify_owners_of_imported(tx, now).await?;
    import::end_sessions(tx, now).await?;
    if !administrators.remain(tx, now).await? {
        return Err(ImportError::Refused(none_remains(named)));
    }
    Ok(ImportReport {
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.people - counts.created - counts.updated,
        granted: counts.granted,
        revoked: counts.revoked,
    })
}

/// R22 (5): what is said at the lines of the super administrators whom the file takes away.
fn none_remains(named: Vec<import::Administrator>) -> Problems {
    let mut problems = Problems::default();
    for administrator in named {
        let reason = format!(
            "no super administrator who is active, can sign in and has no termination date would remain: {} must stay one, or \
             somebody else become one",
            problems::quoted(&administrator.username)
        );
        problems.add(u64::try_from(administrator.line).unwrap_or_default(), reason);
    }
    problems
}

#[cfg(test)]
mod tests;
