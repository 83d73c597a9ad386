//! Finding active people by a few letters of name or username, for the person picker (T4).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

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

/// Whose text begins with what was typed: through the btree, in its order, so that it stops at the limit.
const BEGINS: &str = concat!(
    "SELECT p.username, p.display_name, p.department FROM people p WHERE p.search_text LIKE $1 AND ",
    active!("p", "$2"),
    " ORDER BY p.search_text USING ~<~ LIMIT $3"
);

/// Whose text has every word in it: the two longest through the trigrams, which `LIKE ALL` cannot use by itself.
/// Matches are cut at 2,000 before they are put in order, so that a very common syllable stays quick.
const CONTAINS: &str = concat!(
    "SELECT username, display_name, department FROM (SELECT p.username, p.display_name, p.department, p.search_text \
     FROM people p WHERE p.search_text LIKE $5 AND p.search_text LIKE $6 AND p.search_text LIKE ALL($1) AND ",
    active!("p", "$2"),
    " LIMIT 2000) f ORDER BY (' ' || search_text) NOT LIKE '% ' || $4 || '%', search_text LIMIT $3"
);

/// Active people who match every word of `query` (already folded), best first.
///
/// # Errors
/// When the database fails.
pub async fn search(conn: &mut Connection, query: &str, now: DateTime<Utc>, limit: i64) -> Result<Vec<Hit>> {
    let escaped = escape_like(query);
    let begins = statement(BEGINS)
        .bind::<Text, _>(format!("{escaped}%"))
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit);
    let mut hits: Vec<Hit> = begins.load(conn).await?;
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
    let contains: Vec<Hit> = statement(CONTAINS)
        .bind::<diesel::sql_types::Array<Text>, _>(words)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .bind::<Text, _>(first)
        .bind::<Text, _>(longest)
        .bind::<Text, _>(second)
        .load(conn)
        .await?;
    for hit in contains {
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
