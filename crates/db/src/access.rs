//! Who is acting: the person, what they may do now, and the two counts every page shows, in one statement (G9).

pub mod at;
pub mod why;

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use domain::ids::PersonId;
use domain::zone::Zone;

use crate::sql_types::ZoneName;
use crate::statement::Statement;
use crate::{Connection, Result};

/// What is in force for a person at an instant.
#[derive(Debug, QueryableByName, Columns)]
pub struct ViewerRow {
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// The person's IANA zone, or else the Site's (G1).
    #[diesel(sql_type = ZoneName)]
    pub time_zone: Zone,
    /// Whether the person is active.
    #[diesel(sql_type = Bool)]
    pub active: bool,
    #[diesel(sql_type = Array<Text>)]
    privileges: Vec<String>,
    /// Unread notifications, counted up to 100.
    #[diesel(sql_type = BigInt)]
    pub unread: i64,
    /// Open tasks, counted up to 100.
    #[diesel(sql_type = BigInt)]
    pub open_tasks: i64,
    /// Name of who gets the person's new tasks now.
    #[diesel(sql_type = Nullable<Text>)]
    pub covered_by: Option<String>,
    /// Until when.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub covered_until: Option<DateTime<Utc>>,
}

/// Before the code of a privilege that a role gives over everyone.
const EVERYWHERE: char = '*';

impl ViewerRow {
    /// Codes of the privileges that their roles give, by grant or delegation.
    pub fn privileges(&self) -> impl Iterator<Item = &str> {
        self.privileges
            .iter()
            .map(|code| code.trim_start_matches(EVERYWHERE))
    }

    /// Those of them that a role gives over everyone.
    pub fn everywhere(&self) -> impl Iterator<Item = &str> {
        self.privileges
            .iter()
            .filter_map(|code| code.strip_prefix(EVERYWHERE))
    }
}

#[derive(Statement)]
#[statement(file = "access/viewer.sql", row = ViewerRow)]
struct Viewer {
    person: PersonId,
    now: DateTime<Utc>,
}

/// Reads [`ViewerRow`] for a person.
///
/// # Errors
/// When the database fails.
pub async fn viewer(
    conn: &mut Connection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<ViewerRow>> {
    Viewer { person, now }.optional_row(conn).await
}
