//! What a file must be as a whole, also together with the people who are there and not in it: usernames once,
//! managers known, no cycle among them.

use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::ids::PersonId;

use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

#[derive(Statement)]
#[statement(file = "people/import/resolve_people.sql")]
struct ResolvePeople;

#[derive(Statement)]
#[statement(file = "people/import/number_new_people.sql")]
struct NumberNewPeople;

#[derive(Statement)]
#[statement(file = "people/import/resolve_managers_in_file.sql")]
struct ResolveManagersInFile;

#[derive(Statement)]
#[statement(file = "people/import/resolve_other_managers.sql")]
struct ResolveOtherManagers;

#[derive(Statement)]
#[statement(file = "people/import/analyze_people.sql")]
struct AnalyzePeople;

/// Finds who each row and its manager are; people not yet there get their ids now.
///
/// # Errors
/// When the database fails.
pub async fn resolve(tx: &mut Transaction) -> Result<()> {
    ResolvePeople.run(tx).await?;
    NumberNewPeople.run(tx).await?;
    ResolveManagersInFile.run(tx).await?;
    ResolveOtherManagers.run(tx).await?;
    AnalyzePeople.run(tx).await?;
    Ok(())
}

/// A username that stands in the file before.
#[derive(Debug, Clone, QueryableByName, Columns)]
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

#[derive(Statement)]
#[statement(file = "people/import/duplicates.sql", row = Duplicate)]
struct FindDuplicates {
    limit: i64,
}

/// Lines whose username stands on an earlier line, whatever its case; the first `limit` by line.
///
/// # Errors
/// When the database fails.
pub async fn duplicates(conn: &mut Connection, limit: i64) -> Result<Vec<Duplicate>> {
    FindDuplicates { limit }.rows(conn).await
}

/// A manager who is neither in the file nor in the directory.
#[derive(Debug, Clone, QueryableByName, Columns)]
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

#[derive(Statement)]
#[statement(file = "people/import/unknown_managers.sql", row = UnknownManager)]
struct FindUnknownManagers {
    limit: i64,
}

/// Lines whose manager is unknown; the first `limit` by line. After [`resolve`].
///
/// # Errors
/// When the database fails.
pub async fn unknown_managers(conn: &mut Connection, limit: i64) -> Result<Vec<UnknownManager>> {
    FindUnknownManagers { limit }.rows(conn).await
}

/// A super administrator in the file.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Administrator {
    /// Where they stand.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// As written.
    #[diesel(sql_type = Text)]
    pub username: String,
}

#[derive(Statement)]
#[statement(file = "people/import/administrators.sql", row = Administrator)]
struct FindAdministrators {
    limit: i64,
}

/// The super administrators whom the file names, as it was before; the first `limit` by line. After [`resolve`].
///
/// # Errors
/// When the database fails.
pub async fn administrators(conn: &mut Connection, limit: i64) -> Result<Vec<Administrator>> {
    FindAdministrators { limit }.rows(conn).await
}

/// Somebody who manages and is managed, as it will be after the import: cycles consist of such people only.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Edge {
    /// Where they stand in the file; none: they are only in the directory.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub line: Option<i64>,
    /// Who.
    #[diesel(sql_type = PersonKey)]
    pub person_id: PersonId,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// Their manager.
    #[diesel(sql_type = PersonKey)]
    pub manager_id: PersonId,
}

#[derive(Statement)]
#[statement(file = "people/import/manager_edges.sql", row = Edge)]
struct FindEdges;

/// The managers who have a manager, with people who are absent from the file. After [`resolve`].
///
/// # Errors
/// When the database fails.
pub async fn manager_edges(conn: &mut Connection) -> Result<Vec<Edge>> {
    FindEdges.rows(conn).await
}
