//! Finding active people by a few letters of name or username, for the person picker: everybody (T4), or those whose details
//! somebody sees (R4).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text};
use domain::ids::PersonId;
use domain::role_delegation::PersonSecurityProfile;

use super::words::Words;
use crate::statement::Statement;
use crate::{Connection, Result};

/// What the picker shows of a person: no more than name, username and department (T4).
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Columns)]
pub struct Hit {
    /// What is posted.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub display_name: String,
    /// To tell two of the same name apart.
    #[diesel(sql_type = Nullable<Text>)]
    pub department: Option<String>,
}

/// Among whom to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Among {
    /// Those whose details this profile shows…
    pub profile: PersonSecurityProfile,
    /// … to this person, who is not among them (R4).
    pub viewer: PersonId,
    /// Nor is this one.
    pub but: PersonId,
}

#[derive(Statement)]
#[statement(file = "people/search/begins.sql", row = Hit)]
struct Begins<'a> {
    pattern: &'a str,
    now: DateTime<Utc>,
    limit: i64,
    viewer: Option<PersonId>,
    but: Option<PersonId>,
    profile: &'a str,
    pieces: &'a [String],
}

#[derive(Statement)]
#[statement(file = "people/search/words_begin.sql", row = Hit)]
struct WordsBegin<'a> {
    beginnings: &'a [String],
    now: DateTime<Utc>,
    limit: i64,
    viewer: Option<PersonId>,
    but: Option<PersonId>,
    profile: &'a str,
}

#[derive(Statement)]
#[statement(file = "people/search/contains.sql", row = Hit)]
struct Contains<'a> {
    first: &'a str,
    now: DateTime<Utc>,
    limit: i64,
    viewer: Option<PersonId>,
    but: Option<PersonId>,
    profile: &'a str,
    patterns: &'a [String],
    longest: &'a str,
    second: &'a str,
}

#[derive(Statement)]
#[statement(file = "people/search/begins_in_chain.sql", row = Hit)]
struct BeginsInChain<'a> {
    pattern: &'a str,
    now: DateTime<Utc>,
    limit: i64,
    viewer: Option<PersonId>,
    but: Option<PersonId>,
    pieces: &'a [String],
}

#[derive(Statement)]
#[statement(file = "people/search/words_begin_in_chain.sql", row = Hit)]
struct WordsBeginInChain<'a> {
    beginnings: &'a [String],
    now: DateTime<Utc>,
    limit: i64,
    viewer: Option<PersonId>,
    but: Option<PersonId>,
}

#[derive(Statement)]
#[statement(file = "people/search/contains_in_chain.sql", row = Hit)]
struct ContainsInChain<'a> {
    first: &'a str,
    now: DateTime<Utc>,
    limit: i64,
    viewer: Option<PersonId>,
    but: Option<PersonId>,
    patterns: &'a [String],
    longest: &'a str,
    second: &'a str,
}

/// Active people who match every word of `query` (already folded), best first.
///
/// # Errors
/// When the database fails.
pub async fn search(conn: &mut Connection, query: &str, now: DateTime<Utc>, limit: i64) -> Result<Vec<Hit>> {
    find(conn, query, None, now, limit).await
}

/// The same, among those whose details somebody sees (R4).
///
/// # Errors
/// When the database fails.
pub async fn search_among(
    conn: &mut Connection,
    query: &str,
    among: Among,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Hit>> {
    find(conn, query, Some(among), now, limit).await
}

async fn find(
    conn: &mut Connection,
    query: &str,
    among: Option<Among>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Hit>> {
    let words = Words::of(query);
    let asked = Asked { among, now, limit };
    let mut hits = Hits {
        found: Vec::new(),
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
    };
    hits.add(asked.begins(conn, query, &words).await?);
    if !hits.are_enough() && !words.are_none() {
        let more = if words.patterns.is_empty() {
            asked.words_begin(conn, &words.beginnings).await?
        } else {
            asked.contains(conn, query, &words).await?
        };
        hits.add(more);
    }
    Ok(hits.found)
}

/// What every statement of a search is given.
struct Asked {
    among: Option<Among>,
    now: DateTime<Utc>,
    limit: i64,
}

impl Asked {
    /// Whose details are looked at.
    fn profile(&self) -> PersonSecurityProfile {
        self.among
            .map_or_else(PersonSecurityProfile::default, |among| among.profile)
    }

    fn viewer(&self) -> Option<PersonId> {
        self.among.map(|among| among.viewer)
    }

    fn but(&self) -> Option<PersonId> {
        self.among.map(|among| among.but)
    }

    async fn begins(&self, conn: &mut Connection, query: &str, words: &Words) -> Result<Vec<Hit>> {
        let (profile, now, limit, viewer, but) =
            (self.profile(), self.now, self.limit, self.viewer(), self.but());
        let pattern = &format!("{}%", escape_like(query));
        let pieces = &words.pieces();
        if profile == PersonSecurityProfile::ChainAndPeers {
            let begins = BeginsInChain {
                pattern,
                now,
                limit,
                viewer,
                but,
                pieces,
            };
            begins.rows(conn).await
        } else {
            let begins = Begins {
                pattern,
                now,
                limit,
                viewer,
                but,
                profile: profile.code(),
                pieces,
            };
            begins.rows(conn).await
        }
    }

    async fn words_begin(&self, conn: &mut Connection, beginnings: &[String]) -> Result<Vec<Hit>> {
        let (profile, now, limit, viewer, but) =
            (self.profile(), self.now, self.limit, self.viewer(), self.but());
        if profile == PersonSecurityProfile::ChainAndPeers {
            let begin = WordsBeginInChain {
                beginnings,
                now,
                limit,
                viewer,
                but,
            };
            begin.rows(conn).await
        } else {
            let begin = WordsBegin {
                beginnings,
                now,
                limit,
                viewer,
                but,
                profile: profile.code(),
            };
            begin.rows(conn).await
        }
    }

    async fn contains(&self, conn: &mut Connection, query: &str, words: &Words) -> Result<Vec<Hit>> {
        let (profile, now, limit, viewer, but) =
            (self.profile(), self.now, self.limit, self.viewer(), self.but());
        let first = &escape_like(query.split(' ').next().unwrap_or_default());
        let (longest, second) = &words.longest();
        let patterns = &words.patterns;
        if profile == PersonSecurityProfile::ChainAndPeers {
            let contain = ContainsInChain {
                first,
                now,
                limit,
                viewer,
                but,
                patterns,
                longest,
                second,
            };
            contain.rows(conn).await
        } else {
            let contain = Contains {
                first,
                now,
                limit,
                viewer,
                but,
                profile: profile.code(),
                patterns,
                longest,
                second,
            };
            contain.rows(conn).await
        }
    }
}

/// What was found so far, everybody once.
struct Hits {
    found: Vec<Hit>,
    limit: usize,
}

impl Hits {
    fn add(&mut self, more: Vec<Hit>) {
        for hit in more {
            if !self.are_enough() && !self.found.contains(&hit) {
                self.found.push(hit);
            }
        }
    }

    fn are_enough(&self) -> bool {
        self.found.len() >= self.limit
    }
}

/// Makes the pattern's own signs plain.
pub fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
