//! What R22 has to know: what somebody holds in their own right, who could add an administrative role, who holds a role,
//! and whether a super administrator remains.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::{count, exists, select};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::PolicyKind;
use domain::privilege::{BuiltinRole, DataScope, Privilege};
use domain::task::TaskState;

use crate::people::predicates::is_active;
use crate::schema::{
    administrative_roles, grants, people, role_privileges, role_provisioning_rule_roles,
    role_provisioning_rules, roles, tasks,
};
use crate::sql_types::{IntoBind, IntoLiteral, PersonKey, TaskKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The privileges that an active person holds over everyone in their own right: by grant, not by delegation. One that a newer Locum
/// knew is left out.
///
/// # Errors
/// When the database fails.
pub async fn own_everywhere(
    conn: &mut Connection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<BTreeSet<Privilege>> {
    let codes: Vec<String> = grants::table
        .inner_join(people::table.on(people::id.eq(grants::person_id)))
        .inner_join(roles::table.inner_join(role_privileges::table))
        .filter(grants::person_id.eq(person.bind()))
        .filter(grants::revoked_at.is_null())
        .filter(is_active(now))
        .filter(roles::data_scope.eq(DataScope::Everyone.literal()))
        .select(role_privileges::privilege)
        .distinct()
        .load(conn)
        .await?;
    Ok(codes
        .iter()
        .filter_map(|code| Privilege::from_code(code))
        .collect())
}

/// Who could add a role with these administrative privileges (R22 (2)), and who not.
#[derive(Debug, Clone)]
pub struct Able<'a> {
    /// All of them are held over everyone, in one's own right.
    pub privileges: &'a [Privilege],
    /// These people do not count.
    pub but: &'a [PersonId],
    /// Nor do those who hold this role, in whatever way: its definition is to change (R22 (6)).
    pub but_holders: Option<RoleId>,
}

#[derive(QueryableByName, Columns)]
struct AbleRow {
    #[diesel(sql_type = PersonKey)]
    id: PersonId,
}

#[derive(Statement)]
#[statement(file = "rights/able_to_add.sql", row = AbleRow)]
struct AbleToAdd<'a> {
    privileges: Vec<Privilege>,
    now: DateTime<Utc>,
    but: &'a [PersonId],
    but_holders: Option<RoleId>,
    limit: i64,
}

