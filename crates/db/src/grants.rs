//! Roles held in one's own right: what may be taken away from a person, and taking it away (T13).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{GrantId, PersonId, RoleId};

use crate::statement::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A person, and what may be taken away from them: roles held by hand or by request. Autoprovisioned ones follow their
/// rule, not a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocable {
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// (code, name), by name.
    pub roles: Vec<(String, String)>,
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    username: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
}

/// What may be taken away from the person with this username; none when there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn revocable(conn: &mut Connection, username: &str) -> Result<Option<Revocable>> {
    const SQL: &str = concat!(
        "SELECT p.username, ",
        crate::sql::shown_name!("p"),
        " AS display_name, r.code, r.name FROM people p LEFT JOIN roles r ON r.id IN \
        (SELECT g.role_id FROM grants g WHERE g.person_id = p.id AND g.revoked_at IS NULL AND g.source IN ('by_hand', 'request')) \
        WHERE lower(p.username) = lower($1) ORDER BY r.name, r.id"
    );
    if !crate::people::is_text(username) {
        return Ok(None);
    }
    let rows: Vec<Row> = statement(SQL)
        .bind::<Text, _>(username.to_owned())
        .load(conn)
        .await?;
    let [first, ..] = rows.as_slice() else {
        return Ok(None);
    };
    Ok(Some(Revocable {
        username: first.username.clone(),
        display_name: first.display_name.clone(),
        roles: rows
            .into_iter()
            .filter_map(|row| row.code.zip(row.name))
            .collect(),
    }))
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// A person's grants of a role by hand and by request, kept from others until the transaction ends: two administrators
/// who start to revoke it at the same moment come one after the other.
///
/// # Errors
/// When the database fails.
pub async fn of_role_for_update(
    tx: &mut Transaction,
    person: PersonId,
    role: RoleId,
) -> Result<Vec<GrantId>> {
    const SQL: &str = "SELECT id FROM grants WHERE person_id = $1 AND role_id = $2 AND revoked_at IS NULL \
        AND source IN ('by_hand', 'request') ORDER BY id FOR UPDATE";
    let rows: Vec<Id> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .load(tx)
        .await?;
    Ok(rows.into_iter().map(|row| GrantId(row.id)).collect())
}

/// Takes a role away, as far as it was granted by hand or by request (T13). Answers which grants ended.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    tx: &mut Transaction,
    person: PersonId,
    role: RoleId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>> {
    const SQL: &str = "UPDATE grants SET revoked_at = greatest($4, granted_at), revoked_by = $3 WHERE person_id = $1 \
        AND role_id = $2 AND revoked_at IS NULL AND source IN ('by_hand', 'request') RETURNING id";
    let rows: Vec<Id> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(role.0)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .load(tx)
        .await?;
    Ok(rows.into_iter().map(|row| GrantId(row.id)).collect())
}

/// The same for several people and roles, pair by pair.
///
/// # Errors
/// When the database fails.
pub async fn revoke_pairs(
    tx: &mut Transaction,
    pairs: &[(PersonId, RoleId)],
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    let (people, roles): (Vec<i64>, Vec<i64>) = pairs.iter().map(|(person, role)| (person.0, role.0)).unzip();
    statement(include_str!("../sql/grants/revoke_pairs.sql"))
        .bind::<Array<BigInt>, _>(people)
        .bind::<Array<BigInt>, _>(roles)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// What somebody holds of a role, and by what.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Holding {
    #[diesel(sql_type = BigInt)]
    person_id: i64,
    #[diesel(sql_type = BigInt)]
    role_id: i64,
    /// Name of who holds it, or does not.
    #[diesel(sql_type = Text)]
    pub person: String,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// By hand or by request: what a review or a revocation takes away.
    #[diesel(sql_type = Bool)]
    pub is_revocable: bool,
    /// By a grant that neither takes away: a role provisioning rule gives it.
    #[diesel(sql_type = Bool)]
    pub is_by_rule: bool,
    /// Names of those who delegated it to the person, in force.
    #[diesel(sql_type = Array<Text>)]
    pub delegators: Vec<String>,
}

impl Holding {
    /// The person and the role.
    pub fn pair(&self) -> (PersonId, RoleId) {
        (PersonId(self.person_id), RoleId(self.role_id))
    }

    /// They hold it by a grant or by a delegation.
    pub fn is_held(&self) -> bool {
        self.is_revocable || self.is_by_rule || !self.delegators.is_empty()
    }
}

/// What these people hold of these roles now, pair by pair. A pair that is named twice counts once.
///
/// # Errors
/// When the database fails.
pub async fn holdings_of(
    conn: &mut Connection,
    pairs: &[(PersonId, RoleId)],
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    let (people, roles): (Vec<i64>, Vec<i64>) = pairs.iter().map(|(person, role)| (person.0, role.0)).unzip();
    Ok(statement(include_str!("../sql/grants/holdings_of_pairs.sql"))
        .bind::<Array<BigInt>, _>(people)
        .bind::<Array<BigInt>, _>(roles)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?)
}
