//! A review's tasks (T15), a batch at a time: what T5 and T12 need is read for the whole batch, and each kind of row is
//! written by one statement. Who is asked is worked out for each task as it is for any other.

use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::Connection;
use db::access_reviews::{Candidate, NewRefusal, NewReviewTask};
use db::delegation_rules::ChainFacts;
use db::people::Name;
use db::policies::Policy;
use db::tasks::assignments::NewAssignment;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::{Approver, PolicyKind, Step};
use serde_json::json;

use super::assign::{About, Question, ask};
use super::event::TaskEvent;
use super::journal::{AboutTask, Journal};
use super::known::{Known, Pools};
use crate::actor::Actor;
use crate::audit::Record;
use crate::notifications::{Letters, Message};
use crate::{Error, Result, Services};

/// The review whose tasks are made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Review<'a> {
    /// Which.
    pub(crate) id: i64,
    /// What it is, for titles and messages.
    pub(crate) title: &'a str,
    /// What each task says of it.
    pub(crate) reason: &'a str,
    /// Who starts it.
    pub(crate) initiator: PersonId,
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Made {
    /// Tasks.
    pub(crate) tasks: usize,
    /// Grants for which nobody may decide (T12).
    pub(crate) refused: usize,
}

/// Makes a review's tasks. What is the same for a whole batch is read once.
pub(crate) struct Maker<'a> {
    services: &'a Services,
    actor: &'a Actor,
    review: Review<'a>,
    now: DateTime<Utc>,
    /// A role's policy with its steps as a task keeps them; none: it has no steps.
    policies: HashMap<RoleId, Option<(Policy, serde_json::Value)>>,
    pools: Pools,
    asked_pools: HashSet<RoleId>,
}

impl<'a> Maker<'a> {
    pub(crate) async fn new(
        conn: &mut Connection,
        services: &'a Services,
        actor: &'a Actor,
        review: Review<'a>,
        asked_pools: HashSet<RoleId>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut pools = Pools::read(conn, now).await?;
        for role in &asked_pools {
            pools.add(conn, *role, now).await?;
        }
        Ok(Self {
            services,
            actor,
            review,
            now,
            policies: HashMap::new(),
            pools,
            asked_pools,
        })
    }

    /// Roles whose holders are asked by what was made until now.
    pub(crate) fn asked_pools(&self) -> &HashSet<RoleId> {
        &self.asked_pools
    }

    /// Makes the tasks of one batch, with log, messages and audit entries (G3).
    pub(crate) async fn make(&mut self, tx: &mut Transaction, batch: &[Candidate]) -> Result<Made> {
        self.read_policies(tx, batch).await?;
        let (chain, names) = self.read_people(tx, batch).await?;
        let mut rows = Rows::default();
        for candidate in batch {
            let known = Known {
                manager: candidate.manager,
                chain: &chain,
                names: &names,
                pools: Some(&self.pools),
            };
            self.prepare(tx, candidate, known, &mut rows).await?;
        }
        let asked = rows.assignments.iter().filter_map(|row| row.pool_role_id);
        let asked: Vec<RoleId> = asked.map(RoleId).collect();
        let made = rows.write(tx).await?;
        self.asked_pools.extend(asked);
        Ok(made)
    }

    /// Notifies those who are asked as holders of a role: once of the whole review.
    pub(crate) async fn finish(self, tx: &mut Transaction) -> Result<()> {
        let review = (self.review.id, self.review.title);
        write_to_holders(tx, review, &self.pools, self.asked_pools, self.now).await
    }

    /// The policies of roles not seen before, and the pools that their first steps ask.
    async fn read_policies(&mut self, conn: &mut Connection, batch: &[Candidate]) -> Result<()> {
        for candidate in batch {
            let role = candidate.role_id;
            if self.policies.contains_key(&role) {
                continue;
            }
            let policy = db::policies::for_role(conn, Some(role), PolicyKind::Review).await?;
            let policy = policy.filter(|policy| !policy.steps.is_empty());
            if let Some(Approver::Role { role }) = policy.as_ref().and_then(first).map(|step| &step.approver)
            {
                self.pools.add(conn, *role, self.now).await?;
            }
            let kept = policy.map(|policy| {
                let steps = serde_json::to_value(&policy.steps);
                steps.map(|steps| (policy, steps))
            });
            let kept = kept.transpose().map_err(Error::internal)?;
            self.policies.insert(role, kept);
        }
        Ok(())
    }

    /// The rules that start from anybody whom a first step of the batch names, and everybody's names.
    async fn read_people(
        &self,
        conn: &mut Connection,
        batch: &[Candidate],
    ) -> Result<(ChainFacts, HashMap<PersonId, Name>)> {
        let mut named = HashSet::new();
        for candidate in batch {
            let policy = self.policies.get(&candidate.role_id).and_then(Option::as_ref);
            let Some(step) = policy.and_then(|(policy, _)| first(policy)) else {
                continue;
            };
            named.extend(step.fallback);
            match &step.approver {
                Approver::Manager => named.extend(candidate.manager),
                Approver::Subject => named.extend([candidate.person]),
                Approver::People { people } => named.extend(people),
                Approver::Role { .. } | Approver::Administrators => {}
            }
        }
        let named: Vec<PersonId> = named.into_iter().collect();
        let chain = db::delegation_rules::chain_facts(conn, &named, self.now).await?;
        let mut everybody: HashSet<PersonId> = named.into_iter().collect();
        everybody.extend(chain.facts.delegates.iter().flat_map(|(from, to)| [*from, *to]));
        let everybody: Vec<PersonId> = everybody.into_iter().collect();
        let names = db::people::names(conn, &everybody).await?;
        Ok((chain, names))
    }

