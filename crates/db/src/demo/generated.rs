//! A generated organisation's rules and tasks, written by the hundred thousand. It is for measuring: rows are as
//! the use cases would have left them, but there are no audit entries for them.

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::delegation_rules::NewRule;
use crate::functions::analyze_tables;
use crate::schema::people;
use crate::statement::{Script, Statement};
use crate::transaction::Transaction;
use crate::{Connection, Error, Result};

/// The id of the first person; the others follow it without a gap, in the order in which they were imported.
///
/// # Errors
/// When there are gaps, or the database fails.
pub async fn first_person(conn: &mut Connection) -> Result<PersonId> {
    let ends = (min(people::id), max(people::id), count_star());
    let (first, last, people): (Option<PersonId>, Option<PersonId>, i64) =
        people::table.select(ends).first(conn).await?;
    let [first, last] = [first, last].map(|person| person.map_or(0, |person| person.0));
    if last - first + 1 == people {
        Ok(PersonId(first))
    } else {
        let gaps = "people were added while the organisation was generated";
        Err(Error::Query(diesel::result::Error::QueryBuilderError(
            gaps.into(),
        )))
    }
}

#[derive(Statement)]
#[statement(file = "demo/generated/insert_rules.sql")]
struct InsertRules {
    owners: Vec<PersonId>,
    delegates: Vec<PersonId>,
    kinds: Vec<&'static str>,
    starts_on: Vec<Option<NaiveDate>>,
    ends_on: Vec<Option<NaiveDate>>,
    starts_at: Vec<DateTime<Utc>>,
    ends_at: Vec<Option<DateTime<Utc>>>,
    keep_copy: Vec<bool>,
    saved_at: Vec<DateTime<Utc>>,
}

/// Saves many rules, each the first of its owner.
///
/// # Errors
/// When the database fails.
pub async fn insert_rules(tx: &mut Transaction, rules: &[NewRule]) -> Result<()> {
    for rules in rules.chunks(5_000) {
        let insert = InsertRules {
            owners: rules.iter().map(|rule| rule.owner).collect(),
            delegates: rules.iter().map(|rule| rule.delegate).collect(),
            kinds: rules.iter().map(|rule| rule.kind.code()).collect(),
            starts_on: rules.iter().map(|rule| rule.kind.starts_on()).collect(),
            ends_on: rules.iter().map(|rule| rule.kind.ends_on()).collect(),
            starts_at: rules.iter().map(|rule| rule.window.starts_at).collect(),
            ends_at: rules.iter().map(|rule| rule.window.ends_at).collect(),
            keep_copy: rules.iter().map(|rule| rule.keep_copy).collect(),
            saved_at: rules.iter().map(|rule| rule.saved_at).collect(),
        };
        insert.run(tx).await?;
    }
    Ok(())
}

/// One kind of generated task: a role and the policy with one step that its requests follow.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The role asked for.
    pub role: i64,
    /// Its name.
    pub role_name: String,
    /// The policy.
    pub policy: i64,
    /// Its name.
    pub policy_name: String,
    /// Its steps as JSON (T10).
    pub steps: String,
    /// The role whose holders are asked; none: the subject's manager is.
    pub pool: Option<i64>,
    /// Whether delegation rules are followed.
    pub allow_delegation: bool,
}

/// Everything that the tasks depend on besides their number. Events are JSON, in which `-1` stands for the assignee
/// and `-2` for the manager whom the step names.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The kinds; a task's kind follows from its number, the first being rare.
    pub kinds: Vec<Kind>,
    /// How many tasks there will be.
    pub tasks: i64,
    /// The first person's id; nobody is asked about them, for they have no manager.
    pub first_person: i64,
    /// How many people there are.
    pub people: i64,
    /// Who decides for the pool.
    pub pool_member: i64,
    /// Terminated people are the ones whose number leaves this remainder …
    pub leaver_remainder: i64,
    /// … divided by this.
    pub leaver_divisor: i64,
    /// The newest task is a minute older.
    pub now: DateTime<Utc>,
    /// Written when a task is created, the policy's name being `-3`.
    pub created_event: String,
    /// Written when the manager is asked, or their delegate.
    pub assigned_event: String,
    /// Written when the pool is asked.
    pub pool_event: String,
    /// Written before, when the manager's rule was followed.
    pub hop_event: String,
    /// Written before, when the policy blocked it.
    pub blocked_event: String,
    /// Written with an approval.
    pub approved_event: String,
    /// Written with a denial.
    pub denied_event: String,
    /// Written when the role was granted, its name being `-3`.
    pub granted_event: String,
    /// Told to the assignee of an open task, the title being `-3`.
    pub message: String,
}

/// What writing tasks begins with.
pub const STAGING: Script = Script {
    file: "demo/generated/begin.sql",
    sql: include_str!("../../sql/demo/generated/begin.sql"),
};

