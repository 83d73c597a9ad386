//! Roles, what may be asked for, and first passwords.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::RoleId;
use domain::privilege::{DataScope, Privilege};

use crate::Result;
use crate::glued::statement;
use crate::transaction::Transaction;

/// A role of the organisation's own.
#[derive(Debug, Clone)]
pub struct NewRole {
    /// For ever.
    pub code: String,
    /// As shown.
    pub name: String,
    /// On whose records its privileges work.
    pub data_scope: DataScope,
    /// R3.
    pub delegation_allowed: bool,
    /// What it lets its holder do.
    pub privileges: Vec<Privilege>,
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Adds a role.
///
/// # Errors
/// `roles_code_key` when the code is taken, or when the database fails.
pub async fn insert_role(tx: &mut Transaction, role: NewRole) -> Result<RoleId> {
    const ROLE: &str =
        "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ($1, $2, $3, $4) RETURNING id";
    let row: Id = statement(ROLE)
        .bind::<Text, _>(role.code)
        .bind::<Text, _>(role.name)
        .bind::<Text, _>(role.data_scope.code())
        .bind::<Bool, _>(role.delegation_allowed)
        .get_result(tx)
        .await?;
    statement("INSERT INTO role_privileges (role_id, privilege) SELECT $1, unnest($2)")
        .bind::<BigInt, _>(row.id)
        .bind::<Array<Text>, _>(
            role.privileges
                .iter()
                .map(|privilege| privilege.code())
                .collect::<Vec<_>>(),
        )
        .execute(tx)
        .await?;
    Ok(RoleId(row.id))
}

/// A role that a provisioning rule names (R20), with the rule's conditions.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The rule's name; offers of the same name belong to one rule.
    pub rule: String,
    /// None matches every department.
    pub department: Option<String>,
    /// None matches every job.
    pub job: Option<String>,
    /// None matches every location.
    pub location: Option<String>,
    /// None matches managers and others.
    pub is_manager: Option<bool>,
    /// The role's code.
    pub role: String,
    /// A matching person may delegate it to others, without approval.
    pub provisionable: bool,
    /// A matching person may request it for their reports.
    pub requestable: bool,
    /// A matching person may request it for themselves.
    pub self_requestable: bool,
}

/// Adds a role to a provisioning rule, and the rule when it is the first.
///
/// # Errors
/// When the database fails.
pub async fn insert_provisioning_rule(tx: &mut Transaction, offer: Offer) -> Result<()> {
    const SQL: &str = "WITH rule AS (INSERT INTO role_provisioning_rules (name, department, job, location, is_manager) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id) \
        INSERT INTO role_provisioning_rule_roles (rule_id, role_id, provisionable, requestable, self_requestable) \
        SELECT rule.id, r.id, $7, $8, $9 FROM rule, roles r WHERE r.code = $6";
    statement(SQL)
        .bind::<Text, _>(offer.rule)
        .bind::<Nullable<Text>, _>(offer.department)
        .bind::<Nullable<Text>, _>(offer.job)
        .bind::<Nullable<Text>, _>(offer.location)
        .bind::<Nullable<Bool>, _>(offer.is_manager)
        .bind::<Text, _>(offer.role)
        .bind::<Bool, _>(offer.provisionable)
        .bind::<Bool, _>(offer.requestable)
        .bind::<Bool, _>(offer.self_requestable)
        .execute(tx)
        .await?;
    Ok(())
}

/// Sets many people's password hashes, each their own.
///
/// # Errors
/// When the database fails.
pub async fn set_passwords(
    tx: &mut Transaction,
    usernames: Vec<String>,
    hashes: Vec<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "UPDATE people p SET password_hash = n.hash, updated_at = $3 FROM unnest($1, $2) AS n (username, hash) \
        WHERE lower(p.username) = lower(n.username)";
    statement(SQL)
        .bind::<Array<Text>, _>(usernames)
        .bind::<Array<Text>, _>(hashes)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Gives everybody the same password hash.
///
/// # Errors
/// When the database fails.
pub async fn share_password(tx: &mut Transaction, hash: &str) -> Result<()> {
    statement("UPDATE people SET password_hash = $1")
        .bind::<Text, _>(hash.to_owned())
        .execute(tx)
        .await?;
    Ok(())
}
