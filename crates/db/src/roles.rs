//! Roles, grants, and which roles a person may ask for (R20).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};

use crate::glued::statement;
use crate::sql::{active, holdings};
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A role as it is shown and named.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Role {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// For ever.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
}

impl Role {
    /// Which role.
    pub fn id(&self) -> RoleId {
        RoleId(self.id)
    }
}

/// All roles by code.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Connection) -> Result<Vec<Role>> {
    Ok(statement("SELECT id, code, name FROM roles ORDER BY name, id")
        .load(conn)
        .await?)
}

/// A role by its code.
///
/// # Errors
/// When the database fails.
pub async fn by_code(conn: &mut Connection, code: &str) -> Result<Option<Role>> {
    if !crate::people::is_text(code) {
        return Ok(None);
    }
    let found: Vec<Role> = statement("SELECT id, code, name FROM roles WHERE code = $1")
        .bind::<Text, _>(code.to_owned())
        .load(conn)
        .await?;
    Ok(found.into_iter().next())
}

/// Codes of the privileges that a role gives.
///
/// # Errors
/// When the database fails.
pub async fn privileges(conn: &mut Connection, role: RoleId) -> Result<Vec<String>> {
    #[derive(diesel::QueryableByName)]
    struct Given {
        #[diesel(sql_type = Text)]
        privilege: String,
    }
    let rows: Vec<Given> =
        statement("SELECT privilege FROM role_privileges WHERE role_id = $1 ORDER BY privilege")
            .bind::<BigInt, _>(role.0)
            .load(conn)
            .await?;
    Ok(rows.into_iter().map(|row| row.privilege).collect())
}

/// Names of roles by id.
///
/// # Errors
/// When the database fails.
pub async fn names(conn: &mut Connection, ids: &[RoleId]) -> Result<Vec<Role>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let query = statement("SELECT id, code, name FROM roles WHERE id = ANY($1)");
    Ok(query.bind::<Array<BigInt>, _>(ids).load(conn).await?)
}

/// A role that is offered in a request, and for whom (R20).
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Offered {
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The person may ask for it for themselves.
    #[diesel(sql_type = Bool)]
    pub for_self: bool,
    /// The person may ask for it for a report.
    #[diesel(sql_type = Bool)]
    pub for_reports: bool,
}

/// The roles that provisioning rules let a person ask for, for themselves or for a report (T15, R20).
///
/// # Errors
/// When the database fails.
pub async fn offered(conn: &mut Connection, person: PersonId) -> Result<Vec<Offered>> {
    const SQL: &str = "SELECT ro.code, ro.name, bool_or(rr.self_requestable) AS for_self, bool_or(rr.requestable) AS for_reports \
        FROM people p CROSS JOIN role_provisioning_rules r JOIN role_provisioning_rule_roles rr ON rr.rule_id = r.id \
        JOIN roles ro ON ro.id = rr.role_id WHERE p.id = $1 AND (rr.self_requestable OR rr.requestable) \
        AND (r.department IS NULL OR r.department = p.department) AND (r.job IS NULL OR r.job = p.job) \
        AND (r.location IS NULL OR r.location = p.location) \
        AND (r.is_manager IS NULL OR r.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = p.id)) \
        GROUP BY ro.code, ro.name ORDER BY ro.name";
    Ok(statement(SQL).bind::<BigInt, _>(person.0).load(conn).await?)
}

/// Whether `person` reports to `manager`, directly or through others. Costs the depth of the hierarchy.
///
/// # Errors
/// When the database fails.
pub async fn reports_to(conn: &mut Connection, person: PersonId, manager: PersonId) -> Result<bool> {
    const SQL: &str = "WITH RECURSIVE up (id, manager_id) AS (SELECT id, manager_id FROM people WHERE id = $1 UNION \
        SELECT p.id, p.manager_id FROM up JOIN people p ON p.id = up.manager_id) \
        SELECT EXISTS (SELECT FROM up WHERE manager_id = $2) AS found";
    let row: Found = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(manager.0)
        .get_result(conn)
        .await?;
    Ok(row.found)
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

/// Whether a person holds a role by grant.
///
/// # Errors
/// When the database fails.
pub async fn is_granted(conn: &mut Connection, person: PersonId, role: RoleId) -> Result<bool> {
    const SQL: &str = "SELECT EXISTS (SELECT FROM grants WHERE person_id = $1 AND role_id = $2 AND revoked_at IS NULL) AS found";
    let row: Found = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .get_result(conn)
        .await?;
    Ok(row.found)
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
    const SQL: &str = "INSERT INTO grants (person_id, role_id, source, task_id, granted_by, granted_at) \
        VALUES ($1, $2, 'request', $3, $4, $5) ON CONFLICT DO NOTHING";
    let granted = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .bind::<Uuid, _>(task.0)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(granted == 1)
}

/// A holder of a role, and the delegator they hold it from, if not in their own right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::QueryableByName)]
pub struct Holder {
    #[diesel(sql_type = BigInt)]
    person_id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    delegator_id: Option<i64>,
}

impl Holder {
    /// Who holds it.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// From whom, as a proxy.
    pub fn delegator(&self) -> Option<PersonId> {
        self.delegator_id.map(PersonId)
    }
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
    const SQL: &str = concat!(
        "SELECT h.person_id, h.delegator_id FROM ",
        holdings!("$3"),
        " h JOIN people p ON p.id = h.person_id AND ",
        active!("p", "$3"),
        " WHERE h.role_id = $1 AND h.person_id <> ALL($2) AND coalesce(h.delegator_id <> ALL($2), true) \
         ORDER BY h.person_id, h.delegator_id NULLS FIRST LIMIT $4"
    );
    let barred: Vec<i64> = barred.iter().map(|person| person.0).collect();
    Ok(statement(SQL)
        .bind::<BigInt, _>(role.0)
        .bind::<Array<BigInt>, _>(barred)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}
