//! A person as the Security Console shows them: account, roles by source, *Assignable* (R3); and the changes to these.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::activity::Activity;
use domain::ids::{PersonId, RoleId, TaskId};
use serde::Deserialize;

use crate::glued::statement;
use crate::json::Record;
use crate::people::Line;
use crate::people::search::escape_like;
use crate::people::words::Words;
use crate::sql::{delegation_in_force, delegation_over, unsent_since};
use crate::{Connection, Result};

macro_rules! select_line {
    ($rest:literal) => {
        concat!(
            "SELECT p.username, p.display_name, p.department, p.job, p.search_text AS place, p.disabled_at IS NOT NULL AS disabled, \
             p.active_from, p.active_until FROM people p ",
            $rest
        )
    };
}

/// Everyone by name, after a place in the list.
///
/// # Errors
/// When the database fails.
pub async fn by_name(conn: &mut Connection, after: &str, limit: i64) -> Result<Vec<Line>> {
    const SQL: &str = select_line!("WHERE p.search_text ~>~ $1 ORDER BY p.search_text USING ~<~ LIMIT $2");
    Ok(statement(SQL)
        .bind::<Text, _>(after.to_owned())
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}

/// Who has every word exactly, and who is found by `$where`; each cut at 2,000 before they are put in order.
macro_rules! select_best {
    ($where:literal) => {
        concat!(
            select_line!("JOIN (SELECT id, min(rank) AS rank FROM ((SELECT m.id, 0 AS rank FROM people m "),
            "WHERE name_pieces(m.search_text) @> $1 LIMIT 2000) UNION ALL (SELECT m.id, 1 FROM people m WHERE ",
            $where,
            " LIMIT 2000)) k GROUP BY id) k ON k.id = p.id ORDER BY k.rank, p.search_text NOT LIKE $2, \
              (' ' || p.search_text) NOT LIKE '% ' || $2, p.search_text LIMIT $3"
        )
    };
}

/// Everyone who matches every word (folded), best first. Matches are cut at 2,000 before they are put in order, so that a very
/// common syllable stays quick.
///
/// # Errors
/// When the database fails.
pub async fn matching(conn: &mut Connection, folded: &str, limit: i64) -> Result<Vec<Line>> {
    const CONTAINS: &str =
        select_best!("m.search_text LIKE $5 AND m.search_text LIKE $6 AND m.search_text LIKE ALL($4)");
    const WORDS_BEGIN: &str = select_best!("name_pieces(m.search_text) @> $4");
    let words = Words::of(folded);
    if words.are_none() {
        return Ok(Vec::new());
    }
    let (longest, second) = words.longest();
    let first = escape_like(folded.split(' ').next().unwrap_or_default());
    let (sql, others) = if words.patterns.is_empty() {
        (WORDS_BEGIN, words.beginnings.clone())
    } else {
        (CONTAINS, words.patterns.clone())
    };
    Ok(statement(sql)
        .bind::<Array<Text>, _>(words.pieces())
        .bind::<Text, _>(format!("{first}%"))
        .bind::<BigInt, _>(limit)
        .bind::<Array<Text>, _>(others)
        .bind::<Text, _>(longest)
        .bind::<Text, _>(second)
        .load(conn)
        .await?)
}

/// A person with what they hold.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// Of the work assignment.
    pub department: Option<String>,
    /// Of the work assignment.
    pub job: Option<String>,
    /// The account is disabled.
    pub disabled: bool,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    active_from: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    active_until: Option<DateTime<Utc>>,
    /// A digest of everything the page edits: what its form carries (G5).
    pub version: String,
    /// Roles held by grant, by name.
    pub roles: Vec<Held>,
    /// Roles held as a proxy, for information.
    pub delegated: Vec<Delegated>,
    /// Roles that can be granted by hand.
    pub choices: Vec<Choosable>,
    /// Roles that are requested for them and wait for a second person.
    pub requested: Vec<Requested>,
    /// Name of who changed anything about them last.
    pub changed_by: Option<String>,
    /// When.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub changed_at: Option<DateTime<Utc>>,
}

impl Person {
    /// What decides whether they are active.
    pub fn activity(&self) -> Activity {
        Activity {
            disabled: self.disabled,
            active_from: self.active_from,
            active_until: self.active_until,
        }
    }
}

/// A role that a person holds by grant, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Held {
    /// Which.
    pub id: RoleId,
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Everyone who holds it may lend it (R3).
    pub delegation_allowed: bool,
    /// Granted by hand.
    pub by_hand: bool,
    /// Granted by an approved request.
    pub by_request: bool,
    /// Given by a rule (R20).
    pub autoprovisioned: bool,
    /// This person may lend it (R3).
    pub assignable: bool,
    /// How many delegations of it by this person have begun and not ended.
    pub in_force: i64,
    /// How many are still to begin.
    pub scheduled: i64,
}

