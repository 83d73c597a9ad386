//! Who would be asked now, step by step, and why, without creating anything (T10): the very resolution that a task goes
//! through, with its words.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::policies::page::Page;
use db::tasks::assignments::NewAssignment;
use domain::ids::{PersonId, PolicyId, RoleId, TaskId};
use domain::policy::{Approver, DraftStep, PolicyKind, Step};
use domain::privilege::BuiltinRole;

use super::assign::{About, Question, ask};
use super::event::TaskEvent;
use super::imagined::{Cast, Imagined, cast, imagined_task};
use super::journal::Journal;
use crate::access::{EditPolicies, Everywhere, PagePermit};
use crate::policies::check_draft;
use crate::tasks::Tasks;
use crate::{Error, Result};

/// What a policy would do with an [`Imagined`] task.
#[derive(Debug, Clone)]
pub struct Foreseen {
    /// The task in words.
    pub task: String,
    /// Another policy applies to the role: its name.
    pub other_policy: Option<String>,
    /// In order; the last one that is there may be the one that nobody can decide.
    pub steps: Vec<ForeseenStep>,
}

/// What a step would do.
#[derive(Debug, Clone)]
pub struct ForeseenStep {
    /// From 1.
    pub number: usize,
    /// Whom it asks, in words.
    pub approver: String,
    /// What has to be supposed of the steps before, if anything.
    pub assumption: Option<String>,
    /// Who would be asked: `Bea Lund for Mara Vogel`; empty: nobody may decide.
    pub asked: Vec<String>,
    /// Why, in the words of a task's log.
    pub trail: Vec<String>,
}

impl Tasks<'_> {
    /// What a policy would do now with a task about that subject: as it is saved, or with these steps instead, as they stand in its
    /// editor.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the people, the role and the steps, [`Error::NotFound`] when there is no such policy.
    pub async fn foresee(
        self,
        permitted: &PagePermit<Everywhere<EditPolicies>>,
        policy: PolicyId,
        steps: Option<&[DraftStep]>,
        imagined: &Imagined,
    ) -> Result<Foreseen> {
        tracing::debug!(actor = %permitted.actor(), %policy, "foreseeing a task");
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let policy = db::policies::page::read(&mut conn, policy, now)
            .await?
            .ok_or(Error::NotFound)?;
        let steps = match steps {
            Some(typed) => check_draft(&mut conn, &policy, typed, now).await?,
            None => policy.steps.iter().map(|saved| saved.step.clone()).collect(),
        };
        foresee(&mut conn, (&policy, &steps), imagined, now).await
    }
}

async fn foresee(
    conn: &mut Connection,
    (policy, steps): (&Page, &[Step]),
    imagined: &Imagined,
    now: DateTime<Utc>,
) -> Result<Foreseen> {
    let cast = cast(conn, policy, imagined, now).await?;
    let mut stages = Vec::new();
    let mut earlier = HashSet::new();
    let is_administrative = match cast.role.filter(|_| policy.kind == PolicyKind::Request) {
        Some(role) => db::rights::is_administrative(conn, role).await?,
        None => false,
    };
    let about = About {
        role: cast.role,
        change: None,
        is_administrative,
    };
    for (step, number) in steps.iter().zip(1i16..) {
        let question = Question {
            task: TaskId(uuid::Uuid::nil()),
            title: "",
            position: number,
            step,
            subject: cast.subject.id(),
            requester: cast.requester.as_ref().map(Person::id),
            earlier: earlier.clone(),
            anew: None,
            around: None,
            about,
        };
        let mut journal = Journal::default();
        let asked = ask(conn, &question, &mut journal, now).await?;
        let assignments = asked.map(|asked| asked.assignments).unwrap_or_default();
        let decider = decider(conn, &assignments, now).await?;
        let stop = assignments.is_empty();
        stages.push(Stage {
            number,
            assignments,
            events: journal.into_events(),
            decider: decider.clone(),
        });
        earlier.extend(decider);
        if stop {
            break;
        }
    }
    words(conn, (policy, steps), &cast, &stages).await
}

/// A step that was gone through.
struct Stage {
    number: i16,
    assignments: Vec<NewAssignment>,
    events: Vec<TaskEvent>,
    /// Who is supposed to decide it, and for whom: the first of those asked.
    decider: Vec<PersonId>,
}

