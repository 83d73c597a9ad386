//! The drift between Locum and the directory, and mending it (J7): group by group, so that memory is bounded by the largest
//! group and not by the organisation.
//!
//! Locum is right. What it says may change while the directory is being mended, and the job may be at work at the same
//! moment: so each batch asks Locum again right before it is sent, and once more after it.

use domain::audit::{Action, ObjectKind};
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db::Pool;
use db::memberships::{self, Standing};
use db::operations::commands::report;
use db::roles::Role;
use db::transaction::Transaction;
use domain::ids::PersonId;
use domain::operation::OperationKind;
use ldap_directory::{Directory, GroupCursor, Membership, Presence, Reader, Sent, Unreachable};
use serde_json::json;
use uuid::Uuid;

use crate::actor::SystemActor;
use crate::audit::Record;
use crate::operations::Tally;
use crate::{Error, Services};

/// The use cases of this feature: comparing memberships with the directory server.
#[derive(Clone, Copy)]
pub struct Reconciliation<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: comparing memberships with the directory server.
    pub fn reconcile(&self) -> Reconciliation<'_> {
        Reconciliation { services: self }
    }
}

/// Holders read at once.
const READ: i64 = 2_000;

/// Memberships mended at once.
const MEND: usize = 200;

/// How often a batch is mended anew because Locum changed its mind in between.
const TRIES: usize = 5;

/// One difference between Locum and the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// Holds the role, and is no member of its group.
    Missing(Member),
    /// Is a member of the role's group, and does not hold it.
    Surplus(Member),
    /// Holds the role, and has no entry in the directory: only whoever keeps its people can mend that.
    WithoutEntry(Member),
}

/// A person in a role, by username and code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The role's code.
    pub role: String,
    /// The person's username.
    pub username: String,
}

/// What is told while reconciling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A difference.
    Drift(Drift),
    /// A difference that is still there, and why.
    NotMended(Drift, String),
    /// A member of a role's group whom Locum cannot name, because it is no person below the people's base. It stays.
    Stranger {
        /// The role's code.
        role: String,
        /// Its name in the directory.
        dn: String,
    },
    /// A group below the roles' base of which Locum has no role. It stays.
    OtherGroup(String),
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Memberships that are as Locum has them.
    pub right: u64,
    /// Of the missing, those that are there now or were at the end.
    pub added: u64,
    /// Of the surplus, those that are gone.
    pub removed: u64,
    /// Missing and surplus ones.
    pub drift: u64,
    /// People without an entry, for each role they hold.
    pub without_entry: u64,
}

impl Reconciled {
    /// Differences that are still there.
    pub fn left(&self) -> u64 {
        self.drift.saturating_sub(self.added + self.removed) + self.without_entry
    }
}

