//! One task as its page shows it, for those who may see it (T17).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::detail::{Detail, Record};
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::{PolicyKind, Step};
use domain::privilege::Privilege;
use domain::task::{Decision, TaskState};

use super::covering::{Covering, covering};
use super::event::{also_for, sentence_of};
use super::removal::{Removal, dry_run};
use crate::access::{self, OverseeTasks, Viewer};
use crate::tasks::Tasks;
use crate::{Error, Result};

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Its turn has not come.
    Waiting,
    /// It is open now.
    Open,
    /// It was approved.
    Approved,
    /// It was denied.
    Denied,
    /// The task ended before it was decided.
    Skipped,
}

/// A step with its state in words.
#[derive(Debug, Clone)]
pub struct StepView {
    /// From 1.
    pub number: i16,
    /// Whom it asks, in words.
    pub approver: String,
    /// How far it is.
    pub state: StepState,
    /// Who is asked now: "Ben Ode for Ana Ruiz".
    pub asked: Vec<String>,
    /// Who decided: "Ben Ode for Ana Ruiz".
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: Option<String>,
    /// What it allows.
    pub step: Step,
}

/// A line of the log.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// When.
    pub at: DateTime<Utc>,
    /// The step, from 1.
    pub step: i16,
    /// What happened.
    pub words: String,
    /// Who did it: "Ben Ode for Ana Ruiz"; none: the system worked it out.
    pub who: Option<String>,
    /// Through what (G4).
    pub through: String,
}

/// What stands before the code of a role whose holders are asked, in the place of a username.
pub(super) const POOL: &str = "role:";

/// One of those who are asked, from whom a super administrator may take the task (T14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedNow {
    /// A username, or `role:` and the code of a role whose holders are asked.
    pub code: String,
    /// "Ben Ode for Ana Ruiz".
    pub words: String,
}

/// A task as its page shows it.
#[derive(Debug, Clone)]
pub struct TaskView {
    /// Which.
    pub id: TaskId,
    /// Request, review or revocation.
    pub kind: PolicyKind,
    /// As shown.
    pub title: String,
    /// Its policy's name.
    pub policy: String,
    /// Name of whom it is about.
    pub subject: String,
    /// Name of who asked.
    pub requester: Option<String>,
    /// Name of who started it, where nobody asked (T15).
    pub initiator: Option<String>,
    /// Name of what it is about.
    pub role: Option<String>,
    /// Why it was asked.
    pub reason: Option<String>,
    /// Open, or how it ended.
    pub state: TaskState,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who stands in for whom at present, and until when (T16).
    pub covering: Vec<Covering>,
    /// In order.
    pub steps: Vec<StepView>,
    /// Newest first.
    pub log: Vec<LogLine>,
    /// The reader may decide the open step now.
    pub may_decide: bool,
    /// The reader may reassign the open step by hand: as one who is asked, or as a super administrator (T14).
    pub may_reassign: bool,
    /// From whom the reader may take it; empty: from themselves.
    pub reassign_from: Vec<AskedNow>,
    /// The reader may comment: everyone who sees an open task (T17).
    pub may_comment: bool,
    /// The reader may cancel it.
    pub may_cancel: bool,
    /// The open step, or the last one that was, from 1.
    pub position: i16,
    /// Approving needs a reason.
    pub reason_to_approve: bool,
    /// Denying needs a reason.
    pub reason_to_deny: bool,
    /// Whom the reader would decide for.
    pub standing_in_for: Vec<String>,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

impl Tasks<'_> {
    /// A task as the viewer sees it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, or none that they may know of (T17).
    pub async fn read(self, viewer: &Viewer, id: TaskId) -> Result<TaskView> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let detail = db::tasks::detail::read(&mut conn, id, viewer.person, now)
            .await?
            .ok_or(Error::NotFound)?;
        let everywhere = viewer.everywhere.contains(&Privilege::OverseeTasks);
        let somewhere = viewer.privileges.contains(&Privilege::OverseeTasks);
        let oversees = everywhere || (somewhere && oversees(&mut conn, &detail, viewer.person, now).await?);
        if !oversees && !sees(&mut conn, id, &detail, viewer.person, now).await? {
            return Err(Error::NotFound);
        }
        let works = viewer.privileges.contains(&Privilege::WorkOnTasks);
        let mut task = view(id, &detail, viewer.person, works, oversees, now);
        if everywhere && task.state == TaskState::Open {
            let sources = asked_now(&detail.record, viewer.person);
            // What they are asked alone is theirs to reassign, where the step allows it.
            if !task.may_reassign || sources.len() > 1 {
                task.reassign_from = sources;
            }
            task.may_reassign = true;
        }
        Ok(task)
    }
}