/// The first of those asked, and for whom they would decide; of a pool, its first holder who may.
async fn decider(
    conn: &mut Connection,
    assignments: &[NewAssignment],
    now: DateTime<Utc>,
) -> Result<Vec<PersonId>> {
    let Some(first) = assignments.first() else {
        return Ok(Vec::new());
    };
    if let Some(pool) = first.pool_role_id {
        let barred: Vec<PersonId> = first.barred.iter().copied().map(PersonId).collect();
        let holders = db::roles::eligible_holders(conn, RoleId(pool), &barred, now, 1).await?;
        let holder = holders
            .first()
            .map(|holder| (holder.person(), holder.delegator()));
        return Ok(holder
            .into_iter()
            .flat_map(|(person, delegator)| std::iter::once(person).chain(delegator))
            .collect());
    }
    let original = first
        .original_id
        .filter(|original| Some(*original) != first.person_id);
    Ok(first
        .person_id
        .into_iter()
        .chain(original)
        .map(PersonId)
        .collect())
}

async fn words(
    conn: &mut Connection,
    (policy, steps): (&Page, &[Step]),
    cast: &Cast,
    stages: &[Stage],
) -> Result<Foreseen> {
    let mut ids: HashSet<PersonId> = stages
        .iter()
        .flat_map(|stage| stage.events.iter().flat_map(TaskEvent::people))
        .collect();
    for stage in stages {
        ids.extend(&stage.decider);
        for assignment in &stage.assignments {
            ids.extend(assignment.person_id.map(PersonId));
            ids.extend(assignment.original_id.map(PersonId));
        }
    }
    for step in steps {
        if let Approver::People { people } = &step.approver {
            ids.extend(people);
        }
    }
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let found = db::people::names(conn, &ids).await?;
    let names: HashMap<PersonId, String> = found
        .into_iter()
        .map(|(id, name)| (id, name.display_name))
        .collect();
    let teller = Teller { policy, steps, names };
    let role = cast.role.and_then(|role| policy.role(role));
    let applies = role.is_none_or(|role| match role.policy {
        Some(named) => named == policy.id,
        None => policy.is_default,
    });
    let other = role.filter(|_| !applies).map(|role| {
        let default = format!("the default {} policy", policy.kind.in_words().to_lowercase());
        role.policy_name
            .as_ref()
            .map_or(default, |name| format!("“{name}”"))
    });
    Ok(Foreseen {
        task: imagined_task(policy.kind, cast, role.map(|role| role.name.as_str())),
        other_policy: other,
        steps: stages
            .iter()
            .enumerate()
            .filter_map(|(index, stage)| teller.step(stage, stages.get(..index)?))
            .collect(),
    })
}

struct Teller<'a> {
    policy: &'a Page,
    steps: &'a [Step],
    names: HashMap<PersonId, String>,
}

impl Teller<'_> {
    fn person(&self, id: PersonId) -> String {
        self.names
            .get(&id)
            .cloned()
            .unwrap_or_else(|| "Somebody".to_owned())
    }

    fn role(&self, id: RoleId) -> String {
        self.policy
            .role(id)
            .map_or_else(|| "a role".to_owned(), |role| role.name.clone())
    }

    fn step(&self, stage: &Stage, before: &[Stage]) -> Option<ForeseenStep> {
        let number = usize::try_from(stage.number).ok()?;
        let step = self.steps.get(number.checked_sub(1)?)?;
        let supposed: Vec<String> = before
            .iter()
            .filter_map(|stage| self.supposition(stage))
            .collect();
        let matters = step.distinct_approvers && !supposed.is_empty();
        Some(ForeseenStep {
            number,
            approver: step.approver.in_words(|id| self.person(id), |id| self.role(id)),
            assumption: matters.then(|| format!("Supposing that {}", supposed.join(", and that "))),
            asked: stage
                .assignments
                .iter()
                .map(|asked| self.asked(asked, step))
                .collect(),
            trail: stage
                .events
                .iter()
                .map(|event| event.sentence(&self.names))
                .collect(),
        })
    }

    /// `step 1 is decided by Bea Lund for Mara Vogel`.
    fn supposition(&self, stage: &Stage) -> Option<String> {
        let (person, for_whom) = stage.decider.split_first()?;
        let who = match for_whom.first() {
            Some(other) => format!("{} for {}", self.person(*person), self.person(*other)),
            None => self.person(*person),
        };
        Some(format!("step {} is decided by {who}", stage.number))
    }

    fn asked(&self, asked: &NewAssignment, step: &Step) -> String {
        match (asked.person_id.map(PersonId), asked.original_id.map(PersonId)) {
            (Some(person), Some(original)) if person != original => {
                format!("{} for {}", self.person(person), self.person(original))
            }
            (Some(person), _) => self.person(person),
            (None, _) => {
                let role = asked.pool_role_id.map(RoleId);
                let named = matches!(&step.approver, Approver::Role { role: named } if Some(*named) == role);
                let name = match role {
                    Some(role) => self.role(role),
                    None => BuiltinRole::SuperAdministrator.name().to_owned(),
                };
                if named {
                    format!("everyone who holds {name}")
                } else {
                    format!("everyone who holds {name}, as nobody else is eligible")
                }
            }
        }
    }
}
