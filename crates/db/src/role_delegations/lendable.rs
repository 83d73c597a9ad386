//! How the roles stand to a person who wants to lend them (R2, R3).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use domain::ids::{PersonId, RoleId};
use domain::privilege::BuiltinRole;
use domain::role_delegation::Lending;
use serde::Deserialize;

use crate::sql_types::RoleKey;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A role, and how it stands to a person.
#[derive(Debug, Clone, Deserialize, QueryableByName, Columns)]
pub struct Lendable {
    #[diesel(sql_type = RoleKey)]
    id: RoleId,
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
        self.id
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

/// How many rules and grants are kept.
#[derive(QueryableByName, Columns)]
struct Kept {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "what counts is that they are kept")]
    kept: i64,
}

#[derive(Statement)]
#[statement(file = "role_delegations/keep_right.sql", row = Kept)]
struct KeepRight<'a> {
    person: PersonId,
    role: &'a str,
}

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
    KeepRight { person, role }.one_row(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "role_delegations/lendable.sql", row = Lendable)]
struct LendableRoles {
    person: PersonId,
    now: DateTime<Utc>,
}

/// The roles that a person holds, has received, or may provision to others; by name.
///
/// # Errors
/// When the database fails.
pub async fn roles_of(conn: &mut Connection, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Lendable>> {
    LendableRoles { person, now }.rows(conn).await
}
