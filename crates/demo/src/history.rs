//! What happened in the demo organisation: `delegates.csv`, `tasks.csv`, `delegations.csv` and `absences.csv`, days counted from the
//! day of loading. Each event goes through the use case that a person would have used.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::TaskId;
use domain::task::Decision;
use domain::zone::Zone;
use serde::Deserialize;

use super::away::{Away, AwayRow};
use super::defect;
use super::lending::{LendingRow, Lent};
use super::tables::{day_from, rows, told, yes};
use services::Result;
use services::actor::PersonActor;
use services::delegates::RuleInput;
use services::tasks::RequestInput;

use crate::Loader;

/// Somebody names a delegate; without days, for good. The days are whole days in the owner's zone.
#[derive(Deserialize)]
struct DelegateRow {
    owner: String,
    delegate: String,
    saved: i64,
    starts: Option<i64>,
    ends: Option<i64>,
    #[serde(deserialize_with = "yes")]
    keep_copy: bool,
}

/// Something done to the task of that number.
#[derive(Deserialize)]
struct TaskRow {
    task: u32,
    day: i64,
    who: String,
    action: String,
    subject: String,
    role: String,
    reason: String,
}

enum Event {
    Delegate(DelegateRow),
    Task(TaskRow),
    Lend(LendingRow),
    Away(AwayRow),
}

impl Event {
    fn day(&self) -> i64 {
        match self {
            Self::Delegate(row) => row.saved,
            Self::Task(row) => row.day,
            Self::Lend(row) => row.day,
            Self::Away(row) => row.day,
        }
    }
}

impl Loader {
    /// Lives through the history in its order, and says how many rules, delegations and tasks came of it.
    pub(super) async fn live_through(&self, now: DateTime<Utc>) -> Result<(usize, usize, usize)> {
        let delegates: Vec<DelegateRow> = rows(include_str!("data/delegates.csv"))?;
        let tasks: Vec<TaskRow> = rows(include_str!("data/tasks.csv"))?;
        let lending: Vec<LendingRow> = rows(include_str!("data/delegations.csv"))?;
        let away: Vec<AwayRow> = rows(include_str!("data/absences.csv"))?;
        let rules = delegates.len();
        let mut events: Vec<Event> = delegates
            .into_iter()
            .map(Event::Delegate)
            .chain(tasks.into_iter().map(Event::Task))
            .chain(lending.into_iter().map(Event::Lend))
            .chain(away.into_iter().map(Event::Away))
            .collect();
        events.sort_by_key(Event::day);
        let (mut ids, mut lent, mut absent): (HashMap<u32, TaskId>, Lent, Away) = Default::default();
        for event in events {
            let then = self.at(now + TimeDelta::days(event.day()));
            match event {
                Event::Delegate(row) => then.name_delegate(&row, now).await?,
                Event::Task(row) => then.work_on(&row, &mut ids).await?,
                Event::Lend(row) => then.lend(&row, &mut lent, now).await?,
                Event::Away(row) => then.be_away(&row, &mut absent, now).await?,
            }
        }
        Ok((rules, lent.len(), ids.len()))
    }

    pub(super) async fn acting(&self, username: &str) -> Result<PersonActor> {
        let mut conn = self.services.pool().get().await?;
        let person = super::catalogue::person(&mut conn, username).await?;
        Ok(PersonActor::new(person, super::COMMAND, None))
    }

    async fn name_delegate(&self, row: &DelegateRow, today: DateTime<Utc>) -> Result<()> {
        let owner = db::people::by_username(&mut *self.services.pool().get().await?, &row.owner).await?;
        let zone = owner.map_or(Zone::UTC, |owner| owner.time_zone);
        let day = |days: Option<i64>| {
            days.and_then(|days| day_from(zone.today(today), days))
                .unwrap_or_default()
        };
        let input = RuleInput {
            kind: if row.ends.is_some() {
                "temporary"
            } else {
                "permanent"
            }
            .to_owned(),
            delegate: row.delegate.clone(),
            starts_on: day(row.starts),
            ends_on: day(row.ends),
            keep_copy: row.keep_copy,
            opened_with: None,
        };
        self.services
            .delegates()
            .save_own(&self.acting(&row.owner).await?, &input)
            .await
            .map(drop)
            .map_err(|error| told(&row.owner, &error))
    }

    async fn work_on(&self, row: &TaskRow, ids: &mut HashMap<u32, TaskId>) -> Result<()> {
        let actor = self.acting(&row.who).await?;
        let task = || ids.get(&row.task).copied().ok_or_else(|| defect(row.task));
        let done = match row.action.as_str() {
            "request" => {
                let input = RequestInput {
                    subject: row.subject.clone(),
                    role: row.role.clone(),
                    reason: row.reason.clone(),
                };
                self.services
                    .tasks()
                    .request_role(&actor, &input)
                    .await
                    .map(|id| {
                        ids.insert(row.task, id);
                    })
            }
            "approve" => self
                .services
                .tasks()
                .decide(&actor, task()?, Decision::Approve, &row.reason)
                .await
                .map(drop),
            "deny" => self
                .services
                .tasks()
                .decide(&actor, task()?, Decision::Deny, &row.reason)
                .await
                .map(drop),
            "cancel" => self
                .services
                .tasks()
                .cancel(&actor, task()?, &row.reason)
                .await
                .map(|_| ()),
            other => return Err(defect(other)),
        };
        done.map_err(|error| told(&format!("task {}, {}", row.task, row.who), &error))
    }
}
