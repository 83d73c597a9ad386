//! A generated organisation's role delegations, their requests, and absences: rows as the use cases and the job would have
//! left them where no directory is configured, but without audit entries.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::role_request::RequestState;

use super::generated::trust;
use crate::prepared::Prepare;
use crate::schema::role_requests;
use crate::sql_types::IntoLiteral;
use crate::statement::Statement;
use crate::{Connection, Result};

/// What the delegations and absences follow from.
#[derive(Debug, Clone, Copy)]
pub struct Lending {
    /// The first person; the managers come first, the others follow without a gap.
    pub first_person: PersonId,
    /// How many managers there are: each of them lends.
    pub managers: i64,
    /// How many people there are.
    pub people: i64,
    /// What they lend.
    pub role: RoleId,
    /// Days are counted from here.
    pub now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "demo/lending/insert_delegations.sql")]
struct InsertDelegations {
    first_person: i64,
    managers: i64,
    people: i64,
    role: RoleId,
    now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "demo/lending/insert_requests.sql")]
struct InsertRequests {
    now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "demo/lending/insert_absences.sql")]
struct InsertAbsences {
    first_person: i64,
    people: i64,
    now: DateTime<Utc>,
}

/// What the import granted: a run without a directory has seen it.
async fn suppress(conn: &mut Connection) -> Result<()> {
    diesel::update(role_requests::table)
        .filter(role_requests::state.eq(RequestState::Pending.literal()))
        .filter(role_requests::applied_at.is_not_null())
        .set((
            role_requests::state.eq(RequestState::Suppressed.literal()),
            role_requests::finished_at.eq(role_requests::applied_at),
        ))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes them, in a transaction of the caller's; answers how many delegations there are.
///
/// # Errors
/// When the database fails.
pub async fn insert_lending(conn: &mut Connection, lending: &Lending) -> Result<usize> {
    trust(conn).await?;
    let &Lending {
        first_person: PersonId(first_person),
        managers,
        people,
        role,
        now,
    } = lending;
    let delegations = InsertDelegations {
        first_person,
        managers,
        people,
        role,
        now,
    };
    let inserted = delegations.run(conn).await?;
    suppress(conn).await?;
    InsertRequests { now }.run(conn).await?;
    let absences = InsertAbsences {
        first_person,
        people,
        now,
    };
    absences.run(conn).await?;
    Ok(inserted)
}
