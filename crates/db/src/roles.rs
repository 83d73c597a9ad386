//! Roles, grants, and which roles a person may ask for (R20).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use diesel_async::RunQueryDsl;
use domain::access::HoldingSource;
use domain::ids::{PersonId, RoleId, TaskId};

use crate::functions::bool_or;
use crate::schema::{grants, role_privileges, roles};
use crate::sql_types::{IntoBind, IntoLiteral, PersonKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A role as it is shown and named.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = roles)]
pub struct Role {
    id: RoleId,
    /// For ever.
    pub code: String,
    /// As shown.
    pub name: String,
}

impl Role {
    /// Which role.
    pub fn id(&self) -> RoleId {
        self.id
    }
}

/// All roles by name.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Connection) -> Result<Vec<Role>> {
    let query = roles::table.order((roles::name, roles::id));
    Ok(query.select(Role::as_select()).load(conn).await?)
}

/// A role by its code.
///
/// # Errors
/// When the database fails.
pub async fn by_code(conn: &mut Connection, code: &str) -> Result<Option<Role>> {
    if !crate::people::is_text(code) {
        return Ok(None);
    }
    let query = roles::table.filter(roles::code.eq(code));
    Ok(query
        .select(Role::as_select())
        .get_result(conn)
        .await
        .optional()?)
}

/// Codes of the privileges that a role gives.
///
/// # Errors
/// When the database fails.
pub async fn privileges(conn: &mut Connection, role: RoleId) -> Result<Vec<String>> {
    Ok(role_privileges::table
        .filter(role_privileges::role_id.eq(role.bind()))
        .order(role_privileges::privilege)
        .select(role_privileges::privilege)
        .load(conn)
        .await?)
}

/// Names of roles by id.
///
/// # Errors
/// When the database fails.
pub async fn names(conn: &mut Connection, ids: &[RoleId]) -> Result<Vec<Role>> {
    let query = roles::table.filter(roles::id.eq_any(ids.iter().map(|id| id.bind())));
    Ok(query.select(Role::as_select()).load(conn).await?)
}

/// A role that is offered in a request, and for whom (R20).
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Offered {
    /// The role's code.
    pub code: String,
    /// The role's name.
    pub name: String,
    /// The person may ask for it for themselves.
    pub for_self: bool,
    /// The person may ask for it for a report.
    pub for_reports: bool,
}

/// The roles that provisioning rules let a person ask for, for themselves or for a report (T15, R20).
///
/// # Errors
/// When the database fails.
pub async fn offered(conn: &mut Connection, person: PersonId) -> Result<Vec<Offered>> {
    use crate::schema::provisioning_rules_of_people as rules;
    use crate::schema::role_provisioning_rule_roles as given;
    Ok(given::table
        .inner_join(rules::table.on(rules::rule_id.eq(given::rule_id)))
        .inner_join(roles::table)
        .filter(rules::person_id.eq(person.bind()))
        .filter(given::self_requestable.or(given::requestable))
        .group_by((roles::code, roles::name))
        .order(roles::name)
        .select((
            roles::code,
            roles::name,
            bool_or(given::self_requestable),
            bool_or(given::requestable),
        ))
        .load(conn)
        .await?)
}

#[derive(QueryableByName, Columns)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

#[derive(Statement)]
#[statement(file = "roles/reports_to.sql", row = Found)]
struct ReportsTo {
    person: PersonId,
    manager: PersonId,
}

/// Whether `person` reports to `manager`, directly or through others. Costs the depth of the hierarchy.
///
/// # Errors
/// When the database fails.
pub async fn reports_to(conn: &mut Connection, person: PersonId, manager: PersonId) -> Result<bool> {
    Ok(ReportsTo { person, manager }.one_row(conn).await?.found)
}

/// Whether a person holds a role by grant.
///
/// # Errors
/// When the database fails.
pub async fn is_granted(conn: &mut Connection, person: PersonId, role: RoleId) -> Result<bool> {
    let held = grants::table
        .filter(grants::person_id.eq(person.bind()))
        .filter(grants::role_id.eq(role.bind()))
        .filter(grants::revoked_at.is_null());
    Ok(select(exists(held)).get_result(conn).await?)
}

/// Grants a role because a request was approved; nothing when a request granted it before (T13).
///
/// # Errors
/// When the database fails.
pub async fn grant_by_request(
    tx: &mut Transaction,
    person: PersonId,
    role: RoleId,
    task: TaskId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let granted = diesel::insert_into(grants::table)
        .values((
            grants::person_id.eq(person.bind()),
            grants::role_id.eq(role.bind()),
            grants::source.eq(HoldingSource::Request.literal()),
            grants::task_id.eq(task.bind()),
            grants::granted_by.eq(by.bind()),
            grants::granted_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx)
        .await?;
    Ok(granted == 1)
}

/// A holder of a role, and the delegator they hold it from, if not in their own right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName, Columns)]
pub struct Holder {
    #[diesel(sql_type = PersonKey)]
    person_id: PersonId,
    #[diesel(sql_type = Nullable<PersonKey>)]
    delegator_id: Option<PersonId>,
}

impl Holder {
    /// Who holds it.
    pub fn person(&self) -> PersonId {
        self.person_id
    }

    /// From whom, as a proxy.
    pub fn delegator(&self) -> Option<PersonId> {
        self.delegator_id
    }
}

#[derive(Statement)]
#[statement(file = "roles/eligible_holders.sql", row = Holder)]
struct EligibleHolders<'a> {
    role: RoleId,
    barred: &'a [PersonId],
    now: DateTime<Utc>,
    limit: i64,
}

/// Active holders of a role who may decide: neither they nor the delegator they hold it from is barred (T11).
///
/// # Errors
/// When the database fails.
pub async fn eligible_holders(
    conn: &mut Connection,
    role: RoleId,
    barred: &[PersonId],
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Holder>> {
    let eligible = EligibleHolders {
        role,
        barred,
        now,
        limit,
    };
    eligible.rows(conn).await
}
