//! Profile values as somebody sees them whose data scope is not everyone.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use domain::ids::PersonId;
use domain::profile_option::ProfileOption;

use super::Set;
use crate::statement::Statement;
use crate::{Connection, Result};

#[derive(Statement)]
#[statement(file = "profile_options/list_in_scope.sql", row = Set)]
struct ListInScope {
    reader: PersonId,
    now: DateTime<Utc>,
    privilege: &'static str,
    of: Option<ProfileOption>,
    limit: i64,
    known: Vec<ProfileOption>,
}

/// Every value at Site level, and those at User level of one option of the people in the reader's data scope (D).
///
/// # Errors
/// When the database fails.
pub async fn list_in_scope(
    conn: &mut Connection,
    (reader, privilege): (PersonId, &'static str),
    of: Option<ProfileOption>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Set>> {
    let list = ListInScope {
        reader,
        now,
        privilege,
        of,
        limit,
        known: ProfileOption::ALL.to_vec(),
    };
    list.rows(conn).await
}
