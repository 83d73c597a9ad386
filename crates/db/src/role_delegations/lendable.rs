//! How the roles stand to a person who wants to lend them (R2, R3).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::privilege::BuiltinRole;
use domain::role_delegation::Lending;
use serde::Deserialize;

use crate::glued::statement;
use crate::sql::{delegation_in_force, rule_matches};
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A role, and how it stands to a person.
#[derive(Debug, Clone, Deserialize, diesel::QueryableByName)]
pub struct Lendable {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// What is posted.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bool)]
    is_granted: bool,
    #[diesel(sql_type = Bool)]
    is_autoprovisioned: bool,
    #[diesel(sql_type = Bool)]
    is_received: bool,
    #[diesel(sql_type = Bool)]
    is_provisionable: bool,
    #[diesel(sql_type = Bool)]
    is_enabled: bool,
    #[diesel(sql_type = Bool)]
    is_leaving: bool,
}

impl Lendable {
    /// Which role.
    pub fn id(&self) -> RoleId {
        RoleId(self.id)
    }

    /// What decides whether it can be lent.
    pub fn lending(&self) -> Lending {
        Lending {
            is_granted: self.is_granted,
            is_autoprovisioned: self.is_autoprovisioned,
            is_received: self.is_received,
            is_provisionable: self.is_provisionable,
            is_enabled: self.is_enabled,
            is_employee: self.code == BuiltinRole::Employee.code(),
            is_leaving: self.is_leaving,
        }
    }
}

pub(super) const ROLES: &str = concat!(
    "WITH me AS (SELECT p.id, p.department, p.job, p.location, coalesce($2 < p.active_until, false) AS is_leaving \
       FROM people p WHERE p.id = $1), provisionable AS (SELECT DISTINCT rr.role_id FROM me JOIN role_provisioning_rules r ON ",
    rule_matches!("r", "me"),
    " JOIN role_provisioning_rule_roles rr ON rr.rule_id = r.id AND rr.provisionable), \
     granted AS (SELECT role_id, bool_or(source <> 'autoprovisioned') AS own, bool_or(source = 'autoprovisioned') AS by_rule \
       FROM grants WHERE person_id = $1 AND revoked_at IS NULL GROUP BY role_id), \
     received AS (SELECT DISTINCT d.role_id FROM role_delegations d JOIN people o ON o.id = d.delegator_id \
       JOIN people x ON x.id = d.proxy_id WHERE d.proxy_id = $1 AND d.begun_at IS NOT NULL AND d.ended_at IS NULL AND ",
    delegation_in_force!("d", "o", "x", "$2"),
    ") SELECT ro.id, ro.code, ro.name, coalesce(g.own, false) AS is_granted, coalesce(g.by_rule, false) AS is_autoprovisioned, \
       re.role_id IS NOT NULL AS is_received, q.role_id IS NOT NULL AS is_provisionable, ro.delegation_allowed OR EXISTS \
       (SELECT FROM assignable_roles a WHERE a.person_id = $1 AND a.role_id = ro.id) AS is_enabled, me.is_leaving \
     FROM roles ro CROSS JOIN me LEFT JOIN granted g ON g.role_id = ro.id LEFT JOIN received re ON re.role_id = ro.id \
       LEFT JOIN provisionable q ON q.role_id = ro.id \
     WHERE g.role_id IS NOT NULL OR re.role_id IS NOT NULL OR q.role_id IS NOT NULL ORDER BY ro.name, ro.code"
);

// The rules first and then the grants, in the order in which a change of a rule takes them.
const KEEP: &str = "WITH rules AS MATERIALIZED (SELECT kr.rule_id FROM role_provisioning_rule_roles kr \
      JOIN role_provisioning_rules ku ON ku.id = kr.rule_id JOIN roles ro ON ro.id = kr.role_id \
      WHERE ro.code = $2 AND kr.provisionable ORDER BY kr.rule_id FOR SHARE OF kr, ku), \
    held AS MATERIALIZED (SELECT g.id FROM grants g JOIN roles ro ON ro.id = g.role_id \
      WHERE g.person_id = $1 AND ro.code = $2 AND g.revoked_at IS NULL ORDER BY g.id FOR SHARE OF g) \
    SELECT (SELECT count(*) FROM rules) + (SELECT count(*) FROM held) AS id";

/// Keeps what gives a person the right to lend the role with this code from being taken away until the transaction ends: whoever
/// takes it waits, and then finds what was lent meanwhile (R12). What is being taken away already is waited for.
///
/// # Errors
/// When the database fails.
pub async fn keep_right(tx: &mut Transaction, person: PersonId, role: &str) -> Result<()> {
    // No role has such a code, and the one who reads it next says so.
    if !crate::people::is_text(role) {
        return Ok(());
    }
    statement(KEEP)
        .bind::<BigInt, _>(person.0)
        .bind::<Text, _>(role.to_owned())
        .execute(tx)
        .await?;
    Ok(())
}

/// The roles that a person holds, has received, or may provision to others; by name.
///
/// # Errors
/// When the database fails.
pub async fn roles_of(conn: &mut Connection, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Lendable>> {
    let query = statement(ROLES)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now);
    Ok(query.load(conn).await?)
}
