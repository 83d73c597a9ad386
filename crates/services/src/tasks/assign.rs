//! Assigning a step: T5 for each person it names, the pool of T11, the fallbacks of T12.

use db::transaction::Transaction;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::assignments::NewAssignment;
use db::tasks::read::Task;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::{Approver, Step};
use domain::privilege::BuiltinRole;
use domain::resolution::{Barred, resolve};
use domain::role::RoleChange;

use super::event::TaskEvent;
use super::journal::Journal;
use super::known::Known;
use crate::Result;
use crate::notifications::{Letters, Message};
use crate::rights::guarded::Guarded;

/// What a step needs to know of its task.
pub(super) struct Question<'a> {
    pub(super) task: TaskId,
    pub(super) title: &'a str,
    pub(super) position: i16,
    pub(super) step: &'a Step,
    pub(super) subject: PersonId,
    pub(super) requester: Option<PersonId>,
    /// Who decided an earlier step, and for whom.
    pub(super) earlier: HashSet<PersonId>,
    /// Set when a step is assigned anew for some of those it named (T7).
    pub(super) anew: Option<Anew>,
    /// What has been read already of the people around the step.
    pub(super) around: Option<Known<'a>>,
    /// What the task is about.
    pub(super) about: About<'a>,
}

/// What a task is about, as far as R22 has to know.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct About<'a> {
    /// The role.
    pub(super) role: Option<RoleId>,
    /// What the role is to become, where that is decided.
    pub(super) change: Option<&'a RoleChange>,
    /// It requests an administrative role, or a change of one.
    pub(super) is_administrative: bool,
}

impl<'a> About<'a> {
    pub(super) fn task(task: &'a Task) -> Self {
        Self {
            role: task.role,
            change: task.role_change.as_ref(),
            is_administrative: task.is_administrative,
        }
    }
}

/// The part of a step that is assigned anew: everybody else who is asked stays so (T7).
#[derive(Debug, Clone)]
pub(super) struct Anew {
    /// The people named whose assignee is no longer eligible; empty: the approver is read anew.
    pub(super) named: Vec<PersonId>,
    /// Others are still asked: nobody needs to stand in for want of anybody (T12).
    pub(super) others_remain: bool,
}

impl<'a> Question<'a> {
    /// What `step` of a task that is there asks.
    pub(super) fn of(task: &'a Task, step: &'a Step, earlier: HashSet<PersonId>) -> Self {
        Self {
            task: task.id,
            title: &task.title,
            position: task.position,
            step,
            subject: task.subject,
            requester: task.requester,
            earlier,
            anew: None,
            around: None,
            about: About::task(task),
        }
    }

    /// Who may not decide this step, whoever asks (T5). Nobody decides their own request for an administrative role, even
    /// where the step allows self-approval (R22 (1)).
    pub(super) fn barred(&self) -> Barred {
        let selves = [Some(self.subject), self.requester];
        Barred {
            selves: if self.step.permits_self_approval() && !self.about.is_administrative {
                HashSet::new()
            } else {
                selves.into_iter().flatten().collect()
            },
            earlier_deciders: if self.step.distinct_approvers {
                self.earlier.clone()
            } else {
                HashSet::new()
            },
            already_appeared: HashSet::new(),
        }
    }
}

/// Asks somebody, or tells that nobody may be asked (T12). Assignments, log and messages are written by the caller.
pub(super) struct Asked {
    pub(super) assignments: Vec<NewAssignment>,
    pub(super) letters: Letters,
}

/// Works out who is asked and writes the assignments; false: nobody is eligible, not even by T12.
pub(super) async fn assign(
    tx: &mut Transaction,
    question: &Question<'_>,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<Option<Letters>> {
    let Some(asked) = ask(tx, question, journal, now).await? else {
        return Ok(None);
    };
    db::tasks::assignments::insert(tx, &asked.assignments).await?;
    Ok(Some(asked.letters))
}

