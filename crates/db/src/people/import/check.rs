//! What a file must be as a whole, also together with the people who are there and not in it: usernames once,
//! managers known, no cycle among them.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

// The identity sequence hands out the ids in the order of the lines: the export keeps that order.
const NEW_IDS: &str = "WITH fresh AS (SELECT line, row_number() OVER (ORDER BY line) AS n FROM import_people WHERE person_id IS NULL), \
    ids AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM (SELECT nextval(pg_get_serial_sequence('people', 'id')) AS id \
      FROM generate_series(1, (SELECT count(*) FROM fresh))) AS made) \
    UPDATE import_people s SET person_id = ids.id, is_new = true FROM fresh JOIN ids USING (n) WHERE s.line = fresh.line";

/// Finds who each row and its manager are; people not yet there get their ids now.
///
/// # Errors
/// When the database fails.
pub async fn resolve(tx: &mut Transaction) -> Result<()> {
    const STATEMENTS: [&str; 4] = [
        "UPDATE import_people s SET person_id = p.id FROM people p WHERE lower(p.username) = lower(s.username)",
        NEW_IDS,
        "UPDATE import_people s SET manager_id = m.person_id, manager_username = m.username FROM import_people m \
         WHERE lower(m.username) = lower(s.manager)",
        "UPDATE import_people s SET manager_id = m.id, manager_username = m.username FROM people m \
         WHERE s.manager_id IS NULL AND lower(m.username) = lower(s.manager)",
    ];
    for sql in STATEMENTS {
        statement(sql).execute(tx).await?;
    }
    // Until now every id was null, and the planner would go on thinking so.
    Ok(tx.batch_execute("ANALYZE import_people").await?)
}

/// A username that stands in the file before.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Duplicate {
    /// The later line.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// The line where it stands first.
    #[diesel(sql_type = BigInt)]
    pub first_line: i64,
    /// As written on the later line.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// How many such lines there are altogether.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// Lines whose username stands on an earlier line, whatever its case; the first `limit` by line.
///
/// # Errors
/// When the database fails.
pub async fn duplicates(conn: &mut Connection, limit: i64) -> Result<Vec<Duplicate>> {
    const SQL: &str = "SELECT line, first_line, username, count(*) OVER () AS total FROM (SELECT line, username, \
        min(line) OVER (PARTITION BY lower(username)) AS first_line FROM import_people) AS s \
        WHERE line > first_line ORDER BY line LIMIT $1";
    Ok(statement(SQL).bind::<BigInt, _>(limit).load(conn).await?)
}

/// A manager who is neither in the file nor in the directory.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct UnknownManager {
    /// Whose manager.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// As written.
    #[diesel(sql_type = Text)]
    pub manager: String,
    /// How many such lines there are altogether.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// Lines whose manager is unknown; the first `limit` by line. After [`resolve`].
///
/// # Errors
/// When the database fails.
pub async fn unknown_managers(conn: &mut Connection, limit: i64) -> Result<Vec<UnknownManager>> {
    const SQL: &str = "SELECT line, manager, count(*) OVER () AS total FROM import_people \
        WHERE manager IS NOT NULL AND manager_id IS NULL ORDER BY line LIMIT $1";
    Ok(statement(SQL).bind::<BigInt, _>(limit).load(conn).await?)
}

/// A super administrator in the file.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Administrator {
    /// Where they stand.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// As written.
    #[diesel(sql_type = Text)]
    pub username: String,
}

/// The super administrators whom the file names, as it was before; the first `limit` by line. After [`resolve`].
///
/// # Errors
/// When the database fails.
pub async fn administrators(conn: &mut Connection, limit: i64) -> Result<Vec<Administrator>> {
    const SQL: &str = "SELECT s.line, s.username FROM roles r JOIN grants g ON g.role_id = r.id AND g.revoked_at IS NULL \
        JOIN import_people s ON s.person_id = g.person_id WHERE r.code = 'super_administrator' ORDER BY s.line LIMIT $1";
    Ok(statement(SQL).bind::<BigInt, _>(limit).load(conn).await?)
}

/// Somebody who manages and is managed, as it will be after the import: cycles consist of such people only.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Edge {
    /// Where they stand in the file; none: they are only in the directory.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub line: Option<i64>,
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub person_id: i64,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// Their manager.
    #[diesel(sql_type = BigInt)]
    pub manager_id: i64,
}

/// The managers who have a manager, with people who are absent from the file. After [`resolve`].
///
/// # Errors
/// When the database fails.
pub async fn manager_edges(conn: &mut Connection) -> Result<Vec<Edge>> {
    const SQL: &str = "WITH edges AS MATERIALIZED (SELECT line, person_id, username, manager_id FROM import_people \
        WHERE manager_id IS NOT NULL UNION ALL SELECT NULL, p.id, p.username, p.manager_id FROM people p \
        WHERE p.manager_id IS NOT NULL AND NOT EXISTS (SELECT FROM import_people s WHERE s.person_id = p.id)) \
        SELECT line, person_id, username, manager_id FROM edges WHERE person_id IN (SELECT manager_id FROM edges)";
    Ok(statement(SQL).load(conn).await?)
}
