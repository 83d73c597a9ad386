//! Who is to be a member of a role's group in the directory (R13): whoever holds the role by any source, and is active.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};

use crate::glued::statement;
use crate::sql::{active, holdings, is_member};
use crate::{Connection, Result};

/// Somebody who holds a role.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Holder {
    #[diesel(sql_type = BigInt)]
    id: i64,
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
        PersonId(self.id)
    }
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
    const SQL: &str = concat!(
        "SELECT p.id, p.username, ",
        active!("p", "$3"),
        " AS is_active FROM (SELECT DISTINCT h.person_id FROM ",
        holdings!("$3"),
        " h WHERE h.role_id = $1 AND h.person_id > $2 ORDER BY h.person_id LIMIT $4) held \
         JOIN people p ON p.id = held.person_id ORDER BY p.id"
    );
    let query = statement(SQL)
        .bind::<BigInt, _>(role.0)
        .bind::<BigInt, _>(after.map_or(0, |person| person.0))
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit);
    Ok(query.load(conn).await?)
}

/// A person and a role, and whether the one is to be a member of the other's group.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Standing {
    /// The person; none where Locum has nobody of that username.
    #[diesel(sql_type = diesel::sql_types::Nullable<BigInt>)]
    person_id: Option<i64>,
    /// Whether they hold the role now.
    #[diesel(sql_type = Bool)]
    pub is_member: bool,
}

impl Standing {
    /// Who it is, where Locum knows them.
    pub fn person(&self) -> Option<PersonId> {
        self.person_id.map(PersonId)
    }
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
    const SQL: &str = concat!(
        "SELECT p.id AS person_id, ",
        is_member!("p.id", "r.id", "$3"),
        " AS is_member \
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (username, role, place) \
         LEFT JOIN people p ON lower(p.username) = lower(w.username) LEFT JOIN roles r ON r.code = w.role ORDER BY w.place"
    );
    // Postgres keeps no NUL in a text; nobody has one in their name.
    let texts = |text: &str| text.replace('\0', "\u{fffd}");
    let query = statement(SQL)
        .bind::<Array<Text>, _>(
            pairs
                .iter()
                .map(|(username, _)| texts(username))
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Text>, _>(pairs.iter().map(|(_, role)| texts(role)).collect::<Vec<_>>())
        .bind::<Timestamptz, _>(now);
    Ok(query.load(conn).await?)
}
