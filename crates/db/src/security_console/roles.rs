//! Roles as they are defined: privileges, data scope, *Delegation allowed* (R3), and the policies they name (T10).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Integer, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, PolicyId, RoleId};
use domain::policy::PolicyKind;
use domain::privilege::{DataScope, Privilege};
use domain::role::RoleDefinition;
use serde::Deserialize;

use crate::glued::statement;
use crate::json::Record;
use crate::sql::delegation_over;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A role as the console shows it.
#[derive(Debug, Clone, Deserialize)]
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
    pub changed_by_name: Option<String>,
    /// When.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub changed_at: Option<DateTime<Utc>>,
    /// Codes of its privileges.
    pub privileges: Vec<String>,
    /// The policies it names.
    pub policies: Vec<Applies>,
}

/// The policy a role names for a type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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

macro_rules! select_role {
    ($rest:literal) => {
        concat!(
            "SELECT jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name, 'data_scope', r.data_scope, \
             'built_in', r.built_in, 'delegation_allowed', r.delegation_allowed, 'version', r.version, \
             'changed_by', r.changed_by, 'changed_by_name', ", crate::sql::shown_name!("c"), ", 'changed_at', r.changed_at, \
             'privileges', ARRAY(SELECT rp.privilege FROM role_privileges rp WHERE rp.role_id = r.id), \
             'policies', coalesce((SELECT jsonb_agg(jsonb_build_object('kind', p.kind, 'id', p.id, 'name', p.name)) \
               FROM role_policies rp JOIN policies p ON p.id = rp.policy_id WHERE rp.role_id = r.id), '[]')) AS record \
             FROM roles r LEFT JOIN people c ON c.id = r.changed_by ",
            $rest
        )
    };
}

/// Roles by name, those that come with the system first; at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, limit: i64) -> Result<Vec<Defined>> {
    let query = statement(select_role!("ORDER BY NOT r.built_in, r.name, r.id LIMIT $1"));
    let rows: Vec<Record<Defined>> = query.bind::<BigInt, _>(limit).load(conn).await?;
    Ok(rows.into_iter().map(Record::read).collect())
}

/// A role by its code.
///
/// # Errors
/// When the database fails.
pub async fn by_code(conn: &mut Connection, code: &str) -> Result<Option<Defined>> {
    if !crate::people::is_text(code) {
        return Ok(None);
    }
    let rows: Vec<Record<Defined>> = statement(select_role!("WHERE r.code = $1"))
        .bind::<Text, _>(code.to_owned())
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(Record::read))
}

/// Roles by their ids.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &mut Connection, roles: &[RoleId]) -> Result<Vec<Defined>> {
    let rows: Vec<Record<Defined>> = statement(select_role!("WHERE r.id = ANY($1) ORDER BY r.name"))
        .bind::<Array<BigInt>, _>(roles.iter().map(|role| role.0).collect::<Vec<_>>())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Record::read).collect())
}

/// Roles by their codes; those that there are.
///
/// # Errors
/// When the database fails.
pub async fn by_codes(conn: &mut Connection, codes: &[String]) -> Result<Vec<Defined>> {
    let rows: Vec<Record<Defined>> = statement(select_role!("WHERE r.code = ANY($1)"))
        .bind::<Array<Text>, _>(codes.to_vec())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Record::read).collect())
}

/// A role by its id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, role: RoleId) -> Result<Option<Defined>> {
    let rows: Vec<Record<Defined>> = statement(select_role!("WHERE r.id = $1"))
        .bind::<BigInt, _>(role.0)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(Record::read))
}

/// A policy that a role may name.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Choosable {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Its type.
    #[diesel(sql_type = Text, deserialize_as = crate::code::Code<PolicyKind>)]
    pub kind: PolicyKind,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// It applies where none is named.
    #[diesel(sql_type = Bool)]
    pub is_default: bool,
}

impl Choosable {
    /// Which.
    pub fn id(&self) -> PolicyId {
        PolicyId(self.id)
    }
}

/// Every policy by name.
///
/// # Errors
/// When the database fails.
pub async fn policies(conn: &mut Connection) -> Result<Vec<Choosable>> {
    let query = statement(
        "SELECT id, kind, name, is_default FROM policies WHERE NOT built_in ORDER BY kind, name LIMIT 1000",
    );
    Ok(query.load(conn).await?)
}

/// Delegations of a role that go on whatever becomes of *Delegation allowed* (R3).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, diesel::QueryableByName, serde::Serialize, serde::Deserialize,
)]
pub struct Lent {
    /// Begun and not over, suspended ones among them.
    #[diesel(sql_type = BigInt)]
    pub in_force: i64,
    /// Not begun, and not over either.
    #[diesel(sql_type = BigInt)]
    pub scheduled: i64,
}

