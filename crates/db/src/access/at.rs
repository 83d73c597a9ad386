//! Which roles are in force for a person at any instant, and through which of them they may do something (D): now, in
//! the past by the log of grants and delegations, in the future as if nothing changed and the job ran on time.
//!
//! `$3` is the instant asked about and `$4` the present one, in all statements here.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::sql::not_for_its_lender;
use crate::statement::statement;
use crate::{Connection, Result};

/// A role in force, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Holding {
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// `by_hand`, `request`, `autoprovisioned`, or `delegated`.
    #[diesel(sql_type = Text)]
    pub source: String,
    /// Username of who lent it.
    #[diesel(sql_type = Nullable<Text>)]
    pub delegator: Option<String>,
    /// `own`, `reports`, `department` or `everyone`: the delegator's, where there is one (R14).
    #[diesel(sql_type = Text)]
    pub data_scope: String,
}

/// Whether the person `$p` is active at the instant asked about; until when somebody was disabled before is not known.
macro_rules! active_at {
    ($p:literal) => {
        concat!(
            "((",
            $p,
            ".disabled_at IS NULL OR $3 < ",
            $p,
            ".disabled_at) AND (",
            $p,
            ".active_from IS NULL OR ",
            $p,
            ".active_from <= $3) AND (",
            $p,
            ".active_until IS NULL OR $3 < ",
            $p,
            ".active_until))"
        )
    };
}

/// A request of the delegation `d` that is still to be processed, and due by the instant asked about (R9).
macro_rules! due {
    ($kind:literal) => {
        concat!(
            "EXISTS (SELECT FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = '",
            $kind,
            "' AND q.state IN ('pending', 'in_progress', 'failed') AND q.due_at <= $3)"
        )
    };
}

/// What the person `$1` holds at the instant asked about, as (role_id, delegator_id, source).
macro_rules! held {
    () => {
        concat!(
            "held AS MATERIALIZED (SELECT g.role_id, NULL::bigint AS delegator_id, g.source FROM grants g JOIN people p \
               ON p.id = g.person_id AND ", active_at!("p"), " WHERE g.person_id = $1 AND g.granted_at <= $3 \
               AND (g.revoked_at IS NULL OR $3 < g.revoked_at) \
             UNION SELECT d.role_id, d.delegator_id, 'delegated' FROM role_delegations d JOIN people p ON p.id = d.proxy_id AND ",
            active_at!("p"), " JOIN people o ON o.id = d.delegator_id AND ", active_at!("o"), " WHERE d.proxy_id = $1 \
               AND (d.begun_at <= $3 OR d.begun_at IS NULL AND d.cancelled_at IS NULL AND $4 < $3 AND ", due!("begin"), ") \
               AND (d.ended_at IS NULL OR $3 < d.ended_at) AND (d.not_after IS NULL OR $3 < d.not_after) \
               AND NOT ($4 < $3 AND ", due!("end"), "))"
        )
    };
}

const ROLES: &str = concat!(
    "WITH ",
    held!(),
    " SELECT r.code AS role, h.source, o.username AS delegator, r.data_scope FROM held h \
     JOIN roles r ON r.id = h.role_id LEFT JOIN people o ON o.id = h.delegator_id WHERE $2::bigint IS NULL \
     ORDER BY r.code, h.source, o.username"
);

const THROUGH: &str = concat!(
    "WITH RECURSIVE ",
    held!(),
    ", up (id, manager_id) AS (SELECT id, manager_id FROM people WHERE id = $2 UNION \
       SELECT p.id, p.manager_id FROM up JOIN people p ON p.id = up.manager_id) \
     SELECT r.code AS role, h.source, o.username AS delegator, r.data_scope FROM held h JOIN roles r ON r.id = h.role_id \
     JOIN role_privileges rp ON rp.role_id = h.role_id AND rp.privilege = $5 LEFT JOIN people o ON o.id = h.delegator_id \
     WHERE ",
    not_for_its_lender!("h", "$5", "$2"),
    " AND CASE r.data_scope WHEN 'everyone' THEN true WHEN 'own' THEN $2 = coalesce(h.delegator_id, $1) \
       WHEN 'reports' THEN EXISTS (SELECT FROM up WHERE up.manager_id = coalesce(h.delegator_id, $1)) \
       ELSE (SELECT department FROM people WHERE id = $2) = (SELECT department FROM people WHERE id = coalesce(h.delegator_id, $1)) END \
     ORDER BY r.code, h.source, o.username"
);

/// The roles that a person holds at an instant: by each grant and each delegation.
///
/// # Errors
/// When the database fails.
pub async fn roles(
    conn: &mut Connection,
    person: PersonId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    Ok(statement(ROLES)
        .bind::<BigInt, _>(person.0)
        .bind::<Nullable<BigInt>, _>(None::<i64>)
        .bind::<Timestamptz, _>(at)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?)
}

/// Through which roles a person has a privilege on another's record at an instant; none: they may not. Hierarchy and
/// what roles give are today's. Costs the depth of the hierarchy and what the person holds.
///
/// # Errors
/// When the database fails.
pub async fn through(
    conn: &mut Connection,
    person: PersonId,
    privilege: &'static str,
    target: PersonId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    Ok(statement(THROUGH)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(target.0)
        .bind::<Timestamptz, _>(at)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(privilege)
        .load(conn)
        .await?)
}
