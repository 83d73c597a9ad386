//! Which roles are in force for a person at any instant, and through which of them they may do something (D): now, in
//! the past by the log of grants and delegations, in the future as if nothing changed and the job ran on time.
//!
//! At the present instant, which is what nearly everybody asks about, no history is read: a
//! statement of its own costs less than half.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::access::HoldingSource;
use domain::ids::PersonId;
use domain::privilege::DataScope;

use crate::sql_types::{DataScopeCode, HoldingSourceCode, PersonKey};
use crate::statement::Statement;
use crate::{Connection, Result};

/// A role in force, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Columns)]
pub struct Holding {
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// Where it comes from.
    #[diesel(sql_type = HoldingSourceCode)]
    pub source: HoldingSource,
    #[diesel(sql_type = Nullable<PersonKey>)]
    delegator_id: Option<PersonId>,
    /// The delegation, where there is one.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub delegation_id: Option<i64>,
    /// Username of who lent it.
    #[diesel(sql_type = Nullable<Text>)]
    pub delegator: Option<String>,
    /// On whose records it works: the delegator's, where there is one (R14).
    #[diesel(sql_type = DataScopeCode)]
    pub data_scope: DataScope,
}

#[derive(Statement)]
#[statement(file = "access/roles.sql", row = Holding)]
struct Roles {
    person: PersonId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "access/roles_now.sql", row = Holding)]
struct RolesNow {
    person: PersonId,
    now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "access/through.sql", row = Holding)]
struct Through {
    person: PersonId,
    target: PersonId,
    at: DateTime<Utc>,
    privilege: &'static str,
    now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "access/through_now.sql", row = Holding)]
struct ThroughNow {
    person: PersonId,
    target: PersonId,
    now: DateTime<Utc>,
    privilege: &'static str,
}

#[derive(Statement)]
#[statement(file = "access/everywhere.sql", row = Holding)]
struct Everywhere {
    person: PersonId,
    now: DateTime<Utc>,
    privilege: &'static str,
}

impl Holding {
    /// Who lent it.
    pub fn delegator_id(&self) -> Option<PersonId> {
        self.delegator_id
    }
}

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
    if at == now {
        return RolesNow { person, now }.rows(conn).await;
    }
    Roles { person, at, now }.rows(conn).await
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
    if at == now {
        let through = ThroughNow {
            person,
            target,
            now,
            privilege,
        };
        return through.rows(conn).await;
    }
    let through = Through {
        person,
        target,
        at,
        privilege,
        now,
    };
    through.rows(conn).await
}

/// Through which roles a person has a privilege over everyone now; none: what is nobody's record, such as a policy, is not
/// theirs to change.
///
/// # Errors
/// When the database fails.
pub async fn everywhere(
    conn: &mut Connection,
    person: PersonId,
    privilege: &'static str,
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    let everywhere = Everywhere {
        person,
        now,
        privilege,
    };
    everywhere.rows(conn).await
}
