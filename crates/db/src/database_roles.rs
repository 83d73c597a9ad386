//! The two roles of the database (O7): the owner of the tables migrates, the server's role only uses them. It may add to the
//! append-only tables and not change them, owns nothing and is no member of the owner. It may create temporary tables, as imports do,
//! and none of them takes the place of one of Locum's: they come last on the search path of connections and of triggers' functions.
//!
//! A table is append-only if it has a trigger `<table>_append_only`. So a table that a later migration adds is covered by its own
//! migration, and what the two roles may do follows from the schema alone.

use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Text};
use diesel_async::RunQueryDsl;

use crate::Result;
use crate::functions::set_config;
use crate::migrations::{MigrationError, Named, release_lock, take_lock};
use crate::pool::{Connection, Pool};
use crate::statement::Statement;

/// What a connection's role is, and what it may do beyond or short of what the server needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseRole {
    /// Its name.
    pub name: String,
    /// What it may do and the server has no need of: through each of these, entries of the logs could be changed.
    pub excess: Vec<Excess>,
    /// Tables and sequences that it may not use as the server has to, and `temporary tables`.
    pub lacking: Vec<String>,
}

/// One way in which a role could change what is append-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excess {
    /// It is a superuser, or a member of one: nothing is refused to it.
    Superuser,
    /// It, or a role that it is a member of, has `CREATEROLE`, `REPLICATION` or `BYPASSRLS`, or may run programs or write files
    /// on the database's machine.
    Administers,
    /// It is this role, or a member of it, which owns tables, their schema or the database.
    Owns(String),
    /// It, or a role that it is a member of, may change, empty or put triggers on this append-only table.
    Changes(String),
    /// It, or a role that it is a member of, may create objects in Locum's schema.
    Creates,
}

#[derive(QueryableByName, Columns)]
struct Found {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    superuser: bool,
    #[diesel(sql_type = Bool)]
    administers: bool,
    #[diesel(sql_type = Array<Text>)]
    owners: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    changes: Vec<String>,
    #[diesel(sql_type = Bool)]
    creates: bool,
    #[diesel(sql_type = Array<Text>)]
    lacking: Vec<String>,
}

#[derive(Statement)]
#[statement(file = "database_roles/session_user.sql", row = Named)]
struct SessionUser {}

#[derive(Statement)]
#[statement(file = "database_roles/own.sql", row = Found)]
struct Own {
    role: String,
}

impl DatabaseRole {
    /// The role of this pool's connections, as it signed in.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn of(pool: &Pool) -> Result<Self> {
        let mut conn = pool.get().await?;
        let role = SessionUser {}.one_row(&mut conn).await?.name;
        let found = Own { role }.one_row(&mut conn).await?;
        Ok(found.into())
    }
}

impl From<Found> for DatabaseRole {
    fn from(found: Found) -> Self {
        let mut excess = Vec::new();
        if found.superuser {
            // All the others follow from it.
            excess.push(Excess::Superuser);
        } else {
            excess.extend(found.administers.then_some(Excess::Administers));
            let owns_all = !found.owners.is_empty();
            excess.extend(found.owners.into_iter().map(Excess::Owns));
            if !owns_all {
                excess.extend(found.changes.into_iter().map(Excess::Changes));
                excess.extend(found.creates.then_some(Excess::Creates));
            }
        }
        Self {
            name: found.name,
            excess,
            lacking: found.lacking,
        }
    }
}

#[derive(QueryableByName, Columns)]
struct Yes {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[derive(Statement)]
#[statement(file = "database_roles/is_given.sql", row = Yes)]
struct IsGiven<'a> {
    server: &'a str,
}

#[derive(Statement)]
#[statement(file = "database_roles/give.sql")]
struct Give {}

#[derive(Statement)]
#[statement(file = "database_roles/needs_nothing.sql", row = Yes)]
struct NeedsNothing<'a> {
    server: &'a str,
}

/// Gives the server's role what it needs, by a connection of the owner: on every table that is there, and on those that later
/// migrations add. Takes no lock where everything is as it should be. A role that is the owner, or a superuser, gets nothing.
///
/// # Errors
/// When the database fails, or the owner's role may not do it.
pub async fn give(owner: &Pool, server: &str) -> std::result::Result<(), MigrationError> {
    // The lock is gone with the connection, whatever happens.
    let mut conn = owner.detached().await?;
    let needs_nothing = NeedsNothing { server }.one_row(&mut conn).await?;
    if needs_nothing.yes || is_given(&mut conn, server).await? {
        return Ok(());
    }
    take_lock(&mut conn).await?;
    let outcome = give_under_lock(&mut conn, server).await;
    release_lock(&mut conn).await;
    Ok(outcome?)
}

async fn give_under_lock(conn: &mut Connection, server: &str) -> Result<()> {
    // Whoever held the lock before may have done it.
    if is_given(conn, server).await? {
        return Ok(());
    }
    diesel::select(set_config("locum.server_role", server, false))
        .execute(conn)
        .await?;
    Give {}.run(conn).await?;
    Ok(())
}

async fn is_given(conn: &mut Connection, server: &str) -> Result<bool> {
    Ok(IsGiven { server }.one_row(conn).await?.yes)
}

#[derive(Statement)]
#[statement(file = "database_roles/print.sql", row = Named)]
struct Print {}

/// Whether both pools lead to one database, whatever their addresses say.
///
/// # Errors
/// When one of them cannot be reached.
pub async fn are_of_one_database(one: &Pool, other: &Pool) -> Result<bool> {
    Ok(print_of(one).await? == print_of(other).await?)
}

async fn print_of(pool: &Pool) -> Result<String> {
    Ok(Print {}.one_row(&mut *pool.get().await?).await?.name)
}
