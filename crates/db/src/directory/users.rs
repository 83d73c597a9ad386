//! Everyone by name, with filters, a page at a time (keyset).
//!
//! Each page is one statement, and none may read the whole directory. What most people match is found by walking
//! the list in its order; what few match, through an index that holds only those. Where one cannot know which it
//! is, as with a search, the statement walks a part of the list and goes through the index if that did not fill the
//! page.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::activity::ActivityState;
use domain::ids::PersonId;
use serde::Deserialize;

use super::users_sql::{Driver, page_sql};
use super::{Page, PageRow};
use crate::glued::statement;
use crate::people::words::Words;
use crate::{Connection, Result};

/// Lines of a page, and one more that says whether there are others.
pub const READ: usize = 51;

/// How much of the list is walked before an index is asked.
pub(crate) const WALK: i64 = 1_500;

/// Departments that a page offers to choose from, and one more that says there are too many for that.
pub const DEPARTMENTS: usize = 301;

/// Higher than any name, in the order of bytes.
const HIGHEST: &str = "\u{10ffff}";

/// Which people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// For whatever reason they are not active.
    Inactive,
    /// Exactly this.
    Is(ActivityState),
}

impl Status {
    fn code(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Is(state) => state.code(),
        }
    }
}

/// What to look for; everything empty means everyone.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of name and username, as typed; what is looked for is folded.
    pub search: String,
    /// Exactly this department.
    pub department: Option<String>,
    /// Active or not.
    pub status: Option<Status>,
    /// Who has a rule in force or to come.
    pub has_delegate: bool,
    /// Who is the delegate of a rule in force or to come.
    pub is_delegate: bool,
    /// Who has a rule in force or to come whose delegate is inactive.
    pub inactive_delegate: bool,
    /// The [`User::place`] of the last line before the page; empty: from the beginning.
    pub after: String,
}

/// A line of the list.
#[derive(Debug, Clone, Deserialize)]
pub struct User {
    /// Where in the list they stand: the next page begins after it.
    pub place: String,
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// Of the work assignment.
    pub department: Option<String>,
    /// Of the work assignment.
    pub job: Option<String>,
    /// Whether they are active, or why not.
    pub state: ActivityState,
    /// Their rule in force or to come.
    pub delegate: Option<Delegate>,
    /// For how many others they are the delegate, counted up to 100.
    pub covers: i64,
}

/// Who covers a person of the list.
#[derive(Debug, Clone, Deserialize)]
pub struct Delegate {
    /// Signs in with it.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// Whether they are active, or why not.
    pub state: ActivityState,
    /// From when.
    #[serde(deserialize_with = "crate::json::instant")]
    pub starts_at: DateTime<Utc>,
}

/// A page of everyone, for `reader`; `None` when they do not manage everyone's directory.
///
/// # Errors
/// When the database fails.
pub async fn page(
    conn: &mut Connection,
    reader: PersonId,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<Option<Page<User>>> {
    let search = Search::of(&filter.search);
    let driver = driver(filter, &search);
    let after = match filter.after.as_str() {
        "" => String::new(),
        // Control characters stand in no name.
        place => format!("{place}\u{1}"),
    };
    let (longest, second) = search.words.longest();
    let sql = page_sql(driver, filter.department.is_some());
    let row: PageRow<User> = statement(sql)
        .bind::<Text, _>(after.max(search.from))
        .bind::<Text, _>(search.to)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(filter.status.map_or("", Status::code).to_owned())
        .bind::<Bool, _>(filter.has_delegate)
        .bind::<Bool, _>(filter.is_delegate)
        .bind::<Array<Text>, _>(search.words.patterns)
        .bind::<BigInt, _>(match driver {
            Driver::Search | Driver::ShortSearch => WALK,
            _ => i64::MAX,
        })
        .bind::<BigInt, _>(reader.0)
        .bind::<Text, _>(longest)
        .bind::<Text, _>(second)
        .bind::<Nullable<Text>, _>(filter.department.clone())
        .bind::<Array<Text>, _>(search.words.regexes)
        .bind::<Array<Text>, _>(search.words.beginnings)
        .get_result(conn)
        .await?;
    Ok(row.page())
}

/// The fewest people that a filter lets through decide where the page is read from.
fn driver(filter: &Filter, search: &Search) -> Driver {
    match filter.status {
        _ if filter.inactive_delegate => Driver::Orphaned,
        Some(Status::Is(ActivityState::Disabled)) => Driver::Disabled,
        Some(Status::Is(ActivityState::NotYetHired)) => Driver::Joining,
        Some(Status::Is(ActivityState::Terminated)) => Driver::Leavers,
        Some(Status::Inactive) => Driver::Inactive,
        _ if !search.words.patterns.is_empty() => Driver::Search,
        _ if !search.words.beginnings.is_empty() => Driver::ShortSearch,
        _ if filter.has_delegate => Driver::Owners,
        _ if filter.is_delegate => Driver::Delegates,
        _ => Driver::Everyone,
    }
}

/// What was typed, as bounds of the list and patterns: the same people as the picker finds (T4).
pub(crate) struct Search {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) words: Words,
}

impl Search {
    pub(crate) fn of(folded: &str) -> Self {
        let words = Words::of(folded);
        // What has no word in it, such as a dash, is the beginning of a name: of nobody's.
        let from = if words.are_none() {
            folded.to_owned()
        } else {
            String::new()
        };
        Self {
            to: format!("{from}{HIGHEST}"),
            from,
            words,
        }
    }
}
