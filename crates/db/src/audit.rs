//! The audit log: append, and who changed something last (G8). It is read with filters in `list`.
//!
//! The trigger `audit_log_people` writes `audit_people`, by which the log is found by whom its entries are about, on the statement that
//! appends them.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use diesel::dsl::{self, auto_type};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;

use crate::batch::{ROWS, json};
use crate::functions::coalesce;
use crate::schema::{audit_log, shown_people};
use crate::statement::Statement;
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

#[derive(Statement)]
#[statement(file = "audit/append.sql")]
struct Append {
    entries: serde_json::Value,
}

/// Appends entries, in the change's own transaction (G3).
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Transaction, entries: &[NewEntry]) -> Result<()> {
    for batch in entries.chunks(ROWS) {
        let append = Append {
            entries: json(batch)?,
        };
        append.run(tx).await?;
    }
    Ok(())
}

/// Entries about an object, with the name of who acted, or of the job or command that did.
#[auto_type]
fn entries_of<'a>(object_kind: &'a str, object_id: &'a str) -> _ {
    let by: coalesce<Text, dsl::Nullable<shown_people::shown_name>, audit_log::through> =
        coalesce(shown_people::shown_name.nullable(), audit_log::through);
    audit_log::table
        .left_join(shown_people::table.on(audit_log::actor_id.eq(shown_people::id.nullable())))
        .filter(audit_log::object_kind.eq(object_kind))
        .filter(audit_log::object_id.eq(object_id))
        .order(audit_log::id.desc())
        .select((by, audit_log::at))
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
    let entries = entries_of(object_kind.code(), object_id);
    Ok(entries.first(conn).await.optional()?)
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
    let entries = entries_of(object_kind.code(), object_id)
        .filter(audit_log::action.eq(action.code()))
        .filter(audit_log::concerns_id.is_not_distinct_from(of));
    Ok(entries.first(conn).await.optional()?)
}
