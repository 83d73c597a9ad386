//! Finding active people by a few letters of name or username, for the person picker: everybody (T4), or those whose details
//! somebody sees (R4).

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::serialize::ToSql;
use diesel::sql_types::{Array, BigInt, HasSqlType, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::role_delegation::PersonSecurityProfile;

use super::words::Words;
use crate::glued::{Statement, statement};
use crate::sql::active;
use crate::{Connection, Result};

/// What the picker shows of a person: no more than name, username and department (T4).
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
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

/// Who may be found: active, and neither the viewer nor who acts for them.
macro_rules! findable {
    ($seen:expr) => {
        concat!(
            " AND ",
            active!("p", "$2"),
            " AND p.id IS DISTINCT FROM $4 AND p.id IS DISTINCT FROM $5",
            $seen
        )
    };
}

/// Whose names have these pieces: through the index that holds them. Matches are cut as those of `contains!` are.
macro_rules! has_pieces {
    ($pieces:literal, $seen:expr) => {
        concat!(
            "(SELECT f.username, f.display_name, f.department, f.search_text FROM (SELECT p.username, p.display_name, p.department, \
             p.search_text FROM people p WHERE name_pieces(p.search_text) @> ",
            $pieces,
            findable!($seen),
            " LIMIT 2000) f ORDER BY f.search_text USING ~<~ LIMIT $3)"
        )
    };
}

/// Who has every word exactly; then whose text begins with what was typed: through the btree, in its order, so that it
/// stops at the limit. Who is both is in it twice.
macro_rules! begins {
    ($with:expr, $seen:expr) => {
        concat!(
            $with,
            "SELECT username, display_name, department FROM (SELECT 0 AS rank, e.* FROM ",
            has_pieces!("$6", $seen),
            " e UNION ALL (SELECT 1, p.username, p.display_name, p.department, p.search_text FROM people p \
             WHERE p.search_text LIKE $1",
            findable!($seen),
            " ORDER BY p.search_text USING ~<~ LIMIT $3)) f ORDER BY rank, search_text USING ~<~"
        )
    };
}

/// Whose words begin with those that were typed, where all of these are short.
macro_rules! words_begin {
    ($with:expr, $seen:expr) => {
        concat!(
            $with,
            "SELECT username, display_name, department FROM ",
            has_pieces!("$1", $seen),
            " f ORDER BY f.search_text USING ~<~"
        )
    };
}

/// Whose text has every word in it, where one of them is longer: the two longest through the trigrams, which `LIKE ALL`
/// cannot use by itself. Matches are cut at 2,000 before they are put in order, so that a very common syllable stays quick.
macro_rules! contains {
    ($with:expr, $seen:expr) => {
        concat!(
            $with,
            "SELECT username, display_name, department FROM (SELECT p.username, p.display_name, p.department, p.search_text \
             FROM people p WHERE p.search_text LIKE $7 AND p.search_text LIKE $8 AND p.search_text LIKE ALL($6)",
            findable!($seen),
            " LIMIT 2000) f ORDER BY (' ' || search_text) NOT LIKE '% ' || $1 || '%', search_text LIMIT $3"
        )
    };
}

/// Everybody above `$4`, and up to 2,001 of those below, whichever are met first.
macro_rules! chain {
    () => {
        "WITH RECURSIVE above (id, manager_id) AS (SELECT m.id, m.manager_id FROM people v JOIN people m ON m.id = v.manager_id \
           WHERE v.id = $4 UNION SELECT m.id, m.manager_id FROM above a JOIN people m ON m.id = a.manager_id), \
         below (id) AS (SELECT r.id FROM people r WHERE r.manager_id = $4 UNION SELECT r.id FROM below b JOIN people r \
           ON r.manager_id = b.id), met AS MATERIALIZED (SELECT id FROM below LIMIT 2001) "
    };
}

/// Whoever has so many below that they were not all met is asked about one by one: few of them have to be.
macro_rules! in_chain {
    () => {
        " AND (p.manager_id = (SELECT v.manager_id FROM people v WHERE v.id = $4) OR p.id IN (SELECT id FROM above) \
           OR p.id IN (SELECT id FROM met) OR (SELECT count(*) FROM met) > 2000 AND EXISTS (WITH RECURSIVE up (manager_id) AS \
           (SELECT p.manager_id UNION SELECT m.manager_id FROM up JOIN people m ON m.id = up.manager_id) \
           SELECT FROM up WHERE up.manager_id = $4))"
    };
}

macro_rules! in_same {
    ($place:literal) => {
        concat!(
            " AND p.",
            $place,
            " = (SELECT v.",
            $place,
            " FROM people v WHERE v.id = $4)"
        )
    };
}

/// The texts of a search.
struct Texts {
    begins: &'static str,
    words_begin: &'static str,
    contains: &'static str,
}

macro_rules! texts {
    ($with:expr, $seen:expr) => {
        Texts {
            begins: begins!($with, $seen),
            words_begin: words_begin!($with, $seen),
            contains: contains!($with, $seen),
        }
    };
}

fn texts(profile: PersonSecurityProfile) -> Texts {
    match profile {
        PersonSecurityProfile::Everyone => texts!("", ""),
        PersonSecurityProfile::SameDepartment => texts!("", in_same!("department")),
        PersonSecurityProfile::SameLocation => texts!("", in_same!("location")),
        PersonSecurityProfile::ChainAndPeers => texts!(chain!(), in_chain!()),
    }
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
    let texts = texts(among.map_or_else(PersonSecurityProfile::default, |among| among.profile));
    let words = Words::of(query);
    let asked = Asked { among, now, limit };
    let begins = asked
        .bind::<Text, _>(texts.begins, format!("{}%", escape_like(query)))
        .bind::<Array<Text>, _>(words.pieces());
    let mut hits = Hits {
        found: Vec::new(),
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
    };
    hits.add(begins.load(conn).await?);
    if hits.are_enough() {
        return Ok(hits.found);
    }
    let more: Vec<Hit> = if words.patterns.is_empty() {
        if words.beginnings.is_empty() {
            return Ok(hits.found);
        }
        let asked = asked.bind::<Array<Text>, _>(texts.words_begin, words.beginnings);
        asked.load(conn).await?
    } else {
        let (longest, second) = words.longest();
        let first = escape_like(query.split(' ').next().unwrap_or_default());
        let asked = asked
            .bind::<Text, _>(texts.contains, first)
            .bind::<Array<Text>, _>(words.patterns)
            .bind::<Text, _>(longest)
            .bind::<Text, _>(second);
        asked.load(conn).await?
    };
    hits.add(more);
    Ok(hits.found)
}

/// What every text of a search is given.
struct Asked {
    among: Option<Among>,
    now: DateTime<Utc>,
    limit: i64,
}

impl Asked {
    /// A text with its `$1` to `$5`.
    fn bind<T, V>(&self, sql: &'static str, first: V) -> Statement
    where
        T: 'static + Send + Sync,
        V: ToSql<T, Pg> + 'static + Send + Sync,
        Pg: HasSqlType<T>,
    {
        statement(sql)
            .bind::<T, V>(first)
            .bind::<Timestamptz, _>(self.now)
            .bind::<BigInt, _>(self.limit)
            .bind::<Nullable<BigInt>, _>(self.among.map(|among| among.viewer.0))
            .bind::<Nullable<BigInt>, _>(self.among.map(|among| among.but.0))
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
