//! Roles, what may be asked for, and first passwords.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::RoleId;
use domain::privilege::{DataScope, Privilege};

use crate::Result;
use crate::prepared::Prepare;
use crate::schema::{people, role_privileges, roles};
use crate::sql_types::IntoBind;
use crate::statement::Statement;
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

/// Adds a role.
///
/// # Errors
/// `roles_code_key` when the code is taken, or when the database fails.
pub async fn insert_role(tx: &mut Transaction, role: NewRole) -> Result<RoleId> {
    let id: RoleId = diesel::insert_into(roles::table)
        .values((
            roles::code.eq(role.code),
            roles::name.eq(role.name),
            roles::data_scope.eq(role.data_scope.bind()),
            roles::delegation_allowed.eq(role.delegation_allowed),
        ))
        .returning(roles::id)
        .get_result(tx)
        .await?;
    let privileges = role.privileges.into_iter().map(|privilege| {
        (
            role_privileges::role_id.eq(id.bind()),
            role_privileges::privilege.eq(privilege.bind()),
        )
    });
    diesel::insert_into(role_privileges::table)
        .values(privileges.collect::<Vec<_>>())
        .execute(tx)
        .await?;
    Ok(id)
}

/// A role that a provisioning rule names (R20), with the rule's conditions.
#[derive(Debug, Clone, Statement)]
#[statement(file = "demo/insert_provisioning_rule.sql")]
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
    offer.run(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "demo/set_passwords.sql")]
struct SetPasswords {
    usernames: Vec<String>,
    hashes: Vec<String>,
    now: DateTime<Utc>,
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
    let passwords = SetPasswords {
        usernames,
        hashes,
        now,
    };
    passwords.run(tx).await?;
    Ok(())
}

/// Gives everybody the same password hash.
///
/// # Errors
/// When the database fails.
pub async fn share_password(tx: &mut Transaction, hash: &str) -> Result<()> {
    diesel::update(people::table)
        .set(people::password_hash.eq(hash))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}