impl Tasks<'_> {
    /// What becomes of the role and what follows if this review is denied now (T13, R12, T12); nothing does of the other kinds.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such task, or none that they may know of (T17).
    pub async fn denial_removes(self, viewer: &Viewer, id: TaskId) -> Result<Removal> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        if !may_see(&mut conn, id, viewer.person, now).await? {
            return Err(Error::NotFound);
        }
        let detail = db::tasks::detail::read(&mut conn, id, viewer.person, now)
            .await?
            .ok_or(Error::NotFound)?;
        drop(conn);
        let record = detail.record;
        match (record.kind, record.role_id) {
            (PolicyKind::Review, Some(role)) => {
                let pair = (record.subject_id, role);
                dry_run(self.services, viewer.person, (&[pair], &[id]), now).await
            }
            (PolicyKind::Request | PolicyKind::Revoke | PolicyKind::Review, _) => Ok(Removal::default()),
        }
    }
}

/// Whether a person may see a task (T17).
pub(super) async fn may_see(
    conn: &mut Connection,
    id: TaskId,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(detail) = db::tasks::detail::read(conn, id, person, now).await? else {
        return Ok(false);
    };
    Ok(sees(conn, id, &detail, person, now).await? || oversees(conn, &detail, person, now).await?)
}

/// Whether the task is about somebody in the data scope of a person who oversees tasks (T17).
async fn oversees(
    conn: &mut Connection,
    detail: &Detail,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    match access::page_permit::<OverseeTasks>(conn, person, detail.record.subject_id, now).await {
        Ok(_) => Ok(true),
        Err(Error::Forbidden) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Subject, requester, initiator, present and past assignees, those they stood in for, and who holds a pool's role, or held it
/// while the pool was asked (T17).
async fn sees(
    conn: &mut Connection,
    id: TaskId,
    detail: &Detail,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    if detail.in_pool || has_part(detail, person) {
        return Ok(true);
    }
    let mut assignments = detail.record.assignments.iter();
    if assignments.any(|assigned| assigned.pool_role_id.is_some()) {
        Ok(db::tasks::detail::was_in_pool(conn, id, person, now).await?)
    } else {
        Ok(false)
    }
}

/// The record names the person.
fn has_part(detail: &Detail, person: PersonId) -> bool {
    let record = &detail.record;
    record.subject_id == person
        || record.requester_id == Some(person)
        || record.initiator_id == Some(person)
        || record
            .assignments
            .iter()
            .any(|a| a.person_id == Some(person) || a.path.contains(&person))
        || record
            .decisions
            .iter()
            .any(|d| d.decided_by == person || d.decided_for.contains(&person))
}

struct Names {
    people: HashMap<PersonId, String>,
    roles: HashMap<RoleId, String>,
}

impl Names {
    fn of(record: &Record) -> Self {
        let people = record.people.iter();
        let roles = record.roles.iter();
        Self {
            people: people
                .map(|person| (person.id, person.display_name.clone()))
                .collect(),
            roles: roles.map(|role| (role.id, role.name.clone())).collect(),
        }
    }

    fn person(&self, id: PersonId) -> String {
        self.people
            .get(&id)
            .cloned()
            .unwrap_or_else(|| "Somebody".to_owned())
    }

    fn role(&self, id: RoleId) -> String {
        self.roles
            .get(&id)
            .cloned()
            .unwrap_or_else(|| "a role".to_owned())
    }

    /// "Ben Ode for Ana Ruiz" (G4).
    fn acting(&self, person: PersonId, on_behalf_of: impl IntoIterator<Item = PersonId>) -> String {
        let others = on_behalf_of.into_iter().filter(|other| *other != person);
        let others: Vec<String> = others.map(|other| self.person(other)).collect();
        if others.is_empty() {
            self.person(person)
        } else {
            format!("{} for {}", self.person(person), others.join(" and "))
        }
    }
}

fn view(
    id: TaskId,
    detail: &Detail,
    reader: PersonId,
    works: bool,
    oversees: bool,
    now: DateTime<Utc>,
) -> TaskView {
    let record = &detail.record;
    let names = Names::of(record);
    let state = record.state;
    let open = state == TaskState::Open;
    let own = record
        .assignments
        .iter()
        .filter(|a| a.released_at.is_none() && a.person_id == Some(reader));
    let step = usize::try_from(record.position)
        .ok()
        .and_then(|p| record.steps.get(p.checked_sub(1)?));
    let originals = own
        .clone()
        .filter_map(|a| a.original_id)
        .filter(|original| *original != reader);
    let may_decide = works && open && (detail.in_pool || own.clone().next().is_some());
    let request = record.kind == PolicyKind::Request && record.requester_id == Some(reader);
    TaskView {
        id,
        kind: record.kind,
        title: record.title.clone(),
        policy: record.policy_name.clone(),
        subject: names.person(record.subject_id),
        requester: record.requester_id.map(|person| names.person(person)),
        initiator: record.initiator_id.map(|person| names.person(person)),
        role: detail.role.clone(),
        reason: record.reason.clone(),
        state,
        created_at: record.created_at,
        closed_at: record.closed_at,
        covering: covering(record, |person| names.person(person)),
        steps: steps(record, state, &names),
        log: log(record, &names),
        may_decide,
        may_reassign: may_decide && step.is_some_and(|step| step.allow_reassignment),
        reassign_from: Vec::new(),
        may_comment: open,
        may_cancel: open && (request || oversees),
        position: record.position,
        reason_to_approve: step.is_some_and(|step| step.reason_to_approve),
        reason_to_deny: step.is_some_and(|step| step.reason_to_deny),
        standing_in_for: match own.clone().next() {
            Some(_) => originals.map(|person| names.person(person)).collect(),
            // In a pool: whose role it is (T11).
            None => detail.in_pool_for.iter().cloned().collect(),
        },
        now,
    }
}

/// Everyone who is asked now, each once, the reader first.
fn asked_now(record: &Record, reader: PersonId) -> Vec<AskedNow> {
    let names = Names::of(record);
    let open = || record.assignments.iter().filter(|a| a.released_at.is_none());
    let mut asked: Vec<AskedNow> = Vec::new();
    for assigned in open() {
        let code = match (assigned.person_id, assigned.pool_role_id) {
            (Some(person), _) => record
                .people
                .iter()
                .find(|named| named.id == person)
                .map(|named| named.username.clone()),
            (None, role) => record
                .roles
                .iter()
                .find(|named| Some(named.id) == role)
                .map(|named| format!("{POOL}{}", named.code)),
        };
        let Some(code) = code.filter(|code| asked.iter().all(|known| known.code != *code)) else {
            continue;
        };
        let words = match assigned.person_id {
            Some(person) => {
                let originals = open().filter(|a| a.person_id == Some(person));
                names.acting(person, originals.filter_map(|a| a.original_id))
            }
            None => {
                let role = assigned.pool_role_id.map(|role| names.role(role));
                format!("Everyone who holds {}", role.unwrap_or_default())
            }
        };
        let entry = AskedNow { code, words };
        if assigned.person_id == Some(reader) {
            asked.insert(0, entry)
        } else {
            asked.push(entry)
        }
    }
    asked
}

fn steps(record: &Record, state: TaskState, names: &Names) -> Vec<StepView> {
    let numbered = record.steps.iter().zip(1i16..);
    let step_view = |(step, number): (&Step, i16)| {
        let decision = record
            .decisions
            .iter()
            .find(|decision| decision.position == number);
        let asked = record
            .assignments
            .iter()
            .filter(|a| a.position == number && a.released_at.is_none());
        let asked = asked.map(|a| match (a.person_id, a.pool_role_id) {
            (Some(person), _) => names.acting(person, a.original_id),
            (None, Some(role)) => format!("everyone who holds {}", names.role(role)),
            (None, None) => String::new(),
        });
        StepView {
            number,
            approver: step.approver.in_words(|id| names.person(id), |id| names.role(id)),
            state: match decision.map(|decision| decision.decision) {
                Some(Decision::Approve) => StepState::Approved,
                Some(Decision::Deny) => StepState::Denied,
                None if state != TaskState::Open => StepState::Skipped,
                None if number == record.position => StepState::Open,
                None => StepState::Waiting,
            },
            asked: asked.collect(),
            decided_by: decision.map(|d| names.acting(d.decided_by, d.decided_for.iter().copied())),
            decided_at: decision.map(|decision| decision.decided_at),
            reason: decision.and_then(|decision| decision.reason.clone()),
            step: step.clone(),
        }
    };
    numbered.map(step_view).collect()
}

fn log(record: &Record, names: &Names) -> Vec<LogLine> {
    let line = |entry: &db::tasks::detail::Logged| LogLine {
        at: entry.at,
        step: entry.position,
        words: sentence_of(&entry.event, &names.people),
        who: entry.actor_id.map(|person| {
            names.acting(
                person,
                entry.on_behalf_of.into_iter().chain(also_for(&entry.event)),
            )
        }),
        through: entry.through.clone(),
    };
    record.log.iter().map(line).collect()
}
