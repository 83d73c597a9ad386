//! Who is acting: the person, what they may do now, and the two counts every page shows, in one statement (G9).

pub mod at;
pub(crate) mod sql;
pub mod why;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::zone::Zone;

use crate::glued::statement;
use crate::sql::{active, holdings, rule_in_force};
use crate::{Connection, Result};

/// What is in force for a person at an instant.
#[derive(Debug, diesel::QueryableByName)]
pub struct ViewerRow {
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// The person's IANA zone, or else the Site's (G1).
    #[diesel(sql_type = Text, deserialize_as = crate::zone::ZoneColumn)]
    pub time_zone: Zone,
    /// Whether the person is active.
    #[diesel(sql_type = Bool)]
    pub active: bool,
    #[diesel(sql_type = Array<Text>)]
    privileges: Vec<String>,
    /// Unread notifications, counted up to 100.
    #[diesel(sql_type = BigInt)]
    pub unread: i64,
    /// Open tasks, counted up to 100.
    #[diesel(sql_type = BigInt)]
    pub open_tasks: i64,
    /// Name of who gets the person's new tasks now.
    #[diesel(sql_type = Nullable<Text>)]
    pub covered_by: Option<String>,
    /// Until when.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub covered_until: Option<DateTime<Utc>>,
}

/// Before the code of a privilege that a role gives over everyone.
const EVERYWHERE: char = '*';

impl ViewerRow {
    /// Codes of the privileges that their roles give, by grant or delegation.
    pub fn privileges(&self) -> impl Iterator<Item = &str> {
        self.privileges
            .iter()
            .map(|code| code.trim_start_matches(EVERYWHERE))
    }

    /// Those of them that a role gives over everyone.
    pub fn everywhere(&self) -> impl Iterator<Item = &str> {
        self.privileges
            .iter()
            .filter_map(|code| code.strip_prefix(EVERYWHERE))
    }
}

// Pools are asked role by role: joined at once, the planner would read the open tasks of every pool there is.
const VIEWER: &str = concat!(
    "WITH held AS MATERIALIZED (SELECT DISTINCT h.role_id, h.delegator_id FROM ",
    holdings!("$2"),
    " h WHERE h.person_id = $1) \
     SELECT p.username, p.display_name, coalesce(p.time_zone, (SELECT value FROM profile_values WHERE code = \
     'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC') AS time_zone, ",
    active!("p", "$2"),
    " AS active, \
     ARRAY(SELECT CASE ro.data_scope WHEN 'everyone' THEN '*' ELSE '' END || rp.privilege FROM held \
       JOIN role_privileges rp ON rp.role_id = held.role_id JOIN roles ro ON ro.id = held.role_id) AS privileges, \
     (SELECT count(*) FROM (SELECT FROM outbox o WHERE o.person_id = $1 AND o.read_at IS NULL LIMIT 100) u) AS unread, \
     (SELECT count(*) FROM (SELECT a.task_id FROM task_assignments a WHERE a.person_id = $1 AND a.released_at IS NULL \
       UNION SELECT p.task_id FROM held CROSS JOIN LATERAL (SELECT a.task_id FROM task_assignments a WHERE a.released_at IS NULL \
         AND a.pool_role_id = held.role_id AND NOT a.barred && ARRAY[$1, coalesce(held.delegator_id, $1)] LIMIT 100) p LIMIT 100) t) \
     AS open_tasks, \
     ",
    crate::sql::shown_name!("c"),
    " AS covered_by, r.ends_at AS covered_until FROM people p LEFT JOIN delegation_rules r ON r.owner_id = p.id AND ",
    rule_in_force!("r", "$2"),
    " LEFT JOIN people c ON c.id = r.delegate_id WHERE p.id = $1"
);

/// Reads [`ViewerRow`] for a person.
///
/// # Errors
/// When the database fails.
pub async fn viewer(
    conn: &mut Connection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<ViewerRow>> {
    let found: Vec<ViewerRow> = statement(VIEWER)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(found.into_iter().next())
}
