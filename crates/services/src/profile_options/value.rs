//! The value of an option that holds.

use db::Connection;
use domain::ids::PersonId;
use domain::profile_option::ProfileOption;

use crate::Result;

/// The value that holds for a person, or for the Site: User wins over Site, and else the option's default.
///
/// # Errors
/// When the database fails.
pub(crate) async fn in_force(
    conn: &mut Connection,
    option: ProfileOption,
    person: Option<PersonId>,
) -> Result<String> {
    let set = db::profile_options::in_force(conn, option.code(), person).await?;
    Ok(set.unwrap_or_else(|| option.default_value().to_owned()))
}
