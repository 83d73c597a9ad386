//! One person with everything their page shows, in one statement.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::access::HoldingSource;
use domain::activity::ActivityState;
use domain::ids::{PersonId, TaskId};
use domain::zone::Zone;
use serde::Deserialize;

use crate::delegation_rules::{Rule, select_rule};
use crate::glued::statement;
use crate::json::Json;
use crate::people::is_text;
use crate::sql::{activity_state, delegation_in_force, last_day, reaches_everyone, rule_live, unsent_since};
use crate::tasks::waiting::{PAGE, Waiting, waiting};
use crate::{Connection, Result};

/// Rules naming the person that the page shows, and one more that says whether there are others.
pub const COVERS: usize = 201;

/// No list of open tasks has more pages: an address that asks for a later one shows none.
const MOST_PAGES: i64 = 1_000_000;

/// A person as their page shows them.
#[derive(Debug, Clone, Deserialize)]
pub struct Detail {
    /// Who.
    pub id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// For mail.
    pub email: Option<String>,
    /// Of the work assignment.
    pub department: Option<String>,
    /// Of the work assignment.
    pub job: Option<String>,
    /// Of the work assignment.
    pub location: Option<String>,
    /// First day of work, in the person's zone.
    pub hired_on: Option<NaiveDate>,
    /// Last day of work, in the person's zone.
    pub terminated_on: Option<NaiveDate>,
    /// The person's IANA zone, or else the Site's (G1).
    #[serde(deserialize_with = "crate::zone::in_json")]
    pub time_zone: Zone,
    /// Whether they are active, or why not.
    pub state: ActivityState,
    /// Whom they report to.
    pub manager: Option<Named>,
    /// What they hold, by name of the role.
    #[serde(default)]
    pub roles: Vec<HeldRole>,
    /// Their delegation rule: in force, to come, or ended but not replaced.
    pub rule: Option<Rule>,
    /// Rules in force or to come that name them, at most [`COVERS`] of them.
    #[serde(default)]
    pub covers: Vec<Rule>,
    /// How many such rules there are.
    pub covers_count: i64,
    /// The newest of them.
    pub covers_newest: i64,
    /// A page of their open tasks; none for a reader who does not oversee everyone's tasks (T17).
    pub open_tasks: Option<Waiting>,
}

/// Somebody's names.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
}

/// A role that somebody holds, and where it comes from.
#[derive(Debug, Clone, Deserialize)]
pub struct HeldRole {
    /// For ever.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Where it comes from.
    pub source: HoldingSource,
    /// Since when.
    #[serde(deserialize_with = "crate::json::instant")]
    pub since: DateTime<Utc>,
    /// Name of who granted it.
    pub granted_by: Option<String>,
    /// The task whose approval granted it.
    pub task: Option<TaskId>,
    /// Who lends it.
    pub delegator: Option<Named>,
    /// The last day that the delegation covers, in the delegator's zone.
    pub last_day: Option<NaiveDate>,
    /// Since when the directory, if there is one, has not been told that it is lent (R11).
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub directory_waits_since: Option<DateTime<Utc>>,
}

#[derive(diesel::QueryableByName)]
struct DetailRow {
    #[diesel(sql_type = Bool)]
    allowed: bool,
    #[diesel(sql_type = Nullable<Jsonb>)]
    detail: Option<Json<Detail>>,
}

const DETAIL: &str = concat!(
    "SELECT ",
    reaches_everyone!("$3", "manage_directory", "$2"),
    " AS allowed, (SELECT jsonb_build_object('id', p.id, 'username', p.username, 'display_name', p.display_name, 'email', p.email, \
     'department', p.department, 'job', p.job, 'location', p.location, 'hired_on', p.hired_on, 'terminated_on', p.terminated_on, \
     'time_zone', coalesce(p.time_zone, (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC'), \
     'state', ",
    activity_state!("p", "$2"),
    ", 'manager', (SELECT jsonb_build_object('username', m.username, 'display_name', ",
    crate::sql::shown_name!("m"),
    ") FROM people m WHERE m.id = p.manager_id), \
     'roles', coalesce((SELECT jsonb_agg(to_jsonb(h) ORDER BY h.name, h.source, h.since) FROM (\
       SELECT ro.code, ro.name, g.source, g.granted_at AS since, ",
    crate::sql::shown_name!("b"),
    " AS granted_by, g.task_id AS task, NULL::jsonb AS delegator, \
         NULL::date AS last_day, NULL::timestamptz AS directory_waits_since FROM grants g JOIN roles ro ON ro.id = g.role_id LEFT JOIN people b ON b.id = g.granted_by \
         WHERE g.person_id = p.id AND g.revoked_at IS NULL \
       UNION ALL SELECT ro.code, ro.name, 'delegated', d.begun_at, NULL, NULL, \
         jsonb_build_object('username', o.username, 'display_name', ",
    crate::sql::shown_name!("o"),
    "), ",
    last_day!("d."),
    " AS last_day, ",
    unsent_since!("d"),
    " FROM role_delegations d \
         JOIN roles ro ON ro.id = d.role_id JOIN people o ON o.id = d.delegator_id WHERE d.proxy_id = p.id AND d.begun_at IS NOT NULL AND ",
    delegation_in_force!("d", "o", "p", "$2"),
    ") h), '[]'), 'rule', (SELECT to_jsonb(q) FROM (",
    select_rule!("WHERE r.owner_id = p.id AND r.closed_at IS NULL"),
    ") q), 'covers', coalesce((SELECT jsonb_agg(to_jsonb(q) ORDER BY q.starts_at, q.id) FROM (",
    select_rule!(concat!(
        "WHERE r.delegate_id = p.id AND ",
        rule_live!("r", "$2"),
        " ORDER BY r.starts_at, r.id LIMIT 201"
    )),
    ") q), '[]'), 'covers_count', c.count, 'covers_newest', c.newest, 'open_tasks', CASE WHEN ",
    reaches_everyone!("$3", "oversee_tasks", "$2"),
    " THEN ",
    waiting!(person: "p.id", only: "", offset: "$4", limit: "50"),
    " END) \
     FROM people p CROSS JOIN LATERAL (SELECT count(*) AS count, coalesce(max(r.id), 0) AS newest FROM delegation_rules r \
     WHERE r.delegate_id = p.id AND ",
    rule_live!("r", "$2"),
    ") c WHERE lower(p.username) = lower($1)) AS detail"
);

/// The person with this username in any case, for `reader`, with the given page of their open tasks, from 1. The outer
/// `None`: the reader does not manage everyone's directory; the inner: there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn read(
    conn: &mut Connection,
    reader: PersonId,
    username: &str,
    page: i64,
    now: DateTime<Utc>,
) -> Result<Option<Option<Detail>>> {
    // Nobody's name, but a question all the same: who may not ask is told so first.
    let username = if is_text(username) { username } else { "" };
    let row: DetailRow = statement(DETAIL)
        .bind::<Text, _>(username.to_owned())
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(reader.0)
        .bind::<BigInt, _>(page.saturating_sub(1).clamp(0, MOST_PAGES).saturating_mul(PAGE))
        .get_result(conn)
        .await?;
    if !row.allowed {
        return Ok(None);
    }
    Ok(Some(row.detail.map(|detail| detail.0)))
}