/// How many delegations of a role are in force and scheduled at `now`.
///
/// # Errors
/// When the database fails.
pub async fn lent(conn: &mut Connection, role: RoleId, now: DateTime<Utc>) -> Result<Lent> {
    const SQL: &str = concat!(
        "SELECT count(*) FILTER (WHERE d.begun_at IS NOT NULL) AS in_force, count(*) FILTER (WHERE d.begun_at IS NULL) AS scheduled \
         FROM role_delegations d JOIN people o ON o.id = d.delegator_id JOIN people x ON x.id = d.proxy_id \
         WHERE d.role_id = $1 AND d.ended_at IS NULL AND d.cancelled_at IS NULL AND NOT ",
        delegation_over!("d", "o", "x", "$2")
    );
    Ok(statement(SQL)
        .bind::<BigInt, _>(role.0)
        .bind::<Timestamptz, _>(now)
        .get_result(conn)
        .await?)
}

#[derive(diesel::QueryableByName)]
struct NewId {
    #[diesel(sql_type = BigInt)]
    id: i64,
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
    const SQL: &str = "INSERT INTO roles (code, name, data_scope, delegation_allowed, changed_by, changed_at) \
        VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let row: NewId = statement(SQL)
        .bind::<Text, _>(role.code.clone())
        .bind::<Text, _>(role.name.clone())
        .bind::<Text, _>(role.data_scope.code())
        .bind::<Bool, _>(role.delegation_allowed)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .get_result(tx)
        .await?;
    write_privileges(tx, RoleId(row.id), role).await?;
    Ok(RoleId(row.id))
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
    const SQL: &str = "UPDATE roles SET name = $3, data_scope = $4, delegation_allowed = $5, version = version + 1, \
        changed_by = $6, changed_at = $7 WHERE id = $1 AND version = $2";
    let updated = statement(SQL)
        .bind::<BigInt, _>(id.0)
        .bind::<Integer, _>(version)
        .bind::<Text, _>(role.name.clone())
        .bind::<Text, _>(role.data_scope.code())
        .bind::<Bool, _>(role.delegation_allowed)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    if updated == 1 {
        write_privileges(tx, id, role).await?;
    }
    Ok(updated == 1)
}

/// Gives a role exactly these privileges.
async fn write_privileges(tx: &mut Transaction, id: RoleId, role: &RoleDefinition) -> Result<()> {
    let codes: Vec<&'static str> = role.privileges.iter().map(|privilege| privilege.code()).collect();
    for sql in [
        "DELETE FROM role_privileges WHERE role_id = $1 AND privilege <> ALL($2)",
        "INSERT INTO role_privileges (role_id, privilege) SELECT $1, unnest($2) ON CONFLICT DO NOTHING",
    ] {
        statement(sql)
            .bind::<BigInt, _>(id.0)
            .bind::<Array<Text>, _>(codes.clone())
            .execute(tx)
            .await?;
    }
    Ok(())
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
    let kinds: Vec<&'static str> = wanted.iter().map(|(kind, _)| kind.code()).collect();
    let policies: Vec<i64> = wanted.iter().map(|(_, policy)| policy.0).collect();
    const TOUCH: &str = "UPDATE policies p SET version = version + 1, changed_by = $3, changed_at = $4 \
        WHERE (p.id = ANY($2)) <> EXISTS (SELECT FROM role_policies rp WHERE rp.role_id = $1 AND rp.policy_id = p.id)";
    statement(TOUCH)
        .bind::<BigInt, _>(role.0)
        .bind::<Array<BigInt>, _>(policies.clone())
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    statement("DELETE FROM role_policies WHERE role_id = $1 AND policy_id <> ALL($2)")
        .bind::<BigInt, _>(role.0)
        .bind::<Array<BigInt>, _>(policies.clone())
        .execute(tx)
        .await?;
    const SQL: &str = "INSERT INTO role_policies (role_id, kind, policy_id) SELECT $1, w.kind, w.policy FROM unnest($3, $2) AS w (kind, policy) \
        ON CONFLICT (role_id, kind) DO UPDATE SET policy_id = excluded.policy_id";
    statement(SQL)
        .bind::<BigInt, _>(role.0)
        .bind::<Array<BigInt>, _>(policies)
        .bind::<Array<Text>, _>(kinds)
        .execute(tx)
        .await?;
    Ok(())
}
