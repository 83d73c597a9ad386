//! The absences of everyone whom a person reaches with `manage_absences`, a section for each hierarchy: their own right,
//! and each delegator whose delegation is in force (R14). Each anchor's hierarchy is walked down once; absences are read
//! person by person through their index, no further than a page.

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::sql_types::{Jsonb, Nullable, Text};
use domain::absence::State;
use domain::ids::PersonId;

use super::{Absence, Place};
use crate::json::Json;
use crate::people::search::escape_like;
use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::{Connection, Result};

/// What to keep; everything empty keeps everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Every word of it, already folded, stands in the name or username.
    pub search: String,
    /// Where it stands.
    pub state: Option<State>,
    /// It ends on this day or later.
    pub from: Option<NaiveDate>,
    /// It starts on this day or earlier.
    pub until: Option<NaiveDate>,
    /// One section goes on after a place: that of this owner.
    pub after: Option<(PersonId, Place)>,
}

/// The absences of one hierarchy.
#[derive(Debug, Clone)]
pub struct Section {
    /// Whose hierarchy it is: the person's own, or the delegator's.
    pub owner: PersonId,
    /// Username and name of the delegator; none: the person's own right.
    pub delegator: Option<(String, String)>,
    /// The newest start first.
    pub absences: Vec<Absence>,
}

#[derive(diesel::QueryableByName, Columns)]
struct SectionRow {
    #[diesel(sql_type = PersonKey)]
    owner: PersonId,
    #[diesel(sql_type = Nullable<PersonKey>)]
    delegator_id: Option<PersonId>,
    #[diesel(sql_type = Text)]
    username: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Jsonb)]
    absences: Json<Vec<Absence>>,
}

#[derive(Statement)]
#[statement(file = "absences/sections.sql", row = SectionRow)]
struct Sections {
    person: PersonId,
    now: DateTime<Utc>,
    state: Option<State>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    patterns: Vec<String>,
    after_owner: Option<PersonId>,
    after_start: Option<NaiveDate>,
    after_id: Option<i64>,
    limit: i64,
}

/// The sections of a person at `now`, each with up to `limit` absences; one for every delegation in force, even if there is
/// nobody in it (G9).
///
/// # Errors
/// When the database fails.
pub async fn sections(
    conn: &mut Connection,
    person: PersonId,
    filter: &Filter,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Section>> {
    let words = filter
        .search
        .split_whitespace()
        .filter(|word| !word.contains('\0'));
    let sections = Sections {
        person,
        now,
        state: filter.state,
        from: filter.from,
        until: filter.until,
        patterns: words.map(|word| format!("%{}%", escape_like(word))).collect(),
        after_owner: filter.after.map(|(owner, _)| owner),
        after_start: filter.after.map(|(_, place)| place.0),
        after_id: filter.after.map(|(_, place)| place.1),
        limit,
    };
    let rows = sections.rows(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| Section {
            owner: row.owner,
            delegator: row.delegator_id.map(|_| (row.username, row.display_name)),
            absences: row.absences.0,
        })
        .collect())
}
