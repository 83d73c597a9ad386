//! Finding active people for the person picker (T4): by name, username and department only.

use chrono::{DateTime, Utc};
use db::Connection;
pub use db::people::search::Hit;
use domain::text::fold;

use crate::access::Viewer;
use crate::people::PeopleRecords;
use crate::{Error, Result};

/// Longer than any name; what is typed beyond it is not looked at.
pub(crate) const LONGEST: usize = 100;

/// The first letters of what was typed, without what stands in no name and Postgres would not take.
pub(crate) fn readable(typed: &str, letters: usize) -> String {
    typed
        .chars()
        .take(letters)
        .filter(|letter| !letter.is_control())
        .collect()
}

pub(crate) async fn find(
    conn: &mut Connection,
    query: &str,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Hit>> {
    let folded = fold(&readable(query, LONGEST));
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    Ok(db::people::search::search(conn, &folded, now, limit).await?)
}

/// That nobody active (`nobody`, the sentence's beginning) has the username that was typed, and who may have been meant.
pub(crate) fn nobody_active(nobody: &str, typed: &str, near: &[Hit]) -> String {
    let shown: String = typed.chars().take(64).collect();
    let mut message = format!("{nobody} active has the username “{shown}”");
    if !near.is_empty() {
        let names = near
            .iter()
            .map(|hit| format!("{} ({})", hit.username, hit.display_name));
        message.push_str(&format!(
            ". Did you mean {}?",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    message
}

impl PeopleRecords<'_> {
    /// Who has this username, active or not, for the filters of administrators.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn by_username(self, username: &str) -> Result<Option<domain::ids::PersonId>> {
        let mut conn = self.services.pool.get().await?;
        Ok(db::people::by_username(&mut conn, username)
            .await?
            .map(|person| person.id()))
    }

    /// Active people who match what was typed, best first. Everyone with any privilege at all may look (T4).
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a person without any role.
    pub async fn search(self, viewer: &Viewer, query: &str, limit: i64) -> Result<Vec<Hit>> {
        if viewer.privileges.is_empty() {
            return Err(Error::Forbidden);
        }
        let mut conn = self.services.pool.get().await?;
        find(&mut conn, query, self.services.now(), limit).await
    }
}