/// Works out who is asked, and writes nothing: the preview of a policy asks the same.
pub(super) async fn ask(
    conn: &mut Connection,
    question: &Question<'_>,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<Option<Asked>> {
    let named = match &question.step.approver {
        _ if question.anew.as_ref().is_some_and(|anew| !anew.named.is_empty()) => question
            .anew
            .as_ref()
            .map(|anew| anew.named.clone())
            .unwrap_or_default(),
        Approver::Role { role } => match ask_pool(conn, question, *role, journal, now).await? {
            Some(asked) => return Ok(Some(asked)),
            None => Vec::new(),
        },
        Approver::Subject => vec![question.subject],
        Approver::Administrators => return ask_second_person(conn, question, journal, now).await,
        Approver::People { people } => people.clone(),
        Approver::Manager => {
            let manager = match question.around {
                Some(around) => around.manager,
                None => db::people::by_id(conn, question.subject)
                    .await?
                    .and_then(|subject| subject.manager()),
            };
            let subject = question.subject;
            match manager {
                None => journal.note(question.position, TaskEvent::NoManager { subject }),
                Some(manager) if question.anew.is_some() => {
                    journal.note(question.position, TaskEvent::ManagerNow { subject, manager });
                }
                Some(_) => {}
            }
            manager.into_iter().collect()
        }
    };
    if let Some(asked) = ask_people(conn, question, &named, journal, now).await? {
        return Ok(Some(asked));
    }
    if question.anew.as_ref().is_some_and(|anew| anew.others_remain) {
        return Ok(Some(Asked {
            assignments: Vec::new(),
            letters: Letters::default(),
        }));
    }
    if let Some(fallback) = question.step.fallback {
        journal.note(question.position, TaskEvent::Fallback { person: fallback });
        if let Some(asked) = ask_people(conn, question, &[fallback], journal, now).await? {
            return Ok(Some(asked));
        }
    }
    let pools = question.around.and_then(|around| around.pools);
    let administrators = match pools {
        Some(pools) => pools.administrators,
        None => db::roles::by_code(conn, BuiltinRole::SuperAdministrator.code())
            .await?
            .map(|role| role.id()),
    };
    match administrators {
        Some(role) => ask_pool(conn, question, role, journal, now).await,
        None => Ok(None),
    }
}

/// R22 (2): everybody else who could add the role themselves, each in person. Nobody else takes their place. Where others
/// of them are still asked, that is enough.
async fn ask_second_person(
    conn: &mut Connection,
    question: &Question<'_>,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<Option<Asked>> {
    if question.anew.as_ref().is_some_and(|anew| anew.others_remain) {
        return Ok(Some(Asked {
            assignments: Vec::new(),
            letters: Letters::default(),
        }));
    }
    let Some(role) = question.about.role else {
        return Ok(None);
    };
    let guarded = Guarded::of(conn, role, question.about.change).await?;
    let barred: Vec<PersonId> = question.barred().selves.into_iter().collect();
    let able = guarded.able(conn, &barred, now).await?;
    ask_people(conn, question, &able, journal, now).await
}

