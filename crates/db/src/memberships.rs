//! Who is to be a member of a role's group in the directory (R13): whoever holds the role by any source, and is active.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Nullable, Text};
use domain::ids::{PersonId, RoleId};

use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::{Connection, Result};

/// Somebody who holds a role.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Holder {
    #[diesel(sql_type = PersonKey)]
    id: PersonId,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// Whether they are active; nobody else holds anything in force.
    #[diesel(sql_type = Bool)]
    pub is_active: bool,
}

impl Holder {
    /// Who it is; the next batch begins after them.
    pub fn id(&self) -> PersonId {
        self.id
    }
}

#[derive(Statement)]
#[statement(file = "memberships/holders.sql", row = Holder)]
struct Holders {
    role: RoleId,
    after: Option<PersonId>,
    now: DateTime<Utc>,
    limit: i64,
}

/// Up to `limit` people after the given one who hold a role, each once, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn holders(
    conn: &mut Connection,
    role: RoleId,
    after: Option<PersonId>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Holder>> {
    let holders = Holders {
        role,
        after,
        now,
        limit,
    };
    holders.rows(conn).await
}

/// A person and a role, and whether the one is to be a member of the other's group.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Standing {
    /// The person; none where Locum has nobody of that username.
    #[diesel(sql_type = Nullable<PersonKey>)]
    person_id: Option<PersonId>,
    /// Whether they hold the role now.
    #[diesel(sql_type = Bool)]
    pub is_member: bool,
}

impl Standing {
    /// Who it is, where Locum knows them.
    pub fn person(&self) -> Option<PersonId> {
        self.person_id
    }
}

#[derive(Statement)]
#[statement(file = "memberships/standings.sql", row = Standing)]
struct Standings {
    usernames: Vec<String>,
    roles: Vec<String>,
    now: DateTime<Utc>,
}

/// How each of these pairs of username and role code stands now, in their order.
///
/// # Errors
/// When the database fails.
pub async fn standings(
    conn: &mut Connection,
    pairs: &[(&str, &str)],
    now: DateTime<Utc>,
) -> Result<Vec<Standing>> {
    // Postgres keeps no NUL in a text; nobody has one in their name.
    let text = |text: &str| text.replace('\0', "\u{fffd}");
    let (usernames, roles) = pairs
        .iter()
        .map(|(username, role)| (text(username), text(role)))
        .unzip();
    Standings {
        usernames,
        roles,
        now,
    }
    .rows(conn)
    .await
}
