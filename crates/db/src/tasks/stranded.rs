//! Open tasks that a change of what some people hold, or of their accounts, can take from whoever is asked (T7, T12, R22).

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};

use super::assignments::Found;
use crate::schema::{grants, role_delegations};
use crate::sql_types::IntoBind;
use crate::statement::Statement;
use crate::{Connection, Result};

/// What of it there is to look at: tasks that wait for these people, and for the pools of these roles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    people: Vec<PersonId>,
    roles: Vec<RoleId>,
}

/// Role delegations that have begun and have not ended.
#[auto_type]
fn has_begun() -> _ {
    role_delegations::begun_at
        .is_not_null()
        .and(role_delegations::ended_at.is_null())
}

impl Reach {
    /// Of these people: the roles that they hold now, have delegated, or have by somebody's delegation. Read before the change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(conn: &mut Connection, people: &[PersonId]) -> Result<Self> {
        let mut people = people.to_vec();
        people.sort_unstable();
        people.dedup();
        let them = || people.iter().map(|person| person.bind());
        let held = grants::table
            .filter(grants::person_id.eq_any(them()))
            .filter(grants::revoked_at.is_null())
            .select(grants::role_id);
        let delegated = role_delegations::table
            .filter(role_delegations::delegator_id.eq_any(them()).and(has_begun()))
            .select(role_delegations::role_id);
        let lent = role_delegations::table
            .filter(role_delegations::proxy_id.eq_any(them()).and(has_begun()))
            .select(role_delegations::role_id);
        let roles = held.union(delegated).union(lent).load(conn).await?;
        Ok(Self { people, roles })
    }
}

#[derive(Statement)]
#[statement(file = "tasks/within_reach.sql", row = Found)]
struct Within<'a> {
    now: DateTime<Utc>,
    people: &'a [PersonId],
    roles: &'a [RoleId],
    limit: i64,
}

/// Those open tasks of them that wait on nobody who may decide, in the order of their ids: assigned to somebody inactive, to a second
/// person who could no longer do what they are asked to approve, or to a pool none of whose members may decide (small pools only: more
/// holders than a step can bar leave somebody eligible). Ordered before it is cut, so that what a change adds is the difference of
/// two answers.
///
/// # Errors
/// When the database fails.
pub async fn within(
    conn: &mut Connection,
    reach: &Reach,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<TaskId>> {
    let Reach { people, roles } = reach;
    let within = Within {
        now,
        people,
        roles,
        limit,
    };
    let found = within.rows(conn).await?;
    Ok(found.into_iter().map(Found::into_task).collect())
}