/// Active people who could add such a role, at most `limit`. Reads who holds administrative roles, and nobody else.
///
/// # Errors
/// When the database fails.
pub async fn able_to_add(
    conn: &mut Connection,
    able: &Able<'_>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<PersonId>> {
    let privileges: BTreeSet<Privilege> = able.privileges.iter().copied().collect();
    let asked = AbleToAdd {
        privileges: privileges.into_iter().collect(),
        now,
        but: able.but,
        but_holders: able.but_holders,
        limit,
    };
    let rows = asked.rows(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

#[derive(QueryableByName, Columns)]
struct HoldersRow {
    #[diesel(sql_type = Bool)]
    by_person: bool,
    #[diesel(sql_type = Bool)]
    by_anybody: bool,
}

#[derive(Statement)]
#[statement(file = "rights/holders.sql", row = HoldersRow)]
struct Holders {
    person: PersonId,
    role: RoleId,
    now: DateTime<Utc>,
}

/// Whether a person holds a role, by grant or delegation, and whether anybody holds it or is to. The role's row is locked
/// first: what is granted at the same moment is seen.
///
/// # Errors
/// When the database fails.
pub async fn holders(
    tx: &mut Transaction,
    person: PersonId,
    role: RoleId,
    now: DateTime<Utc>,
) -> Result<(bool, bool)> {
    let row = roles::table.find(role.bind()).select(roles::id);
    row.for_update().execute(tx).await?;
    let found = Holders { person, role, now }.one_row(tx).await?;
    Ok((found.by_person, found.by_anybody))
}

/// Who is a super administrator in their own right, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Administrators {
    /// They are active.
    pub active: i64,
    /// They have no termination date either.
    pub lasting: i64,
    /// They can sign in, too.
    pub signing_in: i64,
}

/// Counts the super administrators. Their role's row is locked first, so that the last two cannot go at the same moment.
///
/// # Errors
/// When the database fails.
pub async fn administrators(tx: &mut Transaction, now: DateTime<Utc>) -> Result<Administrators> {
    let role = roles::table.filter(roles::code.eq(BuiltinRole::SuperAdministrator.code()));
    role.select(roles::id).for_no_key_update().execute(tx).await?;
    let held = grants::table
        .inner_join(roles::table)
        .filter(roles::code.eq(BuiltinRole::SuperAdministrator.code()))
        .filter(grants::revoked_at.is_null())
        .select(grants::person_id);
    let is_lasting = people::active_until.is_null();
    let is_signing_in = is_lasting.and(people::password_hash.is_not_null());
    Ok(people::table
        .filter(is_active(now))
        .filter(people::id.eq_any(held))
        .select((
            count(people::id),
            count(people::id).aggregate_filter(is_lasting),
            count(people::id).aggregate_filter(is_signing_in),
        ))
        .get_result(tx)
        .await?)
}

#[derive(Statement)]
#[statement(file = "rights/check_administrators.sql")]
struct CheckAdministrators {}

/// Whether the database would refuse to commit, because no super administrator would remain (R22 (5)). The transaction is
/// of no use after that.
///
/// # Errors
/// When the database fails.
pub async fn administrator_remains(conn: &mut Connection) -> Result<bool> {
    match (CheckAdministrators {}).run(conn).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_constraint("super_administrator_remains") => Ok(false),
        Err(error) => Err(error),
    }
}

#[derive(QueryableByName, Columns)]
struct Waiting {
    #[diesel(sql_type = TaskKey)]
    task_id: TaskId,
}

#[derive(Statement)]
#[statement(file = "rights/waiting_for_the_unable.sql", row = Waiting)]
struct WaitingForTheUnable {
    now: DateTime<Utc>,
    limit: i64,
}

/// Open tasks that wait on a second person who could no longer do what they are asked to approve (R22 (2), (6)): they lost
/// a privilege that it takes, or hold by now the role whose definition is to change. Reads the few open tasks of that kind.
///
/// # Errors
/// When the database fails.
pub async fn waiting_for_the_unable(
    conn: &mut Connection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<TaskId>> {
    let tasks = WaitingForTheUnable { now, limit }.rows(conn).await?;
    Ok(tasks.into_iter().map(|row| row.task_id).collect())
}

/// The open request of a role for a person, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn open_request(conn: &mut Connection, person: PersonId, role: RoleId) -> Result<Option<TaskId>> {
    let request = tasks::table
        .filter(tasks::subject_id.eq(person.bind()))
        .filter(tasks::role_id.eq(role.bind()))
        .filter(tasks::kind.eq(PolicyKind::Request.literal()))
        .filter(tasks::state.eq(TaskState::Open.literal()))
        .order(tasks::created_at)
        .select(tasks::id);
    Ok(request.first(conn).await.optional()?)
}

/// Whether a role is administrative (R22).
///
/// # Errors
/// When the database fails.
pub async fn is_administrative(conn: &mut Connection, role: RoleId) -> Result<bool> {
    let privileges = administrative_roles::table.filter(administrative_roles::role_id.eq(role.bind()));
    Ok(select(exists(privileges)).get_result(conn).await?)
}

/// Name of a provisioning rule that gives a role to whoever matches, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn rule_giving(conn: &mut Connection, code: &str) -> Result<Option<String>> {
    let rule = role_provisioning_rule_roles::table
        .inner_join(role_provisioning_rules::table)
        .inner_join(roles::table)
        .filter(roles::code.eq(code))
        .filter(role_provisioning_rule_roles::autoprovision)
        .order(role_provisioning_rules::name)
        .select(role_provisioning_rules::name);
    Ok(rule.first(conn).await.optional()?)
}
