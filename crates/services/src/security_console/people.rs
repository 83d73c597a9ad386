//! Everyone by name, and one person, for the console's pages.

use chrono::{DateTime, Utc};
use db::people::Line;
use db::security_console::people::{self as stored, Person};
use domain::text::fold;

use super::rights;
use crate::access::{self, Everywhere, ManageSecurity, PagePermit};
use crate::security_console::SecurityConsole;
use crate::{Error, Result};

/// Lines of a page.
const SHOWN: usize = 50;

/// Longer than any name; what is typed beyond it is not looked at.
const LONGEST: usize = 100;

/// A page of people.
#[derive(Debug, Clone)]
pub struct PeopleList {
    /// By name, or the best matches first.
    pub people: Vec<Line>,
    /// Where the next page begins; none: there is none.
    pub next: Option<String>,
    /// There are more matches than are shown, and no next page: more letters help.
    pub too_many: bool,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

impl SecurityConsole<'_> {
    /// People who match what was typed; nothing typed: everyone by name, from after a place in the list.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people(
        self,
        permitted: &PagePermit<Everywhere<ManageSecurity>>,
        typed: &str,
        after: &str,
    ) -> Result<PeopleList> {
        tracing::debug!(actor = %permitted.actor(), "reading the people");
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let readable = |text: &str, most: usize| -> String {
            text.chars()
                .take(most)
                .filter(|letter| !letter.is_control())
                .collect()
        };
        let folded = fold(&readable(typed, LONGEST));
        let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
        let walks = folded.is_empty();
        let mut people = if walks {
            stored::by_name(&mut conn, &readable(after, 4_000), limit).await?
        } else {
            stored::matching(&mut conn, &folded, limit).await?
        };
        let more = people.len() > SHOWN;
        people.truncate(SHOWN);
        let next = people
            .last()
            .filter(|_| more && walks)
            .map(|last| last.place.clone());
        Ok(PeopleList {
            people,
            next,
            too_many: more && !walks,
            now,
        })
    }

    /// A person with what they hold, as the reader may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, or none whose security the reader manages.
    pub async fn person(
        self,
        permitted: &PagePermit<ManageSecurity>,
        username: &str,
    ) -> Result<(Person, DateTime<Utc>)> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let person = db::people::by_username(&mut conn, username)
            .await?
            .ok_or(Error::NotFound)?;
        let ways = access::page_ways::<ManageSecurity>(&mut conn, permitted.actor(), person.id(), now)
            .await
            .map_err(|_| Error::NotFound)?;
        let mut person = stored::read(&mut conn, person.id(), now)
            .await?
            .ok_or(Error::NotFound)?;
        rights::offer(&mut conn, &ways, &mut person, now).await?;
        if !self.services.jobs().has_directory() {
            let delegated = person.delegated.iter_mut();
            delegated.for_each(|role| role.directory_waits_since = None);
        }
        Ok((person, now))
    }
}