/// T5 for each person named; any one of them decides (T11).
async fn ask_people(
    conn: &mut Connection,
    question: &Question<'_>,
    named: &[PersonId],
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<Option<Asked>> {
    if named.is_empty() {
        return Ok(None);
    }
    // What has been read for the people whom one task's step names says nothing of its fallback.
    let around = question
        .around
        .filter(|around| named.iter().all(|person| around.covers(*person)));
    let read;
    let known = match around {
        Some(around) => around.chain,
        None => {
            read = db::delegation_rules::chain_facts(conn, named, now).await?;
            &read
        }
    };
    let barred = question.barred();
    let mut assignments = Vec::new();
    let mut tellings = Vec::new();
    for person in named {
        let outcome = resolve(*person, question.step.allow_delegation, &known.facts, &barred);
        for trail in outcome.trail {
            journal.note(question.position, TaskEvent::Resolution { trail });
        }
        let Some(assignee) = outcome.assignee else {
            continue;
        };
        journal.note(
            question.position,
            TaskEvent::Assigned {
                person: assignee,
                original: *person,
            },
        );
        // T9: a copy for everyone passed over who last saved their rule themselves.
        let owners = outcome.path.iter().filter(|owner| **owner != assignee).copied();
        let copies: Vec<PersonId> = owners.filter(|owner| known.copies.contains(owner)).collect();
        assignments.push(NewAssignment {
            task_id: question.task.0,
            position: question.position,
            person_id: Some(assignee.0),
            pool_role_id: None,
            original_id: Some(person.0),
            path: outcome.path.iter().map(|person| person.0).collect(),
            copies: copies.iter().map(|person| person.0).collect(),
            barred: Vec::new(),
            assigned_at: now,
        });
        tellings.push(Telling {
            assignee,
            path: outcome.path,
            copies,
        });
    }
    if assignments.is_empty() {
        return Ok(None);
    }
    let letters = tell_people(conn, question, &tellings, around, now).await?;
    Ok(Some(Asked { assignments, letters }))
}

/// Who is told of an assignment (T9).
struct Telling {
    assignee: PersonId,
    /// From the person named to the assignee, both included.
    path: Vec<PersonId>,
    /// Those passed over who get a copy.
    copies: Vec<PersonId>,
}

async fn tell_people(
    conn: &mut Connection,
    question: &Question<'_>,
    tellings: &[Telling],
    around: Option<Known<'_>>,
    now: DateTime<Utc>,
) -> Result<Letters> {
    let mut letters = Letters::default();
    // Names are needed only where somebody stands in.
    let passed_on = tellings.iter().filter(|telling| telling.path.len() > 1);
    let ids: Vec<PersonId> = passed_on
        .flat_map(|telling| telling.path.iter().copied())
        .collect();
    let read;
    let names = match around {
        Some(around) => around.names,
        None => {
            read = db::people::names(conn, &ids).await?;
            &read
        }
    };
    let name = |person: &PersonId| {
        names
            .get(person)
            .map(|name| name.display_name.clone())
            .unwrap_or_default()
    };
    let key = format!(
        "task:{}:{}:{}",
        question.task,
        question.position,
        now.timestamp_micros()
    );
    for telling in tellings {
        let title = question.title.to_owned();
        let mut before = telling
            .path
            .iter()
            .filter(|person| **person != telling.assignee)
            .map(&name);
        let assigned = Message::TaskAssigned {
            title: title.clone(),
            standing_in_for: before.next(),
            via: before.collect(),
            pool: None,
        };
        letters.to(telling.assignee, &key, Some(question.task), &assigned, now);
        for owner in &telling.copies {
            let copy = Message::TaskCopy {
                title: title.clone(),
                assignee: name(&telling.assignee),
            };
            letters.to(*owner, &key, Some(question.task), &copy, now);
        }
    }
    Ok(letters)
}

/// Those of a pool who are told of a task at once; the others find it in their list.
pub(super) const TOLD: i64 = 200;

/// T11: the holders of a role, read live; nobody's delegation rules are followed.
async fn ask_pool(
    conn: &mut Connection,
    question: &Question<'_>,
    role: RoleId,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<Option<Asked>> {
    let barred = question.barred();
    let barred: Vec<PersonId> = barred.selves.union(&barred.earlier_deciders).copied().collect();
    let pools = question.around.and_then(|around| around.pools);
    let (name, holders, is_eligible) = match pools.and_then(|pools| pools.has_eligible(role, &barred)) {
        // Of many tasks at once a pool is told once, by whoever assigns them.
        Some((name, is_eligible)) => (name, Vec::new(), is_eligible),
        None => {
            let holders = db::roles::eligible_holders(conn, role, &barred, now, TOLD).await?;
            let names = db::roles::names(conn, &[role]).await?;
            let name = names.into_iter().next().map(|role| role.name).unwrap_or_default();
            let is_eligible = !holders.is_empty();
            (name, holders, is_eligible)
        }
    };
    if !is_eligible {
        journal.note(question.position, TaskEvent::NoHolder { role: name });
        return Ok(None);
    }
    journal.note(
        question.position,
        TaskEvent::AssignedToPool { role: name.clone() },
    );
    let mut letters = Letters::default();
    let key = format!(
        "task:{}:{}:{}",
        question.task,
        question.position,
        now.timestamp_micros()
    );
    for holder in &holders {
        let told = Message::TaskAssigned {
            title: question.title.to_owned(),
            standing_in_for: None,
            via: Vec::new(),
            pool: Some(name.clone()),
        };
        letters.to(holder.person(), &key, Some(question.task), &told, now);
    }
    let assignment = NewAssignment {
        task_id: question.task.0,
        position: question.position,
        person_id: None,
        pool_role_id: Some(role.0),
        original_id: None,
        path: Vec::new(),
        copies: Vec::new(),
        barred: barred.iter().map(|person| person.0).collect(),
        assigned_at: now,
    };
    Ok(Some(Asked {
        assignments: vec![assignment],
        letters,
    }))
}
