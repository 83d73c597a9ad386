//! A generated organisation for measuring: people through the import, rules and tasks by the hundred thousand. It is
//! a function of its size alone. There are audit entries for its people, none for its rules and tasks.

mod people;
mod rules;
mod tasks;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use db::Connection;
use db::demo::{Lending, Plan};
use db::transaction::Transaction;
use domain::ids::PersonId;
use domain::privilege::BuiltinRole;
use futures::{TryStreamExt, stream};

use self::people::{Organisation, PeopleCsv};
use super::{DemoReport, catalogue, command, defect, not_imported};
use services::people::import;
use services::{Error, Result};

use crate::Loader;

/// Tasks written in one transaction.
const BATCH: i64 = 50_000;

/// Transactions at the same time: one for each processor of a small machine.
const AT_ONCE: usize = 2;

impl Loader {
    /// Generates and writes an organisation of that size.
    pub(super) async fn generate(&self, people: usize, tasks: usize, password: &str) -> Result<DemoReport> {
        let now = self.services.now();
        let organisation = Organisation::of(people);
        // One hash for everybody: 200,000 of their own would take an hour and a half, and measure nothing.
        let hash = self.services.session().hash_password(password.to_owned()).await?;
        let (rules, delegations, plan) = Transaction::run(self.services.pool(), async |tx| {
            write_organisation(tx, organisation, &hash, tasks, now).await
        })
        .await?;
        db::demo::analyze(&mut *self.services.pool().get().await?).await?;
        self.write_tasks(Arc::new(plan)).await?;
        db::demo::analyze(&mut *self.services.pool().get().await?).await?;
        Ok(DemoReport {
            people,
            rules,
            delegations,
            tasks,
        })
    }

    async fn write_tasks(&self, plan: Arc<Plan>) -> Result<()> {
        let batches = (0..)
            .map(|batch| batch * BATCH + 1)
            .take_while(|from| *from <= plan.tasks)
            .map(Ok::<i64, Error>);
        let write = |from: i64| {
            let (pool, plan) = (self.services.pool().clone(), Arc::clone(&plan));
            async move {
                let to = (from + BATCH - 1).min(plan.tasks);
                Transaction::run(&pool, async |tx| {
                    db::demo::insert_tasks(tx, &plan, from, to).await
                })
                .await?;
                tracing::info!(from, to, of = plan.tasks, "tasks generated");
                Ok(())
            }
        };
        stream::iter(batches)
            .map_ok(write)
            .try_buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await
            .map(drop)
    }
}

/// Everything but the tasks; gives the numbers of rules and of delegations, and what the tasks depend on.
async fn write_organisation(
    tx: &mut Transaction,
    organisation: Organisation,
    hash: &str,
    tasks: usize,
    now: DateTime<Utc>,
) -> Result<(usize, usize, Plan)> {
    catalogue::insert_roles(tx, &command(), now).await?;
    let csv = PeopleCsv::new(organisation, now);
    import::run(tx, &command(), csv, now)
        .await
        .map_err(not_imported)?;
    db::demo::share_password(tx, hash).await?;
    catalogue::insert_policies(tx, &command(), now).await?;
    catalogue::insert_provisioning(tx, &command(), now).await?;
    let first = db::demo::first_person(tx).await?;
    let rules = rules::rules(organisation, first, now);
    db::demo::insert_rules(tx, &rules).await?;
    let plan = tasks::plan(tx, organisation, first, tasks, now).await?;
    let lending = lending(tx, organisation, first, now).await?;
    let delegations = db::demo::insert_lending(tx, &lending).await?;
    Ok((rules.len(), delegations, plan))
}

/// Every manager lends the role that managers hold (R2).
async fn lending(
    conn: &mut Connection,
    organisation: Organisation,
    first: PersonId,
    now: DateTime<Utc>,
) -> Result<Lending> {
    let code = BuiltinRole::LineManager.code();
    let role = db::roles::by_code(conn, code)
        .await?
        .ok_or_else(|| defect(code))?;
    Ok(Lending {
        first_person: first,
        managers: i64::try_from(organisation.managers()).map_err(defect)?,
        people: i64::try_from(organisation.people).map_err(defect)?,
        role: role.id(),
        now,
    })
}
