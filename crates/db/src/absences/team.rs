//! The absences of everyone whom a person reaches with `manage_absences`, a section for each hierarchy: their own right,
//! and each delegator whose delegation is in force (R14). Each anchor's hierarchy is walked down once; absences are read
//! person by person through their index, no further than a page.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Date, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::absence::State;
use domain::ids::PersonId;

use super::{Absence, Place, as_json};
use crate::glued::statement;
use crate::json::Json;
use crate::people::search::escape_like;
use crate::sql::{active, holdings};
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

#[derive(diesel::QueryableByName)]
struct SectionRow {
    #[diesel(sql_type = BigInt)]
    owner: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    delegator_id: Option<i64>,
    #[diesel(sql_type = Text)]
    username: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Jsonb)]
    absences: Json<Vec<Absence>>,
}

macro_rules! kept {
    () => {
        "($3::text IS NULL OR a.state = $3) AND ($4::date IS NULL OR a.ends_on >= $4) AND ($5::date IS NULL OR a.starts_on <= $5) \
         AND ($7::bigint IS NULL OR s.owner <> $7 OR (a.starts_on, a.id) < ($8, $9))"
    };
}

/// The row `$p` of `people` is one that was searched for.
macro_rules! is_meant {
    ($p:literal) => {
        concat!("(cardinality($6) = 0 OR ", $p, ".search_text LIKE ALL($6))")
    };
}

const SECTIONS: &str = concat!(
    "WITH RECURSIVE anchors AS MATERIALIZED (SELECT DISTINCT h.delegator_id, coalesce(h.delegator_id, h.person_id) AS owner, \
       r.data_scope FROM ",
    holdings!("$2"),
    " h JOIN people me ON me.id = h.person_id AND ",
    active!("me", "$2"),
    " JOIN role_privileges rp ON rp.role_id = h.role_id AND rp.privilege = 'manage_absences' JOIN roles r ON r.id = h.role_id \
       WHERE h.person_id = $1), \
     sections AS MATERIALIZED (SELECT owner, min(delegator_id) AS delegator_id, bool_or(data_scope = 'everyone') AS everyone \
       FROM anchors GROUP BY owner), \
     below (owner, id, is_meant) AS (SELECT a.owner, p.id, ",
    is_meant!("p"),
    " FROM anchors a JOIN people p ON p.manager_id = a.owner WHERE a.data_scope = 'reports' \
       UNION SELECT b.owner, p.id, ",
    is_meant!("p"),
    " FROM below b JOIN people p ON p.manager_id = b.id), \
     reached (owner, id) AS MATERIALIZED (SELECT owner, id FROM below WHERE is_meant \
       UNION SELECT a.owner, o.id FROM anchors a JOIN people o ON o.id = a.owner WHERE a.data_scope = 'own' AND ",
    is_meant!("o"),
    " UNION SELECT a.owner, p.id FROM anchors a JOIN people o ON o.id = a.owner JOIN people p ON p.department = o.department \
       WHERE a.data_scope = 'department' AND ",
    is_meant!("p"),
    ") \
     SELECT s.owner, s.delegator_id, o.username, ",
    crate::sql::shown_name!("o"),
    " AS display_name, coalesce((SELECT jsonb_agg(",
    as_json!(),
    " ORDER BY a.starts_on DESC, a.id DESC) FROM ( \
         (SELECT a.* FROM reached r CROSS JOIN LATERAL (SELECT a.* FROM absences a WHERE a.person_id = r.id AND ",
    kept!(),
    " ORDER BY a.starts_on DESC, a.id DESC LIMIT $10) a WHERE NOT s.everyone AND r.owner = s.owner \
           ORDER BY a.starts_on DESC, a.id DESC LIMIT $10) \
         UNION ALL (SELECT a.* FROM absences a WHERE s.everyone AND ",
    kept!(),
    " AND (cardinality($6) = 0 OR EXISTS (SELECT FROM people f WHERE f.id = a.person_id AND ",
    is_meant!("f"),
    ")) ORDER BY a.starts_on DESC, a.id DESC LIMIT $10)) a), '[]') AS absences \
     FROM sections s JOIN people o ON o.id = s.owner ORDER BY s.delegator_id IS NOT NULL, o.display_name, s.owner"
);

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
    let patterns: Vec<String> = words.map(|word| format!("%{}%", escape_like(word))).collect();
    let rows: Vec<SectionRow> = statement(SECTIONS)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Text>, _>(filter.state.map(State::code))
        .bind::<Nullable<Date>, _>(filter.from)
        .bind::<Nullable<Date>, _>(filter.until)
        .bind::<Array<Text>, _>(patterns)
        .bind::<Nullable<BigInt>, _>(filter.after.map(|(owner, _)| owner.0))
        .bind::<Nullable<Date>, _>(filter.after.map(|(_, place)| place.0))
        .bind::<Nullable<BigInt>, _>(filter.after.map(|(_, place)| place.1))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Section {
                owner: PersonId(row.owner),
                delegator: row.delegator_id.map(|_| (row.username, row.display_name)),
                absences: row.absences.0,
            })
        })
        .collect()
}