/// Why it broke off.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// The directory cannot be asked.
    #[error("{0}")]
    Unreachable(#[from] Unreachable),
    /// What was found cannot be told.
    #[error("the differences cannot be written: {0}")]
    Unwritable(#[from] std::io::Error),
    /// Something else.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<db::Error> for ReconcileError {
    fn from(error: db::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Who is told.
pub type Listener<'a> = &'a mut (dyn FnMut(Told) -> std::io::Result<()> + Send);

impl Reconciliation<'_> {
    /// Compares every role's group with who holds the role in Locum, and tells each difference. With `mend` it then makes
    /// the directory as Locum says; each membership that was mended is in the audit log.
    ///
    /// # Errors
    /// When the directory, the database or the listener fails; what was told until then is right.
    pub async fn directory(
        self,
        directory: &Directory,
        actor: &SystemActor,
        mend: bool,
        listener: Listener<'_>,
    ) -> Result<Reconciled, ReconcileError> {
        self.reconcile(directory, actor, (mend, None), listener).await
    }

    /// Makes the directory as Locum says, as an operation: its row says who started it, how far it is and what came of it. `account`:
    /// of the operating system, who ran the command. `waits` is called where another is at work, before waiting for it.
    ///
    /// # Errors
    /// As [`Self::directory`]; what was mended until then is mended.
    pub async fn mend(
        self,
        directory: &Directory,
        actor: &SystemActor,
        (account, waits): (Option<&str>, &mut (dyn FnMut() + Send)),
        listener: Listener<'_>,
    ) -> Result<Reconciled, ReconcileError> {
        let kind = OperationKind::Reconcile;
        let command = self
            .services
            .operations()
            .begin_command(actor, kind, account, waits)
            .await?;
        let outcome = self
            .reconcile(directory, actor, (true, Some(command.id())), listener)
            .await;
        match &outcome {
            Ok(done) => {
                let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
                let tally = Tally {
                    total: number(done.drift + done.without_entry),
                    done: number(done.added + done.removed),
                    failed: number(done.left()),
                };
                Transaction::run(&self.services.pool, async |tx| {
                    command.end(tx, tally, self.services.now()).await
                })
                .await?;
            }
            // Its own error is the one to tell.
            Err(error) => {
                let why = match error {
                    // The database's words are for the log (G6).
                    ReconcileError::Failed(_) => {
                        "it failed: the log says why. What was mended until then is mended".to_owned()
                    }
                    told => told.to_string(),
                };
                let _ = self.services.operations().fail_command(&command, &why).await;
            }
        }
        outcome
    }

    async fn reconcile(
        self,
        directory: &Directory,
        actor: &SystemActor,
        (mend, operation): (bool, Option<Uuid>),
        listener: Listener<'_>,
    ) -> Result<Reconciled, ReconcileError> {
        let mut reader = directory.reader().await?;
        let mut work = Work {
            services: self.services,
            directory,
            actor,
            mend,
            operation,
            listener,
            waiting: Vec::new(),
            done: Reconciled::default(),
        };
        let roles = db::roles::all(&mut *self.services.pool.get().await?).await?;
        work.other_groups(&mut reader, &roles).await?;
        for role in &roles {
            work.role(&mut reader, role).await?;
        }
        Ok(work.done)
    }
}

/// A reconciliation under way.
struct Work<'a> {
    services: &'a Services,
    directory: &'a Directory,
    actor: &'a SystemActor,
    mend: bool,
    /// Whose row says how far it is.
    operation: Option<Uuid>,
    listener: Listener<'a>,
    /// Differences that wait to be mended.
    waiting: Vec<Drift>,
    done: Reconciled,
}

impl Work<'_> {
    fn pool(&self) -> &Pool {
        &self.services.pool
    }

    /// Tells which groups are of no role, a page at a time.
    async fn other_groups(&mut self, on: &mut Reader<'_>, roles: &[Role]) -> Result<(), ReconcileError> {
        let mut cursor = Some(GroupCursor::default());
        while let Some(from) = cursor {
            let (groups, next) = on.groups(from).await?;
            for group in groups {
                let is_ours = group
                    .role
                    .is_some_and(|code| roles.iter().any(|role| role.code.eq_ignore_ascii_case(&code)));
                if !is_ours {
                    (self.listener)(Told::OtherGroup(group.dn))?;
                }
            }
            cursor = next;
        }
        Ok(())
    }

    /// One role: its group is read first, then its holders, a batch at a time.
    async fn role(&mut self, on: &mut Reader<'_>, role: &Role) -> Result<(), ReconcileError> {
        let mut members = self.members(on, role).await?;
        let mut after: Option<PersonId> = None;
        loop {
            let now = self.services.now();
            let mut conn = self.pool().get().await?;
            let holders = memberships::holders(&mut conn, role.id(), after, now, READ).await?;
            drop(conn);
            let Some(last) = holders.last() else { break };
            after = Some(last.id());
            let mut missing = Vec::new();
            for holder in holders.into_iter().filter(|holder| holder.is_active) {
                match members.remove(&Directory::username_key(&holder.username)) {
                    Some(_) => self.done.right += 1,
                    None => missing.push(holder.username),
                }
            }
            self.missing(on, role, missing).await?;
        }
        let mut surplus: Vec<String> = members.into_values().collect();
        surplus.sort();
        for username in surplus {
            let member = Member {
                role: role.code.clone(),
                username,
            };
            self.found(Drift::Surplus(member)).await?;
        }
        self.mend_waiting().await
    }

    /// The people in the role's group, by what usernames are compared by; tells who else is in it.
    async fn members(
        &mut self,
        on: &mut Reader<'_>,
        role: &Role,
    ) -> Result<HashMap<String, String>, ReconcileError> {
        let members = on.members(&role.code).await?;
        for dn in members.strangers {
            let role = role.code.clone();
            (self.listener)(Told::Stranger { role, dn })?;
        }
        Ok(members.people)
    }

    async fn missing(
        &mut self,
        on: &mut Reader<'_>,
        role: &Role,
        usernames: Vec<String>,
    ) -> Result<(), ReconcileError> {
        let presence = on.presence(&usernames).await?;
        for (username, presence) in usernames.into_iter().zip(presence) {
            let member = Member {
                role: role.code.clone(),
                username,
            };
            match presence {
                Presence::Present | Presence::Unknown => self.found(Drift::Missing(member)).await?,
                Presence::Absent => {
                    self.done.without_entry += 1;
                    (self.listener)(Told::Drift(Drift::WithoutEntry(member)))?;
                }
            }
        }
        Ok(())
    }

    async fn found(&mut self, drift: Drift) -> Result<(), ReconcileError> {
        self.done.drift += 1;
        (self.listener)(Told::Drift(drift.clone()))?;
        if self.mend {
            self.waiting.push(drift);
            if self.waiting.len() >= MEND {
                return self.mend_waiting().await;
            }
        }
        Ok(())
    }

    /// Makes the directory as Locum says now, for all differences that wait.
    async fn mend_waiting(&mut self) -> Result<(), ReconcileError> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let mut standings = self.standings(&waiting).await?;
        for _ in 0..TRIES {
            let wanted: Vec<Membership> = waiting
                .iter()
                .zip(&standings)
                .map(|(drift, standing)| membership(drift, standing))
                .collect();
            let sent = self.directory.send(&wanted).await;
            let after = self.standings(&waiting).await?;
            let is_settled = standings
                .iter()
                .zip(&after)
                .all(|(one, other)| one.is_member == other.is_member);
            if is_settled {
                return self.mended(waiting, standings, sent).await;
            }
            standings = after;
        }
        for drift in waiting {
            let why = "it changed in Locum again and again meanwhile".to_owned();
            (self.listener)(Told::NotMended(drift, why))?;
        }
        Ok(())
    }

    async fn standings(&self, waiting: &[Drift]) -> Result<Vec<Standing>, ReconcileError> {
        let pairs: Vec<(&str, &str)> = waiting
            .iter()
            .map(|drift| (drift.member().username.as_str(), drift.member().role.as_str()))
            .collect();
        let mut conn = self.pool().get().await?;
        Ok(memberships::standings(&mut conn, &pairs, self.services.now()).await?)
    }

    /// Counts, tells and keeps what was mended and what was not.
    async fn mended(
        &mut self,
        waiting: Vec<Drift>,
        standings: Vec<Standing>,
        sent: Vec<Sent>,
    ) -> Result<(), ReconcileError> {
        let now = self.services.now();
        let mut records = Vec::new();
        for ((drift, standing), sent) in waiting.into_iter().zip(&standings).zip(sent) {
            match sent {
                Sent::Done => {
                    match drift {
                        Drift::Missing(_) | Drift::WithoutEntry(_) => self.done.added += 1,
                        Drift::Surplus(_) => self.done.removed += 1,
                    }
                    records.extend(record(self.actor, now, &drift, standing));
                }
                Sent::Later(why) | Sent::Faulted(why) | Sent::TooSlow(why) | Sent::Unreachable(why) => {
                    (self.listener)(Told::NotMended(drift, why))?;
                }
            }
        }
        let done = i32::try_from(self.done.added + self.done.removed).unwrap_or(i32::MAX);
        Transaction::run(self.pool(), async |tx| {
            Record::write_all(records, tx).await?;
            // Together: of a command that is killed the row says as much as the audit log.
            if let Some(operation) = self.operation {
                report(tx, operation, done).await?;
            }
            Ok(())
        })
        .await
        .map_err(ReconcileError::Failed)
    }
}

impl Drift {
    /// Whom it is about.
    pub fn member(&self) -> &Member {
        match self {
            Self::Missing(member) | Self::Surplus(member) | Self::WithoutEntry(member) => member,
        }
    }
}

fn membership(drift: &Drift, standing: &Standing) -> Membership {
    Membership {
        username: drift.member().username.clone(),
        role: drift.member().role.clone(),
        is_member: standing.is_member,
    }
}

/// None where Locum had changed its mind before anything was sent.
fn record(actor: &SystemActor, now: DateTime<Utc>, drift: &Drift, standing: &Standing) -> Option<Record> {
    let Member { role, username } = drift.member();
    let was_member = matches!(drift, Drift::Surplus(_));
    if standing.is_member == was_member {
        return None;
    }
    let facts = |is_member: bool| Some(json!({ "username": username, "in_directory": is_member }));
    let record = Record::new(actor, now, Action::DirectoryReconciled, ObjectKind::Role, role)
        .before(facts(was_member))
        .after(facts(standing.is_member));
    Some(match standing.person() {
        Some(person) => record.concerns(person),
        None => record,
    })
}
