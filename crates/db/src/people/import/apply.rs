//! Writing what the file changes: people, by-hand grants, their audit entries, and the end of sessions.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Timestamptz};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::audit::in_name_of::named_and_counted;
use crate::glued::statement;
use crate::provisioning::Author;
use crate::sql::active;
use crate::transaction::Transaction;
use crate::{Connection, Result};

// Managers are there when the statement ends, whatever their place in the file: only then are keys checked.
const INSERT: &str = "INSERT INTO people (id, username, display_name, email, manager_id, department, job, location, hired_on, \
    terminated_on, time_zone, active_from, active_until, search_text, created_at, updated_at) OVERRIDING SYSTEM VALUE \
    SELECT person_id, username, display_name, email, manager_id, department, job, location, hired_on, terminated_on, time_zone, \
    active_from, active_until, search_text, $1, $1 FROM import_people WHERE is_new ORDER BY line";

const UPDATE: &str = "UPDATE people p SET username = s.username, display_name = s.display_name, email = s.email, \
    manager_id = s.manager_id, department = s.department, job = s.job, location = s.location, hired_on = s.hired_on, \
    terminated_on = s.terminated_on, time_zone = s.time_zone, active_from = s.active_from, active_until = s.active_until, \
    search_text = s.search_text, updated_at = $1 FROM import_changes c JOIN import_people s USING (line) \
    WHERE p.id = c.person_id AND NOT c.is_new AND c.own_facts";

const GRANT: &str = "INSERT INTO grants (person_id, role_id, source, granted_by, granted_at) \
    SELECT person_id, role_id, 'by_hand', $2, $1 FROM import_grants WHERE grant_id IS NULL ORDER BY person_id, role_id";

const REVOKE: &str = "UPDATE grants g SET revoked_at = greatest($1, g.granted_at), revoked_by = $2 FROM import_grants i \
    WHERE g.id = i.grant_id AND g.revoked_at IS NULL";

/// Writes people and grants. After [`super::find_changes`].
///
/// # Errors
/// When the database fails.
pub async fn apply(tx: &mut Transaction, author: &Author, now: DateTime<Utc>) -> Result<()> {
    for sql in [INSERT, UPDATE] {
        statement(sql).bind::<Timestamptz, _>(now).execute(tx).await?;
    }
    for sql in [GRANT, REVOKE] {
        let by = author.person.map(|person| person.0);
        statement(sql)
            .bind::<Timestamptz, _>(now)
            .bind::<Nullable<BigInt>, _>(by)
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// One audit entry for each person who changed, in the order of the file (G8).
///
/// # Errors
/// When the database fails; the import then fails with it (G3).
pub async fn record(tx: &mut Transaction, author: &Author, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = concat!(
        "WITH noted AS (INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, \
           before, after, request_id, client_request_id, people) \
           SELECT $1, $2, $5, $3, 'person.imported', 'person', person_id::text, person_id, before, after, $4, $7, '{}' FROM import_changes ORDER BY line RETURNING id)",
        named_and_counted!("$2", "$5", "$6")
    );
    statement(SQL)
        .bind::<Timestamptz, _>(now)
        .author(author)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends the sessions of people who changed and are inactive at `now` (S).
///
/// # Errors
/// When the database fails.
pub async fn end_sessions(tx: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = concat!(
        "DELETE FROM sessions s USING import_changes c JOIN people p ON p.id = c.person_id \
         WHERE s.person_id = c.person_id AND NOT c.is_new AND NOT ",
        active!("p", "$1")
    );
    statement(SQL).bind::<Timestamptz, _>(now).execute(tx).await?;
    Ok(())
}

/// Lets the planner know of a large import at once; it would learn of it a minute later by itself.
///
/// # Errors
/// When the database fails.
pub async fn analyze(conn: &mut Connection) -> Result<()> {
    Ok(conn
        .batch_execute("SELECT analyze_tables(ARRAY['people', 'grants'])")
        .await?)
}