#[derive(Statement)]
#[statement(file = "demo/generated/insert_tasks.sql")]
struct InsertTasks;

#[derive(Statement)]
#[statement(file = "demo/generated/insert_assignments.sql")]
struct InsertAssignments;

#[derive(Statement)]
#[statement(file = "demo/generated/insert_decisions.sql")]
struct InsertDecisions {
    pool_member: i64,
}

#[derive(Statement)]
#[statement(file = "demo/generated/insert_log.sql")]
struct InsertLog<'a> {
    created: &'a str,
    hop: &'a str,
    blocked: &'a str,
    assigned: &'a str,
    pool: &'a str,
    approved: &'a str,
    denied: &'a str,
    pool_member: i64,
}

#[derive(Statement)]
#[statement(file = "demo/generated/insert_grants.sql")]
struct InsertGrants<'a> {
    granted: &'a str,
    pool_member: i64,
}

#[derive(Statement)]
#[statement(file = "demo/generated/insert_messages.sql")]
struct InsertMessages<'a> {
    message: &'a str,
}

/// Writes the tasks with these numbers, in a transaction of the caller's: each with its assignment, log, decision and
/// what came of it.
///
/// # Errors
/// When the database fails.
pub async fn insert_tasks(conn: &mut Connection, plan: &Plan, from: i64, to: i64) -> Result<()> {
    trust(conn).await?;
    STAGING.run(conn).await?;
    stage(conn, plan, from, to).await?;
    InsertTasks.run(conn).await?;
    InsertAssignments.run(conn).await?;
    let pool_member = plan.pool_member;
    InsertDecisions { pool_member }.run(conn).await?;
    let log = InsertLog {
        created: &plan.created_event,
        hop: &plan.hop_event,
        blocked: &plan.blocked_event,
        assigned: &plan.assigned_event,
        pool: &plan.pool_event,
        approved: &plan.approved_event,
        denied: &plan.denied_event,
        pool_member,
    };
    log.run(conn).await?;
    let grants = InsertGrants {
        granted: &plan.granted_event,
        pool_member,
    };
    grants.run(conn).await?;
    let message = &plan.message;
    InsertMessages { message }.run(conn).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "demo/trust.sql", row = Trusted)]
struct Trust;

#[derive(QueryableByName, Columns)]
struct Trusted {
    #[diesel(sql_type = Bool)]
    is_trusted: bool,
}

/// Keys are not checked where that may be switched off: every id has just been read from the table it refers to,
/// and checking millions of them takes as long as writing them. Whether they are not checked any more.
pub(super) async fn trust(conn: &mut Connection) -> Result<bool> {
    let trusted = Trust.optional_row(conn).await?;
    Ok(trusted.is_some_and(|trusted| trusted.is_trusted))
}

#[derive(Statement)]
#[statement(file = "demo/generated/stage.sql")]
struct Stage {
    from: i64,
    to: i64,
    tasks: i64,
    first_person: i64,
    people: i64,
    leaver_remainder: i64,
    leaver_divisor: i64,
    other_kinds: i64,
    now: DateTime<Utc>,
    roles: Vec<i64>,
    role_names: Vec<String>,
    policies: Vec<i64>,
    policy_names: Vec<String>,
    steps: Vec<String>,
    pools: Vec<Option<i64>>,
    allow_delegation: Vec<bool>,
}

async fn stage(conn: &mut Connection, plan: &Plan, from: i64, to: i64) -> Result<()> {
    let kinds = &plan.kinds;
    let others = i64::try_from(kinds.len()).unwrap_or(i64::MAX) - 1;
    let stage = Stage {
        from,
        to,
        tasks: plan.tasks,
        first_person: plan.first_person,
        people: plan.people,
        leaver_remainder: plan.leaver_remainder,
        leaver_divisor: plan.leaver_divisor,
        other_kinds: others.max(1),
        now: plan.now,
        roles: kinds.iter().map(|kind| kind.role).collect(),
        role_names: kinds.iter().map(|kind| kind.role_name.clone()).collect(),
        policies: kinds.iter().map(|kind| kind.policy).collect(),
        policy_names: kinds.iter().map(|kind| kind.policy_name.clone()).collect(),
        steps: kinds.iter().map(|kind| kind.steps.clone()).collect(),
        pools: kinds.iter().map(|kind| kind.pool).collect(),
        allow_delegation: kinds.iter().map(|kind| kind.allow_delegation).collect(),
    };
    stage.run(conn).await?;
    Ok(())
}

/// Lets the planner know of everything at once.
///
/// # Errors
/// When the database fails.
pub async fn analyze(conn: &mut Connection) -> Result<()> {
    diesel::select(analyze_tables(None::<Vec<String>>))
        .execute(conn)
        .await?;
    Ok(())
}
