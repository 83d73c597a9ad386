//! What R22 has to know: what somebody holds in their own right, who could add an administrative role, who holds a role,
//! and whether a super administrator remains.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::privilege::Privilege;

use crate::glued::statement;
use crate::sql::{active, holdings, is_administrative, is_administrative_privilege};
use crate::tasks::assignments::task_ids;
use crate::transaction::Transaction;
use crate::{Connection, Error, Result};

#[derive(diesel::QueryableByName)]
struct Code {
    #[diesel(sql_type = Text)]
    privilege: String,
}

/// The privileges that an active person holds over everyone in their own right: by grant, not by delegation.
///
/// # Errors
/// When the database fails.
pub async fn own_everywhere(
    conn: &mut Connection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<BTreeSet<Privilege>> {
    const SQL: &str = concat!(
        "SELECT DISTINCT rp.privilege FROM grants g JOIN people p ON p.id = g.person_id AND ",
        active!("p", "$2"),
        " JOIN roles r ON r.id = g.role_id AND r.data_scope = 'everyone' JOIN role_privileges rp ON rp.role_id = r.id \
         WHERE g.person_id = $1 AND g.revoked_at IS NULL"
    );
    let rows: Vec<Code> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(rows
        .iter()
        .filter_map(|row| Privilege::from_code(&row.privilege))
        .collect())
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
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
    const SQL: &str = concat!(
        "SELECT p.id FROM (SELECT DISTINCT g.person_id, rp.privilege FROM role_privileges rp \
           JOIN roles r ON r.id = rp.role_id AND r.data_scope = 'everyone' \
           JOIN grants g ON g.role_id = r.id AND g.revoked_at IS NULL WHERE rp.privilege = ANY($1)) held \
         JOIN people p ON p.id = held.person_id AND ",
        active!("p", "$2"),
        " WHERE p.id <> ALL($3) AND ($4::bigint IS NULL OR NOT EXISTS (SELECT FROM ",
        holdings!("$2"),
        " h WHERE h.person_id = p.id AND h.role_id = $4)) \
         GROUP BY p.id HAVING count(*) = cardinality($1) ORDER BY p.id LIMIT $5"
    );
    let codes: BTreeSet<&'static str> = able.privileges.iter().map(|privilege| privilege.code()).collect();
    let rows: Vec<Id> = statement(SQL)
        .bind::<Array<Text>, _>(codes.into_iter().collect::<Vec<_>>())
        .bind::<Timestamptz, _>(now)
        .bind::<Array<BigInt>, _>(able.but.iter().map(|person| person.0).collect::<Vec<_>>())
        .bind::<Nullable<BigInt>, _>(able.but_holders.map(|role| role.0))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    Ok(rows.iter().map(|row| PersonId(row.id)).collect())
}

#[derive(diesel::QueryableByName)]
struct Holders {
    #[diesel(sql_type = Bool)]
    by_person: bool,
    #[diesel(sql_type = Bool)]
    by_anybody: bool,
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
    const SQL: &str = concat!(
        "SELECT EXISTS (SELECT FROM ",
        holdings!("$3"),
        " h WHERE h.role_id = $2 AND h.person_id = $1) AS by_person, \
         (EXISTS (SELECT FROM grants g WHERE g.role_id = $2 AND g.revoked_at IS NULL) OR EXISTS (SELECT FROM role_delegations d \
           WHERE d.role_id = $2 AND d.ended_at IS NULL AND d.cancelled_at IS NULL) OR EXISTS (SELECT FROM \
           role_provisioning_rule_roles rr WHERE rr.role_id = $2 AND rr.autoprovision)) AS by_anybody"
    );
    statement("SELECT id FROM roles WHERE id = $1 FOR UPDATE")
        .bind::<BigInt, _>(role.0)
        .execute(tx)
        .await?;
    let row: Holders = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .bind::<Timestamptz, _>(now)
        .get_result(tx)
        .await?;
    Ok((row.by_person, row.by_anybody))
}

/// Who is a super administrator in their own right, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::QueryableByName)]
pub struct Administrators {
    /// They are active.
    #[diesel(sql_type = BigInt)]
    pub active: i64,
    /// They have no termination date either.
    #[diesel(sql_type = BigInt)]
    pub lasting: i64,
    /// They can sign in, too.
    #[diesel(sql_type = BigInt)]
    pub signing_in: i64,
}

/// Counts the super administrators. Their role's row is locked first, so that the last two cannot go at the same moment.
///
/// # Errors
/// When the database fails.
pub async fn administrators(tx: &mut Transaction, now: DateTime<Utc>) -> Result<Administrators> {
    const SQL: &str = concat!(
        "SELECT count(*) AS active, count(*) FILTER (WHERE p.active_until IS NULL) AS lasting, \
         count(*) FILTER (WHERE p.active_until IS NULL AND p.password_hash IS NOT NULL) AS signing_in \
         FROM people p WHERE ",
        active!("p", "$1"),
        " AND p.id IN (SELECT g.person_id FROM grants g JOIN roles r ON r.id = g.role_id AND r.code = 'super_administrator' \
         WHERE g.revoked_at IS NULL)"
    );
    statement("SELECT id FROM roles WHERE code = 'super_administrator' FOR NO KEY UPDATE")
        .execute(tx)
        .await?;
    Ok(statement(SQL).bind::<Timestamptz, _>(now).get_result(tx).await?)
}

/// Whether the database would refuse to commit, because no super administrator would remain (R22 (5)). The transaction is
/// of no use after that.
///
/// # Errors
/// When the database fails.
pub async fn administrator_remains(conn: &mut Connection) -> Result<bool> {
    const SQL: &str =
        "SET CONSTRAINTS grants_super_administrator_remains, people_super_administrator_remains IMMEDIATE";
    match statement(SQL).execute(conn).await.map_err(Error::from) {
        Ok(_) => Ok(true),
        Err(error) if error.is_constraint("super_administrator_remains") => Ok(false),
        Err(error) => Err(error),
    }
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
    const SQL: &str = concat!(
        "SELECT DISTINCT t.id AS task_id FROM tasks t \
         JOIN task_assignments a ON a.task_id = t.id AND a.released_at IS NULL AND a.person_id IS NOT NULL \
         WHERE t.state = 'open' AND (t.steps -> (t.position - 1) ->> 'approver') = 'administrators' AND (EXISTS (SELECT FROM \
           (SELECT rp.privilege FROM role_privileges rp WHERE rp.role_id = t.role_id AND t.role_change IS NULL \
            UNION ALL SELECT jsonb_array_elements_text(t.role_change #> '{definition,privileges}')) needed \
           WHERE ",
        is_administrative_privilege!("needed.privilege"),
        " AND NOT EXISTS (SELECT FROM grants g JOIN roles r ON r.id = g.role_id AND r.data_scope = 'everyone' \
             JOIN role_privileges own ON own.role_id = r.id AND own.privilege = needed.privilege \
             WHERE g.person_id = a.person_id AND g.revoked_at IS NULL)) \
         OR (t.role_change IS NOT NULL AND EXISTS (SELECT FROM ",
        holdings!("$1"),
        " h WHERE h.person_id = a.person_id AND h.role_id = t.role_id))) LIMIT $2"
    );
    let asked = statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit);
    task_ids(conn, asked).await
}

