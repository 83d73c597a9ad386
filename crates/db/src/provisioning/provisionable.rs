//! What keeps administrative roles from being provisionable (R20): which roles are administrative, and which rules mark a role.
//! A rule that marks roles locks them first, and a change of a role locks it too, so that neither misses the other.

use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::RunQueryDsl;
use domain::ids::RoleId;

use crate::glued::statement;
use crate::sql::is_administrative;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A role that a rule may name.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Choosable {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// What is posted.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// It has an administrative privilege: no rule makes it provisionable.
    #[diesel(sql_type = Bool)]
    pub is_administrative: bool,
}

impl Choosable {
    /// Which role.
    pub fn id(&self) -> RoleId {
        RoleId(self.id)
    }
}

/// Every role by name.
///
/// # Errors
/// When the database fails.
pub async fn choosable(conn: &mut Connection) -> Result<Vec<Choosable>> {
    const SQL: &str = concat!(
        "SELECT ro.id, ro.code, ro.name, ",
        is_administrative!("ro.id"),
        " AS is_administrative FROM roles ro ORDER BY ro.name, ro.id"
    );
    Ok(statement(SQL).load(conn).await?)
}

/// Keeps the definitions of the roles with these codes as they are until the transaction ends; a change of one that is under way
/// is waited for. Read what they are afterwards.
///
/// # Errors
/// When the database fails.
pub async fn keep_definitions(tx: &mut Transaction, codes: Vec<String>) -> Result<()> {
    statement("SELECT id FROM roles WHERE code = ANY($1) ORDER BY id FOR SHARE")
        .bind::<Array<Text>, _>(codes)
        .execute(tx)
        .await?;
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct RuleName {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Names of the rules that mark a role provisionable, by name.
///
/// # Errors
/// When the database fails.
pub async fn rules_marking(conn: &mut Connection, role: RoleId) -> Result<Vec<String>> {
    const SQL: &str = "SELECT r.name FROM role_provisioning_rule_roles rr JOIN role_provisioning_rules r ON r.id = rr.rule_id \
        WHERE rr.role_id = $1 AND rr.provisionable ORDER BY r.name";
    let found: Vec<RuleName> = statement(SQL).bind::<BigInt, _>(role.0).load(conn).await?;
    Ok(found.into_iter().map(|rule| rule.name).collect())
}
