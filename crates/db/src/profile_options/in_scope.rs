//! Profile values as somebody sees them whose data scope is not everyone.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::profile_option::ProfileOption;

use super::{Set, select_set};
use crate::access::sql::{held, in_scope, up};
use crate::glued::statement;
use crate::{Connection, Result};

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
    const SQL: &str = concat!(
        "WITH ",
        held!("$2", "$2"),
        select_set!("v.person_id IS NULL AND v.code = ANY ($6) OR v.code = $4 AND EXISTS (WITH RECURSIVE "),
        up!("v.person_id"),
        " SELECT FROM held h JOIN roles r ON r.id = h.role_id JOIN role_privileges rp ON rp.role_id = h.role_id \
           AND rp.privilege = $3 WHERE ",
        in_scope!("r", "h", "$3", "v.person_id"),
        ") ORDER BY v.person_id IS NOT NULL, p.display_name, v.id LIMIT $5"
    );
    Ok(statement(SQL)
        .bind::<BigInt, _>(reader.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(privilege)
        .bind::<Nullable<Text>, _>(of.map(ProfileOption::code))
        .bind::<BigInt, _>(limit)
        .bind::<Array<Text>, _>(ProfileOption::ALL.map(ProfileOption::code).to_vec())
        .load(conn)
        .await?)
}
