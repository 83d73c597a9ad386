//! Roles as they are defined: privileges, data scope, *Delegation allowed* (R3), and the policies they name (T10).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::deserialize::FromSql;
use diesel::dsl::{self, array, auto_type, exists, not};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Record, Text};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, PolicyId, RoleId};
use domain::policy::PolicyKind;
use domain::privilege::{DataScope, Privilege};
use domain::role::RoleDefinition;

use crate::prepared::Prepare;
use crate::schema::{policies, role_policies, role_privileges, roles, shown_people};
use crate::sql_types::{Bind, IntoBind, PolicyKey, PolicyKindCode, PrivilegeCode};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The privileges of a role.
#[auto_type]
fn privileges_given() -> _ {
    role_privileges::table
        .filter(role_privileges::role_id.eq(roles::id))
        .select(role_privileges::privilege)
}

/// The policies that a role names.
#[auto_type]
fn policies_named() -> _ {
    let policy = (policies::kind, policies::id, policies::name);
    role_policies::table
        .inner_join(policies::table.on(policies::id.eq(role_policies::policy_id)))
        .filter(role_policies::role_id.eq(roles::id))
        .select(policy.into_sql::<Policy>())
}

/// Type, id and name of a policy.
type Policy = Record<(PolicyKindCode, PolicyKey, Text)>;

/// A role as the console shows it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = roles)]
pub struct Defined {
    /// Which.
    pub id: RoleId,
    /// For ever.
    pub code: String,
    /// As shown.
    pub name: String,
    /// On whose records.
    pub data_scope: DataScope,
    /// It came with the system.
    pub built_in: bool,
    /// R3.
    pub delegation_allowed: bool,
    /// What every form carries (G5).
    pub version: i32,
    /// Who changed it last, and their name; none: it is as it came.
    pub changed_by: Option<PersonId>,
    /// Name of who changed it last.
    #[diesel(select_expression = shown_people::shown_name.nullable())]
    pub changed_by_name: Option<String>,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
    /// Codes of its privileges.
    #[diesel(select_expression = array(privileges_given()))]
    #[diesel(select_expression_type = dsl::array<PrivilegeCode, privileges_given>)]
    pub privileges: Vec<String>,
    /// The policies it names.
    #[diesel(select_expression = array(policies_named()))]
    #[diesel(select_expression_type = dsl::array<Policy, policies_named>)]
    pub policies: Vec<Applies>,
}

/// The policy a role names for a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applies {
    /// The type.
    pub kind: PolicyKind,
    /// Which.
    pub id: PolicyId,
    /// As shown.
    pub name: String,
}

impl Defined {
    /// For the domain. A privilege that a newer Locum knew is left out.
    pub fn definition(&self) -> RoleDefinition {
        RoleDefinition {
            code: self.code.clone(),
            name: self.name.clone(),
            data_scope: self.data_scope,
            privileges: self
                .privileges
                .iter()
                .filter_map(|code| Privilege::from_code(code))
                .collect(),
            delegation_allowed: self.delegation_allowed,
        }
    }

    /// The policy it names for a type; none: the type's default.
    pub fn policy(&self, kind: PolicyKind) -> Option<&Applies> {
        self.policies.iter().find(|policy| policy.kind == kind)
    }
}

impl FromSql<Policy, Pg> for Applies {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        let (kind, id, name) = FromSql::<Policy, Pg>::from_sql(bytes)?;
        Ok(Self { kind, id, name })
    }
}

/// Roles with who changed them.
#[auto_type]
fn defined() -> _ {
    roles::table.left_join(shown_people::table.on(roles::changed_by.eq(shown_people::id.nullable())))
}

/// Roles by name, those that come with the system first; at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, limit: i64) -> Result<Vec<Defined>> {
    let query = defined().order((not(roles::built_in), roles::name, roles::id));
    Ok(query.limit(limit).select(Defined::as_select()).load(conn).await?)
}

/// A role by its code.
///
/// # Errors
/// When the database fails.
pub async fn by_code(conn: &mut Connection, code: &str) -> Result<Option<Defined>> {
    if !crate::people::is_text(code) {
        return Ok(None);
    }
    let query = defined().filter(roles::code.eq(code));
    Ok(query
        .select(Defined::as_select())
        .get_result(conn)
        .await
        .optional()?)
}

/// Roles by their ids.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &mut Connection, ids: &[RoleId]) -> Result<Vec<Defined>> {
    let query = defined().filter(roles::id.eq_any(ids.iter().map(|id| id.bind())));
    Ok(query
        .order(roles::name)
        .select(Defined::as_select())
        .load(conn)
        .await?)
}

/// Roles by their codes; those that there are.
///
/// # Errors
/// When the database fails.
pub async fn by_codes(conn: &mut Connection, codes: &[String]) -> Result<Vec<Defined>> {
    let query = defined().filter(roles::code.eq_any(codes));
    Ok(query.select(Defined::as_select()).load(conn).await?)
}

/// A role by its id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, role: RoleId) -> Result<Option<Defined>> {
    let query = defined().filter(roles::id.eq(role.bind()));
    Ok(query
        .select(Defined::as_select())
        .get_result(conn)
        .await
        .optional()?)
}

/// A policy that a role may name.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = policies)]
pub struct Choosable {
    id: PolicyId,
    /// Its type.
    pub kind: PolicyKind,
    /// As shown.
    pub name: String,
    /// It applies where none is named.
    pub is_default: bool,
}