/// A role held as a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Delegated {
    /// The role's name.
    pub name: String,
    /// Name of the delegator.
    pub from: String,
    /// Since when the directory, if there is one, has not been told of it (R11).
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub directory_waits_since: Option<DateTime<Utc>>,
}

/// A role to be granted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Choosable {
    /// Which.
    pub id: RoleId,
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Somebody else has to approve that it is added (R22 (2)). The services say so.
    #[serde(default)]
    pub takes_second_person: bool,
}

/// A request of an administrative role for the person that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Requested {
    /// The role's name.
    pub role: String,
    /// The task.
    pub task: TaskId,
}

const PERSON: &str = concat!(
    "SELECT jsonb_build_object('id', p.id, 'username', p.username, 'display_name', ",
    crate::sql::shown_name!("p"),
    ", 'department', p.department, \
     'job', p.job, 'disabled', p.disabled_at IS NOT NULL, 'active_from', p.active_from, 'active_until', p.active_until, \
     'version', md5(concat_ws('/', p.disabled_at IS NOT NULL, coalesce((SELECT string_agg(g.id::text, ',' ORDER BY g.id) \
        FROM grants g WHERE g.person_id = p.id AND g.revoked_at IS NULL), ''), coalesce((SELECT string_agg(a.role_id::text, ',' \
        ORDER BY a.role_id) FROM assignable_roles a WHERE a.person_id = p.id), ''))), \
     'roles', coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name, \
        'delegation_allowed', r.delegation_allowed, 'by_hand', g.by_hand, 'by_request', g.by_request, \
        'autoprovisioned', g.autoprovisioned, \
        'assignable', EXISTS (SELECT FROM assignable_roles a WHERE a.person_id = p.id AND a.role_id = r.id), \
        'in_force', l.in_force, 'scheduled', l.scheduled) ORDER BY r.name, r.id) \
        FROM (SELECT role_id, bool_or(source = 'by_hand') AS by_hand, bool_or(source = 'request') AS by_request, \
           bool_or(source = 'autoprovisioned') AS autoprovisioned FROM grants WHERE person_id = p.id AND revoked_at IS NULL \
           GROUP BY role_id) g JOIN roles r ON r.id = g.role_id CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE d.begun_at IS NOT NULL) \
           AS in_force, count(*) FILTER (WHERE d.begun_at IS NULL) AS scheduled FROM role_delegations d JOIN people x ON x.id = d.proxy_id \
           WHERE d.delegator_id = p.id AND d.role_id = r.id AND NOT ",
    delegation_over!("d", "p", "x", "$2"),
    ") l), '[]'), \
     'delegated', coalesce((SELECT jsonb_agg(jsonb_build_object('name', r.name, 'from', ",
    crate::sql::shown_name!("o"),
    ", \
        'directory_waits_since', ",
    unsent_since!("d"),
    ") ORDER BY r.name, o.display_name) FROM role_delegations d JOIN roles r ON r.id = d.role_id JOIN people o ON o.id = d.delegator_id \
        WHERE d.proxy_id = p.id AND d.begun_at IS NOT NULL AND d.ended_at IS NULL AND ",
    delegation_in_force!("d", "o", "p", "$2"),
    "), '[]'), \
     'choices', coalesce((SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name) ORDER BY r.name, r.id) \
        FROM roles r WHERE NOT EXISTS (SELECT FROM grants g WHERE g.person_id = p.id AND g.role_id = r.id \
        AND g.source = 'by_hand' AND g.revoked_at IS NULL)), '[]'), \
     'requested', coalesce((SELECT jsonb_agg(jsonb_build_object('role', r.name, 'task', t.id) ORDER BY r.name) FROM tasks t \
        JOIN roles r ON r.id = t.role_id WHERE t.subject_id = p.id AND t.state = 'open' AND t.role_change IS NULL \
        AND (t.steps -> (t.position - 1) ->> 'approver') = 'administrators'), '[]'), \
     'changed_by', l.by, 'changed_at', l.at) AS record \
     FROM people p LEFT JOIN LATERAL (SELECT coalesce(",
    crate::sql::shown_name!("a"),
    ", 'Locum') AS by, e.at FROM audit_log e \
        LEFT JOIN people a ON a.id = e.actor_id WHERE e.concerns_id = p.id AND split_part(e.action, '.', 1) \
        IN ('person', 'grant', 'task') AND (e.actor_id IS NOT NULL OR e.object_kind <> 'task') ORDER BY e.id DESC LIMIT 1) l ON true WHERE p.id = $1"
);

/// A person with what they hold, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Connection, person: PersonId, now: DateTime<Utc>) -> Result<Option<Person>> {
    let rows: Vec<Record<Person>> = statement(PERSON)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(Record::read))
}
