//! The audit log: append, and who changed something last (G8). It is read with filters in `list`.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;

use crate::batch::insert_all;
use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

pub mod in_name_of;
mod list;

pub use in_name_of::InNameOf;
pub use list::{Entry, Filter, PAGE, Reading, list};

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
    pub action: &'static str,
    /// What kind of thing.
    pub object_kind: &'static str,
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
    /// What the client, or a proxy before us, calls the request.
    pub client_request_id: Option<String>,
    /// Whom else it is about: who gave, who received, who was passed over. Whoever acted, for whom, and whom it concerns may
    /// stand here too. The database notes all of them beside the log, for the filter by person.
    pub people: Vec<i64>,
}

/// The columns of the log that an entry fills.
macro_rules! columns {
    () => {
        "at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, after, request_id, \
         client_request_id, people"
    };
}
pub(crate) use columns;

macro_rules! append_sql {
    () => {
        concat!(
            "INSERT INTO audit_log (",
            columns!(),
            ") SELECT ",
            columns!(),
            " FROM jsonb_populate_recordset(NULL::audit_log, $1)"
        )
    };
}
use append_sql;

/// Appends entries, in the change's own transaction (G3).
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Transaction, entries: &[NewEntry]) -> Result<()> {
    insert_all(tx, append_sql!(), entries).await?;
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
    object_kind: ObjectKind,
    object_id: &str,
) -> Result<Option<(String, DateTime<Utc>)>> {
    const SQL: &str = concat!(
        "SELECT coalesce(",
        crate::sql::shown_name!("p"),
        ", a.through) AS by, a.at FROM audit_log a \
        LEFT JOIN people p ON p.id = a.actor_id WHERE a.object_kind = $1 AND a.object_id = $2 ORDER BY a.id DESC LIMIT 1"
    );
    let rows: Vec<LastChange> = statement(SQL)
        .bind::<Text, _>(object_kind.code())
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
    action: Action,
    (object_kind, object_id): (ObjectKind, &str),
    of: Option<PersonId>,
) -> Result<Option<(String, DateTime<Utc>)>> {
    const SQL: &str = concat!(
        "SELECT coalesce(",
        crate::sql::shown_name!("p"),
        ", a.through) AS by, a.at FROM audit_log a \
        LEFT JOIN people p ON p.id = a.actor_id WHERE a.object_kind = $1 AND a.object_id = $2 AND a.action = $3 \
        AND a.concerns_id IS NOT DISTINCT FROM $4 ORDER BY a.id DESC LIMIT 1"
    );
    let rows: Vec<LastChange> = statement(SQL)
        .bind::<Text, _>(object_kind.code())
        .bind::<Text, _>(object_id.to_owned())
        .bind::<Text, _>(action.code())
        .bind::<Nullable<BigInt>, _>(of.map(|person| person.0))
        .load(conn)
        .await?;
    Ok(rows.into_iter().next().map(|row| (row.by, row.at)))
}
