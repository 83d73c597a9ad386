//! Autoprovisioning roles (R20): who would gain and lose what, and giving and taking it, each in one statement over everybody.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Parameters, Statement};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;
use domain::access::HoldingSource;
use domain::ids::{PersonId, RoleId};

use crate::schema::grants;
use crate::sql_types::{IntoBind, IntoLiteral, RoleKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// What autoprovisioning would change for one role.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Columns)]
pub struct Change {
    #[diesel(sql_type = RoleKey)]
    role_id: RoleId,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// How many hold it by a rule now.
    #[diesel(sql_type = BigInt)]
    pub held: i64,
    /// How many would gain it.
    #[diesel(sql_type = BigInt)]
    pub gained: i64,
    /// How many would not have it by a rule any more.
    #[diesel(sql_type = BigInt)]
    pub lost: i64,
    /// How many of those keep it by another grant or by a delegation.
    #[diesel(sql_type = BigInt)]
    pub kept: i64,
    /// The first of those who would gain it, by name.
    #[diesel(sql_type = Array<Text>)]
    pub gainers: Vec<String>,
    /// The first of those who would hold it no longer, by name.
    #[diesel(sql_type = Array<Text>)]
    pub losers: Vec<String>,
}

impl Change {
    /// Which role.
    pub fn role_id(&self) -> RoleId {
        self.role_id
    }
}

#[derive(Statement)]
#[statement(file = "provisioning/foresee.sql", row = Change)]
struct Foresee<'a> {
    roles: &'a [RoleId],
    now: DateTime<Utc>,
}

/// What autoprovisioning these roles would change at `now`, by role; nothing is changed.
///
/// # Errors
/// When the database fails.
pub async fn foresee(conn: &mut Connection, roles: &[RoleId], now: DateTime<Utc>) -> Result<Vec<Change>> {
    Foresee { roles, now }.rows(conn).await
}

/// Who acts, for grants and audit entries (G4): as statements take it, in this order.
#[derive(Debug, Clone, Parameters)]
pub struct Author {
    /// The person; none: a job.
    pub person: Option<PersonId>,
    /// The page or job.
    pub through: String,
    /// As in the log lines of the request.
    pub request_id: Option<String>,
    /// In whose place, by a role that was lent.
    pub on_behalf_of: Option<PersonId>,
    /// By which delegation of it (R23).
    pub delegation: Option<i64>,
    /// What the client, or a proxy before us, calls the request.
    pub client_request_id: Option<String>,
}

/// How many grants were given and taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Given.
    pub gained: usize,
    /// Taken.
    pub lost: usize,
}

#[derive(Statement)]
#[statement(file = "provisioning/give.sql")]
struct Give<'a> {
    roles: &'a [RoleId],
    now: DateTime<Utc>,
    #[statement(embed)]
    author: &'a Author,
}

#[derive(Statement)]
#[statement(file = "provisioning/take.sql")]
struct Take<'a> {
    roles: &'a [RoleId],
    now: DateTime<Utc>,
    #[statement(embed)]
    author: &'a Author,
}

/// Gives these roles to everybody whom a rule gives them, and takes them from everybody else who had them by a rule, each
/// with its audit entry (R20, G3).
///
/// # Errors
/// When the database fails.
pub async fn apply(
    tx: &mut Transaction,
    roles: &[RoleId],
    author: &Author,
    now: DateTime<Utc>,
) -> Result<Applied> {
    let gained = Give { roles, now, author }.run(tx).await?;
    let lost = Take { roles, now, author }.run(tx).await?;
    Ok(Applied { gained, lost })
}

/// The roles that a person has by a rule.
///
/// # Errors
/// When the database fails.
pub async fn own(conn: &mut Connection, person: PersonId) -> Result<Vec<RoleId>> {
    Ok(grants::table
        .filter(grants::person_id.eq(person.bind()))
        .filter(grants::source.eq(HoldingSource::Autoprovisioned.literal()))
        .filter(grants::revoked_at.is_null())
        .order(grants::role_id)
        .select(grants::role_id)
        .load(conn)
        .await?)
}
