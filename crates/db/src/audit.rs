//! The audit log: append, and read with filters (G8).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::batch::insert_all;
use crate::statement::statement;
use crate::{Connection, Result};

pub mod in_name_of;

pub use in_name_of::InNameOf;

/// One entry to be written. Its fields are the table's columns.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewEntry {
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// Who acted; none: a job or command.
    pub actor_id: Option<i64>,
    /// For whom, where not for oneself (G4).
    pub on_behalf_of: Option<i64>,
    /// The page, job, command or API token.
    pub through: String,
    /// What was done, as `object.verb`.
    pub action: String,
    /// What kind of thing.
    pub object_kind: String,
    /// Which one.
    pub object_id: String,
    /// The person it concerns.
    pub concerns_id: Option<i64>,
    /// Facts before.
    pub before: Option<serde_json::Value>,
    /// Facts after.
    pub after: Option<serde_json::Value>,
    /// As in the log lines of the request.
    pub request_id: Option<String>,
}

macro_rules! append_sql {
    () => {
        "INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, after, \
         request_id) SELECT at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, after, \
         request_id FROM jsonb_populate_recordset(NULL::audit_log, $1)"
    };
}
use append_sql;

/// Appends entries, in the change's own transaction (G3).
///
/// # Errors
/// When the database fails.
pub async fn append(conn: &mut Connection, entries: &[NewEntry]) -> Result<()> {
    insert_all(conn, append_sql!(), entries).await?;
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct LastChange {
    #[diesel(sql_type = Text)]
    by: String,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
}

/// Who changed an object last, and when: told to a stale form (G5).
///
/// # Errors
/// When the database fails.
pub async fn last_change(
    conn: &mut Connection,
    object_kind: &'static str,
    object_id: &str,
) -> Result<Option<(String, DateTime<Utc>)>> {
    const SQL: &str = "SELECT coalesce(p.display_name, a.through) AS by, a.at FROM audit_log a \
        LEFT JOIN people p ON p.id = a.actor_id WHERE a.object_kind = $1 AND a.object_id = $2 ORDER BY a.id DESC LIMIT 1";
    let rows: Vec<LastChange> = statement(SQL)
        .bind::<Text, _>(object_kind)
        .bind::<Text, _>(object_id.to_owned())
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(|row| (row.by, row.at)))
}

/// Who did something to an object last, and when; `of` is the person it has to concern, or none to be concerned by it. Told to
/// the form of what is there no more (G5).
///
/// # Errors
/// When the database fails.
pub async fn last_time(
    conn: &mut Connection,
    action: &'static str,
    (object_kind, object_id): (&'static str, &str),
    of: Option<PersonId>,
) -> Result<Option<(String, DateTime<Utc>)>> {
    const SQL: &str = "SELECT coalesce(p.display_name, a.through) AS by, a.at FROM audit_log a \
        LEFT JOIN people p ON p.id = a.actor_id WHERE a.object_kind = $1 AND a.object_id = $2 AND a.action = $3 \
        AND a.concerns_id IS NOT DISTINCT FROM $4 ORDER BY a.id DESC LIMIT 1";
    let rows: Vec<LastChange> = statement(SQL)
        .bind::<Text, _>(object_kind)
        .bind::<Text, _>(object_id.to_owned())
        .bind::<Text, _>(action)
        .bind::<Nullable<BigInt>, _>(of.map(|person| person.0))
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(|row| (row.by, row.at)))
}

/// What to look for; everything empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Actor, on behalf of, or concerned.
    pub person: Option<PersonId>,
    /// `object_kind`, or `object_kind:object_id`.
    pub object: Option<String>,
    /// An action, or its part before the dot.
    pub action: Option<String>,
    /// From this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Entries older than this id: the next page.
    pub before_id: Option<i64>,
}

/// One entry with the names of its people.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Entry {
    /// In the order of writing.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// When, in UTC.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Display name and username of who acted.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor: Option<String>,
    /// Username of who acted.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_username: Option<String>,
    /// Display name of the person acted for.
    #[diesel(sql_type = Nullable<Text>)]
    pub on_behalf_of: Option<String>,
    /// The page, job, command or API token.
    #[diesel(sql_type = Text)]
    pub through: String,
    /// What was done.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// What kind of thing.
    #[diesel(sql_type = Text)]
    pub object_kind: String,
    /// Which one.
    #[diesel(sql_type = Text)]
    pub object_id: String,
    /// Display name of the person concerned.
    #[diesel(sql_type = Nullable<Text>)]
    pub concerns: Option<String>,
    /// Facts before.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub before: Option<serde_json::Value>,
    /// Facts after.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub after: Option<serde_json::Value>,
    /// As in the log lines of the request.
    #[diesel(sql_type = Nullable<Text>)]
    pub request_id: Option<String>,
}

// With a person the three indexes on people are read, each newest first and no further than the page.
macro_rules! entries {
    ($from:expr, $where:expr) => {
        concat!(
            "SELECT l.id, l.at, a.display_name AS actor, a.username AS actor_username, b.display_name AS on_behalf_of, \
             l.through, l.action, l.object_kind, l.object_id, c.display_name AS concerns, l.before, l.after, l.request_id \
             FROM ", $from, " l LEFT JOIN people a ON a.id = l.actor_id LEFT JOIN people b ON b.id = l.on_behalf_of \
             LEFT JOIN people c ON c.id = l.concerns_id WHERE ", $where, " ORDER BY l.id DESC LIMIT $7"
        )
    };
}
macro_rules! conditions {
    () => {
        "($2::text IS NULL OR l.object_kind = split_part($2, ':', 1) AND (strpos($2, ':') = 0 OR \
         l.object_id = substr($2, strpos($2, ':') + 1))) AND ($3::text IS NULL OR l.action = $3 OR l.action LIKE $3 || '.%') \
         AND ($4::timestamptz IS NULL OR l.at >= $4) AND ($5::timestamptz IS NULL OR l.at < $5) AND ($6::bigint IS NULL OR l.id < $6)"
    };
}
macro_rules! of_person {
    ($column:literal) => {
        concat!(
            "(SELECT l.* FROM audit_log l WHERE l.",
            $column,
            " = $1 AND ",
            conditions!(),
            " ORDER BY l.id DESC LIMIT $7)"
        )
    };
}
const ALL: &str = entries!("audit_log", concat!("$1::bigint IS NULL AND ", conditions!()));
const OF_PERSON: &str = entries!(
    concat!(
        "(",
        of_person!("actor_id"),
        " UNION ",
        of_person!("concerns_id"),
        " UNION ",
        of_person!("on_behalf_of"),
        ")"
    ),
    "true"
);

/// Entries that match, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, filter: &Filter, limit: i64) -> Result<Vec<Entry>> {
    let query = statement(if filter.person.is_some() { OF_PERSON } else { ALL })
        .bind::<Nullable<BigInt>, _>(filter.person.map(|person| person.0))
        .bind::<Nullable<Text>, _>(filter.object.clone())
        .bind::<Nullable<Text>, _>(filter.action.clone())
        .bind::<Nullable<Timestamptz>, _>(filter.from)
        .bind::<Nullable<Timestamptz>, _>(filter.until)
        .bind::<Nullable<BigInt>, _>(filter.before_id)
        .bind::<BigInt, _>(limit);
    Ok(query.load(conn).await?)
}
