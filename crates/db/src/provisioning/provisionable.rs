//! What keeps administrative roles from being provisionable (R20): which roles are administrative, and which rules mark a role.
//! A rule that marks roles locks them first, and a change of a role locks it too, so that neither misses the other.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::RoleId;

use crate::schema::{administrative_roles, role_provisioning_rule_roles, role_provisioning_rules, roles};
use crate::sql_types::IntoBind;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A role that a rule may name.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Choosable {
    id: RoleId,
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// It has an administrative privilege: no rule makes it provisionable.
    pub is_administrative: bool,
}

impl Choosable {
    /// Which role.
    pub fn id(&self) -> RoleId {
        self.id
    }
}

/// Every role by name.
///
/// # Errors
/// When the database fails.
pub async fn choosable(conn: &mut Connection) -> Result<Vec<Choosable>> {
    let administrative = administrative_roles::table.filter(administrative_roles::role_id.eq(roles::id));
    Ok(roles::table
        .order((roles::name, roles::id))
        .select((roles::id, roles::code, roles::name, exists(administrative)))
        .load(conn)
        .await?)
}

/// Keeps the definitions of the roles with these codes as they are until the transaction ends; a change of one that is under way
/// is waited for. Read what they are afterwards.
///
/// # Errors
/// When the database fails.
pub async fn keep_definitions(tx: &mut Transaction, codes: Vec<String>) -> Result<()> {
    roles::table
        .filter(roles::code.eq_any(codes))
        .order(roles::id)
        .select(roles::id)
        .for_share()
        .execute(tx)
        .await?;
    Ok(())
}

/// Names of the rules that mark a role provisionable, by name.
///
/// # Errors
/// When the database fails.
pub async fn rules_marking(conn: &mut Connection, role: RoleId) -> Result<Vec<String>> {
    Ok(role_provisioning_rule_roles::table
        .inner_join(role_provisioning_rules::table)
        .filter(role_provisioning_rule_roles::role_id.eq(role.bind()))
        .filter(role_provisioning_rule_roles::provisionable)
        .order(role_provisioning_rules::name)
        .select(role_provisioning_rules::name)
        .load(conn)
        .await?)
}