    /// Works out one task, or why there is none.
    async fn prepare<'b>(
        &'b self,
        conn: &mut Connection,
        candidate: &Candidate,
        known: Known<'_>,
        rows: &mut Rows<'b>,
    ) -> Result<()> {
        let policy = self.policies.get(&candidate.role_id).and_then(Option::as_ref);
        let Some((policy, steps, step)) =
            policy.and_then(|(policy, steps)| Some((policy, steps, first(policy)?)))
        else {
            let reason = "the role’s review policy has no steps";
            rows.refuse(self.review, candidate, reason);
            return Ok(());
        };
        let id = self.services.tasks().new_id();
        let title = format!("Review {} of {}", candidate.role, candidate.display_name);
        let mut journal = Journal::default();
        let created = TaskEvent::Created {
            policy: policy.name.clone(),
        };
        journal.note(1, created);
        let question = Question {
            task: id,
            title: &title,
            position: 1,
            step,
            subject: candidate.person,
            requester: None,
            earlier: HashSet::new(),
            anew: None,
            around: Some(known),
            about: About::default(),
        };
        let Some(asked) = ask(conn, &question, &mut journal, self.now).await? else {
            rows.refuse(self.review, candidate, "nobody is eligible to decide it");
            return Ok(());
        };
        let about = AboutTask {
            id,
            title: &title,
            subject: candidate.person,
        };
        rows.assignments.extend(asked.assignments);
        rows.messages.extend(asked.letters.into_messages());
        rows.log.extend(journal.entries(
            about,
            self.actor,
            self.actor.on_behalf_of().as_slice(),
            self.now,
        )?);
        rows.records.push(self.record(id, &title, policy, candidate));
        rows.tasks.push(NewReviewTask {
            id,
            policy_id: policy.id,
            policy_name: &policy.name,
            title,
            subject_id: candidate.person,
            initiator_id: self.review.initiator,
            role_id: candidate.role_id,
            grant_id: candidate.grant,
            reason: self.review.reason,
            steps,
            created_at: self.now,
            access_review_id: self.review.id,
        });
        Ok(())
    }

    fn record(&self, id: TaskId, title: &str, policy: &Policy, candidate: &Candidate) -> Record {
        let after = json!({ "title": title, "policy": policy.name, "access_review": self.review.id });
        Record::new(
            self.actor,
            self.now,
            Action::TaskReviewStarted,
            ObjectKind::Task,
            id,
        )
        .concerns(candidate.person)
        .after(Some(after))
    }
}

/// Notifies those who are asked as holders of these roles, of a review that stopped before its end.
pub(crate) async fn notify_pools(
    tx: &mut Transaction,
    review: (i64, &str),
    asked_pools: &[RoleId],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut pools = Pools::default();
    for role in asked_pools {
        pools.add(tx, *role, now).await?;
    }
    write_to_holders(tx, review, &pools, asked_pools.iter().copied(), now).await
}

/// One message a person and review: whoever holds two of the roles, or was notified before the review was resumed, gets no other (T9).
async fn write_to_holders(
    tx: &mut Transaction,
    (review, title): (i64, &str),
    pools: &Pools,
    asked_pools: impl IntoIterator<Item = RoleId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut letters = Letters::default();
    let key = format!("access_review:{review}");
    for role in asked_pools {
        let Some((name, holders)) = pools.holders(role) else {
            continue;
        };
        let notified = Message::TaskAssigned {
            title: title.to_owned(),
            standing_in_for: None,
            via: Vec::new(),
            pool: Some(name.to_owned()),
        };
        for holder in holders {
            letters.to(holder, &key, None, &notified, now);
        }
    }
    letters.write(tx).await
}

fn first(policy: &Policy) -> Option<&Step> {
    policy.steps.first()
}

/// What one batch writes.
#[derive(Default)]
struct Rows<'a> {
    tasks: Vec<NewReviewTask<'a>>,
    assignments: Vec<NewAssignment>,
    log: Vec<db::tasks::log::NewLogEntry>,
    messages: Vec<db::outbox::NewMessage>,
    records: Vec<Record>,
    refusals: Vec<NewRefusal>,
}

impl Rows<'_> {
    fn refuse(&mut self, review: Review<'_>, candidate: &Candidate, reason: &str) {
        self.refusals.push(NewRefusal {
            review_id: review.id,
            person_id: candidate.person,
            role_id: candidate.role_id,
            reason: reason.to_owned(),
        });
    }

    async fn write(self, tx: &mut Transaction) -> Result<Made> {
        let made = Made {
            tasks: self.tasks.len(),
            refused: self.refusals.len(),
        };
        db::access_reviews::insert_tasks(tx, &self.tasks).await?;
        db::tasks::assignments::insert(tx, &self.assignments).await?;
        Record::write_all(self.records, tx).await?;
        db::tasks::log::append(tx, &self.log).await?;
        db::outbox::write(tx, &self.messages).await?;
        db::access_reviews::insert_refusals(tx, &self.refusals).await?;
        Ok(made)
    }
}