#[derive(diesel::QueryableByName)]
struct Open {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    id: uuid::Uuid,
}

/// The open request of a role for a person, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn open_request(conn: &mut Connection, person: PersonId, role: RoleId) -> Result<Option<TaskId>> {
    const SQL: &str = "SELECT id FROM tasks WHERE subject_id = $1 AND role_id = $2 AND kind = 'request' AND state = 'open' \
        ORDER BY created_at LIMIT 1";
    let rows: Vec<Open> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(|row| TaskId(row.id)))
}

/// Whether a role is administrative (R22).
///
/// # Errors
/// When the database fails.
pub async fn is_administrative(conn: &mut Connection, role: RoleId) -> Result<bool> {
    const SQL: &str = concat!("SELECT ", is_administrative!("$1"), " AS found");
    let row: Found = statement(SQL).bind::<BigInt, _>(role.0).get_result(conn).await?;
    Ok(row.found)
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

#[derive(diesel::QueryableByName)]
struct Rule {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Name of a provisioning rule that gives a role to whoever matches, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn rule_giving(conn: &mut Connection, code: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT u.name FROM role_provisioning_rule_roles rr JOIN role_provisioning_rules u ON u.id = rr.rule_id \
        JOIN roles r ON r.id = rr.role_id WHERE r.code = $1 AND rr.autoprovision ORDER BY u.name LIMIT 1";
    let rows: Vec<Rule> = statement(SQL).bind::<Text, _>(code.to_owned()).load(conn).await?;
    Ok(rows.into_iter().next().map(|row| row.name))
}
