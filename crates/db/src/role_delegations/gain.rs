//! What a proxy gains by a delegation that they do not have today (R21).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};

use crate::sql::{holdings, shown_name};
use crate::statement::statement;
use crate::{Connection, Result};

/// What a delegation would give.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Gain {
    /// Codes of the role's privileges.
    #[diesel(sql_type = Array<Text>)]
    pub privileges: Vec<String>,
    /// The role's data scope.
    #[diesel(sql_type = Text)]
    pub data_scope: String,
    /// People whose data the proxy will reach and does not today, through any role with one of its privileges; not they
    /// themselves.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// Names of the first three of them, by name.
    #[diesel(sql_type = Array<Text>)]
    pub first: Vec<String>,
}

// Both sides are walked downwards from those whose scope it is, so it costs the size of their hierarchies.
const GAIN: &str = concat!(
    "WITH RECURSIVE role AS (SELECT id, data_scope FROM roles WHERE id = $3), \
     held AS (SELECT DISTINCT coalesce(h.delegator_id, h.person_id) AS owner, ro.data_scope FROM ",
    holdings!("$4"),
    " h JOIN roles ro ON ro.id = h.role_id WHERE h.person_id = $2 AND EXISTS (SELECT FROM role_privileges a \
       JOIN role_privileges b ON b.privilege = a.privilege AND b.role_id = $3 WHERE a.role_id = h.role_id)), \
     anchors (side, owner, data_scope) AS (SELECT 'new', $1, data_scope FROM role UNION ALL SELECT 'old', owner, data_scope FROM held), \
     below (side, id) AS (SELECT a.side, p.id FROM anchors a JOIN people p ON p.manager_id = a.owner WHERE a.data_scope = 'reports' \
       UNION SELECT b.side, p.id FROM below b JOIN people p ON p.manager_id = b.id), \
     reached (side, id) AS (SELECT side, id FROM below UNION SELECT side, owner FROM anchors WHERE data_scope = 'own' \
       UNION SELECT a.side, p.id FROM anchors a JOIN people o ON o.id = a.owner JOIN people p ON p.department = o.department \
       WHERE a.data_scope = 'department'), \
     gained AS (SELECT id FROM reached WHERE side = 'new' AND id <> $2 \
         AND NOT EXISTS (SELECT FROM held WHERE data_scope = 'everyone') \
       EXCEPT SELECT id FROM reached WHERE side = 'old') \
     SELECT ARRAY(SELECT privilege FROM role_privileges WHERE role_id = $3 ORDER BY privilege) AS privileges, role.data_scope, \
       (SELECT count(*) FROM gained) AS people, \
       ARRAY(SELECT ",
    shown_name!("p"),
    " FROM gained g JOIN people p ON p.id = g.id ORDER BY p.search_text, p.id LIMIT 3) AS first FROM role"
);

/// What the proxy would gain from the delegator's role at `now`; none: there is no such role.
///
/// # Errors
/// When the database fails.
pub async fn of_delegation(
    conn: &mut Connection,
    (delegator, proxy, role): (PersonId, PersonId, RoleId),
    now: DateTime<Utc>,
) -> Result<Option<Gain>> {
    let rows: Vec<Gain> = statement(GAIN)
        .bind::<BigInt, _>(delegator.0)
        .bind::<BigInt, _>(proxy.0)
        .bind::<BigInt, _>(role.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next())
}
