//! Finding active people by a few letters of name or username, for the person picker: everybody (T4), or those whose details
//! somebody sees (R4).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::role_delegation::PersonSecurityProfile;

use crate::sql::active;
use crate::statement::statement;
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

/// Whose text begins with what was typed: through the btree, in its order, so that it stops at the limit.
macro_rules! begins {
    ($with:expr, $seen:expr) => {
        concat!(
            $with,
            "SELECT p.username, p.display_name, p.department FROM people p WHERE p.search_text LIKE $1 AND ",
            active!("p", "$2"),
            " AND p.id IS DISTINCT FROM $4 AND p.id IS DISTINCT FROM $5",
            $seen,
            " ORDER BY p.search_text USING ~<~ LIMIT $3"
        )
    };
}

/// Whose text has every word in it: the two longest through the trigrams, which `LIKE ALL` cannot use by itself.
/// Matches are cut at 2,000 before they are put in order, so that a very common syllable stays quick.
macro_rules! contains {
    ($with:expr, $seen:expr) => {
        concat!(
            $with,
            "SELECT username, display_name, department FROM (SELECT p.username, p.display_name, p.department, p.search_text \
             FROM people p WHERE p.search_text LIKE $7 AND p.search_text LIKE $8 AND p.search_text LIKE ALL($6) AND ",
            active!("p", "$2"),
            " AND p.id IS DISTINCT FROM $4 AND p.id IS DISTINCT FROM $5",
            $seen,
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

/// The two texts of a search: by the beginning, and by what is contained.
fn texts(profile: PersonSecurityProfile) -> (&'static str, &'static str) {
    match profile {
        PersonSecurityProfile::Everyone => (begins!("", ""), contains!("", "")),
        PersonSecurityProfile::SameDepartment => (
            begins!("", in_same!("department")),
            contains!("", in_same!("department")),
        ),
        PersonSecurityProfile::SameLocation => (
            begins!("", in_same!("location")),
            contains!("", in_same!("location")),
        ),
        PersonSecurityProfile::ChainAndPeers => {
            (begins!(chain!(), in_chain!()), contains!(chain!(), in_chain!()))
        }
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
    let (begins, contains) = texts(among.map_or_else(PersonSecurityProfile::default, |among| among.profile));
    let (viewer, but) = (among.map(|among| among.viewer.0), among.map(|among| among.but.0));
    let asked = |sql, text: String| {
        statement(sql)
            .bind::<Text, _>(text)
            .bind::<Timestamptz, _>(now)
            .bind::<BigInt, _>(limit)
            .bind::<Nullable<BigInt>, _>(viewer)
            .bind::<Nullable<BigInt>, _>(but)
    };
    let escaped = escape_like(query);
    let mut hits: Vec<Hit> = asked(begins, format!("{escaped}%")).load(conn).await?;
    let missing = usize::try_from(limit)
        .unwrap_or(usize::MAX)
        .saturating_sub(hits.len());
    // Fewer than three letters have no trigram: the whole directory would be read.
    if missing == 0 || query.split(' ').all(|word| word.chars().count() < 3) {
        return Ok(hits);
    }
    let mut words: Vec<String> = escaped.split(' ').map(|word| format!("%{word}%")).collect();
    let first = escaped.split(' ').next().unwrap_or_default().to_owned();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let (longest, second) = match words.as_slice() {
        [longest, second, ..] => (longest.clone(), second.clone()),
        [only] => (only.clone(), only.clone()),
        [] => return Ok(hits),
    };
    let found: Vec<Hit> = asked(contains, first)
        .bind::<Array<Text>, _>(words)
        .bind::<Text, _>(longest)
        .bind::<Text, _>(second)
        .load(conn)
        .await?;
    for hit in found {
        if hits.len() < usize::try_from(limit).unwrap_or(usize::MAX) && !hits.contains(&hit) {
            hits.push(hit);
        }
    }
    Ok(hits)
}

/// Makes the pattern's own signs plain.
pub fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
