//! Open tasks that a change of what some people hold, or of their accounts, can take from whoever is asked (T7, T12, R22).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};

use super::assignments::task_ids;
use crate::glued::statement;
use crate::sql::{active, holdings, is_administrative_privilege};
use crate::{Connection, Result};

/// What of it there is to look at: tasks that wait for these people, and for the pools of these roles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    people: Vec<i64>,
    roles: Vec<i64>,
}

#[derive(diesel::QueryableByName)]
struct Role {
    #[diesel(sql_type = BigInt)]
    role_id: i64,
}

impl Reach {
    /// Of these people: the roles that they hold now, have delegated, or have by somebody's delegation. Read before the change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(conn: &mut Connection, people: &[PersonId]) -> Result<Self> {
        const SQL: &str = "SELECT g.role_id FROM grants g WHERE g.person_id = ANY($1) AND g.revoked_at IS NULL \
            UNION SELECT d.role_id FROM role_delegations d WHERE d.delegator_id = ANY($1) AND d.begun_at IS NOT NULL AND d.ended_at IS NULL \
            UNION SELECT d.role_id FROM role_delegations d WHERE d.proxy_id = ANY($1) AND d.begun_at IS NOT NULL AND d.ended_at IS NULL";
        let mut people: Vec<i64> = people.iter().map(|person| person.0).collect();
        people.sort_unstable();
        people.dedup();
        let rows: Vec<Role> = statement(SQL)
            .bind::<Array<BigInt>, _>(people.clone())
            .load(conn)
            .await?;
        let roles = rows.into_iter().map(|row| row.role_id).collect();
        Ok(Self { people, roles })
    }
}

/// Those open tasks of them that wait on nobody who may decide, in the order of their ids: assigned to somebody inactive, to a second
/// person who could no longer do what they are asked to approve, or to a pool none of whose members may decide (small pools only: more
/// holders than a step can bar leave somebody eligible). Ordered before it is cut, so that what a change adds is the difference of
/// two answers.
///
/// # Errors
/// When the database fails.
pub async fn within(
    conn: &mut Connection,
    reach: &Reach,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<TaskId>> {
    const SQL: &str = concat!(
        "WITH pools AS MATERIALIZED (SELECT u.id FROM unnest($3::bigint[]) u (id) WHERE (SELECT count(*) FROM (SELECT FROM ",
        holdings!("$1"),
        " h JOIN people p ON p.id = h.person_id AND ",
        active!("p", "$1"),
        " WHERE h.role_id = u.id LIMIT 70) few) < 70) \
         SELECT DISTINCT found.task_id FROM (\
         SELECT a.task_id FROM people p JOIN task_assignments a ON a.person_id = p.id AND a.released_at IS NULL \
         WHERE p.id = ANY($2) AND NOT ",
        active!("p", "$1"),
        " UNION ALL SELECT a.task_id FROM pools JOIN task_assignments a ON a.pool_role_id = pools.id AND a.released_at IS NULL \
         WHERE NOT EXISTS (SELECT FROM ",
        holdings!("$1"),
        " h JOIN people p ON p.id = h.person_id AND ",
        active!("p", "$1"),
        " WHERE h.role_id = pools.id AND h.person_id <> ALL(a.barred) AND coalesce(h.delegator_id <> ALL(a.barred), true)) \
         UNION ALL SELECT t.id FROM task_assignments a JOIN tasks t ON t.id = a.task_id \
         WHERE a.person_id = ANY($2) AND a.released_at IS NULL AND t.state = 'open' \
         AND (t.steps -> (t.position - 1) ->> 'approver') = 'administrators' AND (EXISTS (SELECT FROM \
           (SELECT rp.privilege FROM role_privileges rp WHERE rp.role_id = t.role_id AND t.role_change IS NULL \
            UNION ALL SELECT jsonb_array_elements_text(t.role_change #> '{definition,privileges}')) needed \
           WHERE ",
        is_administrative_privilege!("needed.privilege"),
        " AND NOT EXISTS (SELECT FROM grants g JOIN roles r ON r.id = g.role_id AND r.data_scope = 'everyone' \
             JOIN role_privileges own ON own.role_id = r.id AND own.privilege = needed.privilege \
             WHERE g.person_id = a.person_id AND g.revoked_at IS NULL)) \
         OR (t.role_change IS NOT NULL AND EXISTS (SELECT FROM ",
        holdings!("$1"),
        " h WHERE h.person_id = a.person_id AND h.role_id = t.role_id)))) found ORDER BY found.task_id LIMIT $4"
    );
    let asked = statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<BigInt>, _>(reach.people.clone())
        .bind::<Array<BigInt>, _>(reach.roles.clone())
        .bind::<BigInt, _>(limit);
    task_ids(conn, asked).await
}
