//! A person as the Security Console shows them: account, roles by source, *Assignable* (R3); and the changes to these.

use chrono::{DateTime, Utc};
use db_macros::Statement;
use domain::activity::Activity;
use domain::ids::{PersonId, RoleId, TaskId};
use serde::Deserialize;

use crate::json::Record;
use crate::people::Line;
use crate::people::search::escape_like;
use crate::people::words::Words;
use crate::statement::Statement;
use crate::{Connection, Result};

#[derive(Statement)]
#[statement(file = "security_console/people_by_name.sql", row = Line)]
struct ByName<'a> {
    after: &'a str,
    limit: i64,
}

/// Everyone by name, after a place in the list.
///
/// # Errors
/// When the database fails.
pub async fn by_name(conn: &mut Connection, after: &str, limit: i64) -> Result<Vec<Line>> {
    ByName { after, limit }.rows(conn).await
}

#[derive(Statement)]
#[statement(file = "security_console/people_matching.sql", row = Line)]
struct Matching {
    exact: Vec<String>,
    first: String,
    limit: i64,
    patterns: Vec<String>,
    longest: String,
    second: String,
}

#[derive(Statement)]
#[statement(file = "security_console/people_matching_words.sql", row = Line)]
struct MatchingWords {
    exact: Vec<String>,
    first: String,
    limit: i64,
    beginnings: Vec<String>,
}

/// Everyone who matches every word (folded), best first. Matches are cut at 2,000 before they are put in order, so that a very
/// common syllable stays quick.
///
/// # Errors
/// When the database fails.
pub async fn matching(conn: &mut Connection, folded: &str, limit: i64) -> Result<Vec<Line>> {
    let words = Words::of(folded);
    if words.are_none() {
        return Ok(Vec::new());
    }
    let exact = words.pieces();
    let first = escape_like(folded.split(' ').next().unwrap_or_default()) + "%";
    if words.patterns.is_empty() {
        let beginnings = words.beginnings;
        let people = MatchingWords {
            exact,
            first,
            limit,
            beginnings,
        };
        return people.rows(conn).await;
    }
    let (longest, second) = words.longest();
    let people = Matching {
        exact,
        first,
        limit,
        patterns: words.patterns,
        longest,
        second,
    };
    people.rows(conn).await
}

/// A person with what they hold.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// Of the work assignment.
    pub department: Option<String>,
    /// Of the work assignment.
    pub job: Option<String>,
    /// The account is disabled.
    pub disabled: bool,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    active_from: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    active_until: Option<DateTime<Utc>>,
    /// A digest of everything the page edits: what its form carries (G5).
    pub version: String,
    /// Roles held by grant, by name.
    pub roles: Vec<Held>,
    /// Roles held as a proxy, for information.
    pub delegated: Vec<Delegated>,
    /// Roles that can be granted by hand.
    pub choices: Vec<Choosable>,
    /// Roles that are requested for them and wait for a second person.
    pub requested: Vec<Requested>,
    /// Name of who changed anything about them last.
    pub changed_by: Option<String>,
    /// When.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub changed_at: Option<DateTime<Utc>>,
}

impl Person {
    /// What decides whether they are active.
    pub fn activity(&self) -> Activity {
        Activity {
            disabled: self.disabled,
            active_from: self.active_from,
            active_until: self.active_until,
        }
    }
}

/// A role that a person holds by grant, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Held {
    /// Which.
    pub id: RoleId,
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Everyone who holds it may lend it (R3).
    pub delegation_allowed: bool,
    /// Granted by hand.
    pub by_hand: bool,
    /// Granted by an approved request.
    pub by_request: bool,
    /// Given by a rule (R20).
    pub autoprovisioned: bool,
    /// This person may lend it (R3).
    pub assignable: bool,
    /// How many delegations of it by this person have begun and not ended.
    pub in_force: i64,
    /// How many are still to begin.
    pub scheduled: i64,
}

/// A role held as a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Delegated {
    /// The role's name.
    pub name: String,
    /// Name of the delegator.
    pub from: String,
    /// Since when the directory, if there is one, has not been told of it (R11).
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub directory_waits_since: Option<DateTime<Utc>>,
}

/// A role to be granted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Choosable {
    /// Which.
    pub id: RoleId,
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Somebody else has to approve that it is added (R22 (2)). The services say so.
    #[serde(default)]
    pub takes_second_person: bool,
}

/// A request of an administrative role for the person that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Requested {
    /// The role's name.
    pub role: String,
    /// The task.
    pub task: TaskId,
}

#[derive(Statement)]
#[statement(file = "security_console/person.sql", row = Record<Person>)]
struct ReadPerson {
    person: PersonId,
    now: DateTime<Utc>,
}

/// A person with what they hold, in one statement.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Connection, person: PersonId, now: DateTime<Utc>) -> Result<Option<Person>> {
    let row = ReadPerson { person, now }.optional_row(conn).await?;
    Ok(row.map(Record::read))
}