impl Choosable {
    /// Which.
    pub fn id(&self) -> PolicyId {
        self.id
    }
}

/// Every policy by name.
///
/// # Errors
/// When the database fails.
pub async fn policies(conn: &mut Connection) -> Result<Vec<Choosable>> {
    Ok(policies::table
        .filter(not(policies::built_in))
        .order((policies::kind, policies::name))
        .limit(1000)
        .select(Choosable::as_select())
        .load(conn)
        .await?)
}

/// Delegations of a role that go on whatever becomes of *Delegation allowed* (R3).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName, Columns, serde::Serialize, serde::Deserialize,
)]
pub struct Lent {
    /// Begun and not over, suspended ones among them.
    #[diesel(sql_type = BigInt)]
    pub in_force: i64,
    /// Not begun, and not over either.
    #[diesel(sql_type = BigInt)]
    pub scheduled: i64,
}

#[derive(Statement)]
#[statement(file = "security_console/lent.sql", row = Lent)]
struct CountLent {
    role: RoleId,
    now: DateTime<Utc>,
}

/// How many delegations of a role are in force and scheduled at `now`.
///
/// # Errors
/// When the database fails.
pub async fn lent(conn: &mut Connection, role: RoleId, now: DateTime<Utc>) -> Result<Lent> {
    CountLent { role, now }.one_row(conn).await
}

/// What a form says of a role.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = roles)]
struct Written<'a> {
    name: &'a str,
    #[diesel(serialize_as = Bind<DataScope>)]
    data_scope: DataScope,
    delegation_allowed: bool,
    #[diesel(serialize_as = Bind<PersonId>)]
    changed_by: PersonId,
    changed_at: DateTime<Utc>,
}

impl<'a> Written<'a> {
    fn of(role: &'a RoleDefinition, by: PersonId, now: DateTime<Utc>) -> Self {
        Self {
            name: &role.name,
            data_scope: role.data_scope,
            delegation_allowed: role.delegation_allowed,
            changed_by: by,
            changed_at: now,
        }
    }
}

/// Adds a role.
///
/// # Errors
/// `roles_code_key` when the code is taken, or when the database fails.
pub async fn insert(
    tx: &mut Transaction,
    role: &RoleDefinition,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<RoleId> {
    let id = diesel::insert_into(roles::table)
        .values((roles::code.eq(&role.code), Written::of(role, by, now)))
        .returning(roles::id)
        .prepared()
        .get_result(tx)
        .await?;
    write_privileges(tx, id, role).await?;
    Ok(id)
}

/// Writes a role anew, if its version is still the one the form was opened with; false: it is not (G5).
///
/// # Errors
/// When the database fails.
pub async fn update(
    tx: &mut Transaction,
    id: RoleId,
    version: i32,
    role: &RoleDefinition,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let opened = roles::table.find(id.bind()).filter(roles::version.eq(version));
    let updated = diesel::update(opened)
        .set((Written::of(role, by, now), roles::version.eq(roles::version + 1)))
        .prepared()
        .execute(tx)
        .await?;
    if updated == 1 {
        write_privileges(tx, id, role).await?;
    }
    Ok(updated == 1)
}

#[derive(Statement)]
#[statement(file = "security_console/add_privileges.sql")]
struct AddPrivileges {
    role: RoleId,
    privileges: Vec<Privilege>,
}

/// Gives a role exactly these privileges.
async fn write_privileges(tx: &mut Transaction, id: RoleId, role: &RoleDefinition) -> Result<()> {
    let others = role_privileges::table
        .filter(role_privileges::role_id.eq(id.bind()))
        .filter(role_privileges::privilege.ne_all(role.privileges.iter().map(|given| given.bind())));
    diesel::delete(others).execute(tx).await?;
    let added = AddPrivileges {
        role: id,
        privileges: role.privileges.iter().copied().collect(),
    };
    added.run(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "security_console/name_policies.sql")]
struct NamePolicies {
    role: RoleId,
    kinds: Vec<PolicyKind>,
    policies: Vec<PolicyId>,
}

/// Lets a role name exactly these policies. Policies that it begins or ceases to name are changed too, so that their
/// forms are stale (G5).
///
/// # Errors
/// When the database fails.
pub async fn write_policies(
    tx: &mut Transaction,
    role: RoleId,
    wanted: &[(PolicyKind, PolicyId)],
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    let ids = || wanted.iter().map(|(_, policy)| policy.bind());
    let named = role_policies::table.filter(role_policies::role_id.eq(role.bind()));
    let is_named = exists(named.filter(role_policies::policy_id.eq(policies::id)));
    diesel::update(policies::table.filter(policies::id.eq_any(ids()).ne(is_named)))
        .set((
            policies::version.eq(policies::version + 1),
            policies::changed_by.eq(by.bind()),
            policies::changed_at.eq(now),
        ))
        .prepared()
        .execute(tx)
        .await?;
    diesel::delete(named.filter(role_policies::policy_id.ne_all(ids())))
        .execute(tx)
        .await?;
    let (kinds, policies) = wanted.iter().copied().unzip();
    NamePolicies {
        role,
        kinds,
        policies,
    }
    .run(tx)
    .await?;
    Ok(())
}
