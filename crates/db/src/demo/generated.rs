//! A generated organisation's rules and tasks, written by the hundred thousand. It is for measuring: rows are as
//! the use cases would have left them, but there are no audit entries for them.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use domain::ids::PersonId;

use crate::delegation_rules::NewRule;
use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Error, Result};

/// The id of the first person; the others follow it without a gap, in the order in which they were imported.
///
/// # Errors
/// When there are gaps, or the database fails.
pub async fn first_person(conn: &mut Connection) -> Result<PersonId> {
    #[derive(diesel::QueryableByName)]
    struct Span {
        #[diesel(sql_type = BigInt)]
        first: i64,
        #[diesel(sql_type = BigInt)]
        last: i64,
        #[diesel(sql_type = BigInt)]
        people: i64,
    }
    const SQL: &str =
        "SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last, count(*) AS people FROM people";
    let span: Span = statement(SQL).get_result(conn).await?;
    if span.last - span.first + 1 == span.people {
        Ok(PersonId(span.first))
    } else {
        let gaps = "people were added while the organisation was generated";
        Err(Error::Query(diesel::result::Error::QueryBuilderError(
            gaps.into(),
        )))
    }
}

/// Saves many rules, each the first of its owner.
///
/// # Errors
/// When the database fails.
pub async fn insert_rules(tx: &mut Transaction, rules: &[NewRule]) -> Result<()> {
    const SQL: &str = "INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_on, ends_on, starts_at, ends_at, \
        keep_copy, saved_by, saved_at) SELECT n.owner, n.delegate, n.kind, n.starts_on, n.ends_on, n.starts_at, n.ends_at, \
        n.keep_copy, n.owner, n.saved_at FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) \
        AS n (owner, delegate, kind, starts_on, ends_on, starts_at, ends_at, keep_copy, saved_at)";
    for rules in rules.chunks(5_000) {
        statement(SQL)
            .bind::<Array<BigInt>, _>(rules.iter().map(|rule| rule.owner.0).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(rules.iter().map(|rule| rule.delegate.0).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(rules.iter().map(|rule| rule.kind.code()).collect::<Vec<_>>())
            .bind::<Array<Nullable<Date>>, _>(
                rules.iter().map(|rule| rule.kind.starts_on()).collect::<Vec<_>>(),
            )
            .bind::<Array<Nullable<Date>>, _>(
                rules.iter().map(|rule| rule.kind.ends_on()).collect::<Vec<_>>(),
            )
            .bind::<Array<Timestamptz>, _>(rules.iter().map(|rule| rule.window.starts_at).collect::<Vec<_>>())
            .bind::<Array<Nullable<Timestamptz>>, _>(
                rules.iter().map(|rule| rule.window.ends_at).collect::<Vec<_>>(),
            )
            .bind::<Array<Bool>, _>(rules.iter().map(|rule| rule.keep_copy).collect::<Vec<_>>())
            .bind::<Array<Timestamptz>, _>(rules.iter().map(|rule| rule.saved_at).collect::<Vec<_>>())
            .execute(tx)
            .await?;
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

const STAGING: &str = "CREATE TEMP TABLE generated (id uuid, number bigint, role_id bigint, role_name text, policy_id bigint, \
    policy_name text, steps jsonb, pool_id bigint, title text, subject_id bigint, manager_id bigint, assignee_id bigint, \
    rule_delegate_id bigint, hop boolean, approved boolean, created_at timestamptz, closed_at timestamptz) ON COMMIT DROP; \
    SET LOCAL jit = off";

// One task in twenty is open: every second of the newest tenth. Numbers and ids grow with time, as real ones do. Of a person and
// role only the newest is open (T15): places come round every `people - 1` numbers, and what falls to a leaver's place goes to
// their neighbour.
const STAGE: &str = "INSERT INTO generated SELECT \
      (lpad(to_hex((extract(epoch FROM t.created_at) * 1000)::bigint), 12, '0') || '7' || substr(t.print, 1, 3) || '8' || \
        substr(t.print, 4, 15))::uuid, \
      t.number, k.role, k.role_name, k.policy, k.policy_name, k.steps::jsonb, k.pool, \
      'Grant ' || k.role_name || ' to ' || p.display_name, p.id, m.id, \
      CASE WHEN k.allow_delegation AND r.delegate_id <> p.id THEN r.delegate_id ELSE m.id END, r.delegate_id, \
      k.allow_delegation AND r.delegate_id <> p.id, t.number % 10 <> 9, t.created_at, \
      CASE WHEN t.number > $3 / 10 * 9 AND t.number % 2 = 0 AND t.place % $7 <> $6 AND NOT EXISTS (SELECT \
          FROM generate_series(t.number + $5 - 1, $3, $5 - 1) AS later WHERE later % 2 = 0 \
          AND CASE WHEN later % 100 = 0 THEN 1 ELSE 2 + later % $8 END = k.place) THEN NULL \
        ELSE least(t.created_at + (1 + t.number % 90) * interval '1 hour', $9) END \
    FROM (SELECT n AS number, md5(n::text) AS print, $9 - interval '1 minute' - interval '1000 days' * (($3 - n)::float8 / $3) \
        AS created_at, n * 2654435761 % ($5 - 1) + 1 AS place FROM generate_series($1, $2) AS n) AS t \
    JOIN people p ON p.id = $4 + CASE WHEN t.place % $7 = $6 THEN least(t.place + 1, $5 - 1) ELSE t.place END \
    JOIN people m ON m.id = p.manager_id \
    JOIN unnest($10, $11, $12, $13, $14, $15, $16) WITH ORDINALITY \
        AS k (role, role_name, policy, policy_name, steps, pool, allow_delegation, place) \
      ON k.place = CASE WHEN t.number % 100 = 0 THEN 1 ELSE 2 + t.number % $8 END \
    LEFT JOIN delegation_rules r ON r.owner_id = m.id AND r.starts_at <= t.created_at \
      AND (r.ends_at IS NULL OR t.created_at < r.ends_at) AND k.pool IS NULL";

const TASKS: &str = "INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, role_id, steps, position, \
    state, created_at, closed_at, version, one_at_a_time) SELECT id, 'request', CASE WHEN closed_at IS NULL THEN policy_id END, policy_name, title, \
    subject_id, subject_id, role_id, steps, 1, CASE WHEN closed_at IS NULL THEN 'open' WHEN approved THEN 'approved' ELSE 'denied' END, \
    created_at, closed_at, 1, true FROM generated ORDER BY number";

const ASSIGNMENTS: &str = "INSERT INTO task_assignments (task_id, position, person_id, pool_role_id, original_id, path, barred, \
    assigned_at, released_at) SELECT id, 1, CASE WHEN pool_id IS NULL THEN assignee_id END, pool_id, \
    CASE WHEN pool_id IS NULL THEN manager_id END, CASE WHEN pool_id IS NOT NULL THEN '{}' WHEN hop THEN \
    ARRAY[manager_id, assignee_id] ELSE ARRAY[manager_id] END, CASE WHEN pool_id IS NULL THEN '{}' ELSE ARRAY[subject_id] END, \
    created_at, closed_at FROM generated ORDER BY number";

const DECISIONS: &str = "INSERT INTO task_decisions (task_id, position, decision, decided_by, decided_for, decided_at) \
    SELECT id, 1, CASE WHEN approved THEN 'approve' ELSE 'deny' END, CASE WHEN pool_id IS NULL THEN assignee_id ELSE $1 END, \
    CASE WHEN hop THEN ARRAY[manager_id] ELSE '{}' END, closed_at FROM generated WHERE closed_at IS NOT NULL ORDER BY number";

const LOG: &str = "INSERT INTO task_log (task_id, at, position, actor_id, on_behalf_of, through, event, people) \
    SELECT g.id, e.at, 1, e.actor, e.behalf, 'locum demo load', replace(replace(replace(e.event, '-1', g.assignee_id::text), '-2', \
      g.manager_id::text), '-3', e.name)::jsonb, e.people \
    FROM generated g CROSS JOIN LATERAL (VALUES \
      (1, true, g.created_at, g.subject_id, NULL::bigint, $1, g.policy_name, '{}'::bigint[]), \
      (2, g.rule_delegate_id IS NOT NULL AND g.hop, g.created_at, NULL, NULL, $2, '', ARRAY[g.manager_id, g.assignee_id]), \
      (3, g.rule_delegate_id IS NOT NULL AND NOT g.hop AND g.rule_delegate_id <> g.subject_id, g.created_at, NULL, NULL, \
        replace($3, '-1', g.rule_delegate_id::text), '', ARRAY[g.manager_id, g.rule_delegate_id]), \
      (4, g.pool_id IS NULL, g.created_at, NULL, NULL, $4, '', ARRAY[g.assignee_id, g.manager_id]), \
      (5, g.pool_id IS NOT NULL, g.created_at, NULL, NULL, $5, '', '{}'), \
      (6, g.closed_at IS NOT NULL, g.closed_at, CASE WHEN g.pool_id IS NULL THEN g.assignee_id ELSE $8 END, \
        CASE WHEN g.hop THEN g.manager_id END, CASE WHEN g.approved THEN $6 ELSE $7 END, '', '{}')) \
      AS e (place, happened, at, actor, behalf, event, name, people) \
    WHERE e.happened ORDER BY g.number, e.place";

// In one order everywhere: batches that are written at the same time cannot wait for each other in a circle.
const GRANTS: &str = "WITH made AS (INSERT INTO grants (person_id, role_id, source, task_id, granted_by, granted_at) \
      SELECT subject_id, role_id, 'request', id, CASE WHEN pool_id IS NULL THEN assignee_id ELSE $2 END, closed_at FROM generated \
      WHERE closed_at IS NOT NULL AND approved ORDER BY subject_id, role_id, number ON CONFLICT DO NOTHING RETURNING task_id) \
    INSERT INTO task_log (task_id, at, position, through, event) SELECT g.id, g.closed_at, 1, 'locum demo load', \
      replace($1, '-3', g.role_name)::jsonb FROM made JOIN generated g ON g.id = made.task_id";

const MESSAGES: &str = "INSERT INTO outbox (at, person_id, event_key, event, task_id, pending) SELECT created_at, assignee_id, \
    'task:' || id || ':1', replace($1, '-3', title)::jsonb, id, false FROM generated WHERE closed_at IS NULL AND pool_id IS NULL";

/// Writes the tasks with these numbers, in a transaction of the caller's: each with its assignment, log, decision and
/// what came of it.
///
/// # Errors
/// When the database fails.
pub async fn insert_tasks(conn: &mut Connection, plan: &Plan, from: i64, to: i64) -> Result<()> {
    trust(conn).await?;
    conn.batch_execute(STAGING).await?;
    stage(conn, plan, from, to).await?;
    for sql in [TASKS, ASSIGNMENTS] {
        statement(sql).execute(conn).await?;
    }
    statement(DECISIONS)
        .bind::<BigInt, _>(plan.pool_member)
        .execute(conn)
        .await?;
    statement(LOG)
        .bind::<Text, _>(plan.created_event.clone())
        .bind::<Text, _>(plan.hop_event.clone())
        .bind::<Text, _>(plan.blocked_event.clone())
        .bind::<Text, _>(plan.assigned_event.clone())
        .bind::<Text, _>(plan.pool_event.clone())
        .bind::<Text, _>(plan.approved_event.clone())
        .bind::<Text, _>(plan.denied_event.clone())
        .bind::<BigInt, _>(plan.pool_member)
        .execute(conn)
        .await?;
    statement(GRANTS)
        .bind::<Text, _>(plan.granted_event.clone())
        .bind::<BigInt, _>(plan.pool_member)
        .execute(conn)
        .await?;
    statement(MESSAGES)
        .bind::<Text, _>(plan.message.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// Keys are not checked where that may be switched off: every id has just been read from the table it refers to,
/// and checking millions of them takes as long as writing them.
pub(super) async fn trust(conn: &mut Connection) -> Result<()> {
    const SQL: &str = "SELECT set_config('session_replication_role', 'replica', true) FROM pg_roles \
        WHERE rolname = current_user AND rolsuper";
    statement(SQL).execute(conn).await?;
    Ok(())
}

async fn stage(conn: &mut Connection, plan: &Plan, from: i64, to: i64) -> Result<()> {
    let kinds = &plan.kinds;
    let others = i64::try_from(kinds.len()).unwrap_or(i64::MAX) - 1;
    statement(STAGE)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .bind::<BigInt, _>(plan.tasks)
        .bind::<BigInt, _>(plan.first_person)
        .bind::<BigInt, _>(plan.people)
        .bind::<BigInt, _>(plan.leaver_remainder)
        .bind::<BigInt, _>(plan.leaver_divisor)
        .bind::<BigInt, _>(others.max(1))
        .bind::<Timestamptz, _>(plan.now)
        .bind::<Array<BigInt>, _>(kinds.iter().map(|kind| kind.role).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(
            kinds
                .iter()
                .map(|kind| kind.role_name.clone())
                .collect::<Vec<_>>(),
        )
        .bind::<Array<BigInt>, _>(kinds.iter().map(|kind| kind.policy).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(
            kinds
                .iter()
                .map(|kind| kind.policy_name.clone())
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Text>, _>(kinds.iter().map(|kind| kind.steps.clone()).collect::<Vec<_>>())
        .bind::<Array<Nullable<BigInt>>, _>(kinds.iter().map(|kind| kind.pool).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(kinds.iter().map(|kind| kind.allow_delegation).collect::<Vec<_>>())
        .execute(conn)
        .await?;
    Ok(())
}

/// Lets the planner know of everything at once.
///
/// # Errors
/// When the database fails.
pub async fn analyze(conn: &mut Connection) -> Result<()> {
    Ok(conn.batch_execute("SELECT analyze_tables(NULL)").await?)
}
