//! Reading the audit log with filters (G8), newest first. Each combination of filters walks an index that holds nothing else in
//! its order, and no further than the page; so a page costs the same however long the log is.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::statement::statement;
use crate::{Connection, Result};

/// What to look for; everything empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Anybody an entry is about: who acted, for whom, who gave, who received, who was passed over.
    pub person: Option<PersonId>,
    /// `object_kind`, or `object_kind:object_id`.
    pub object: Option<String>,
    /// An action, or its part before the dot.
    pub action: Option<String>,
    /// From this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Entries that follow the one with this id: the next page.
    pub before_id: Option<i64>,
}

/// One entry with the names of its people.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Entry {
    /// In the order of writing.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// When, in UTC.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Display name of who acted.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor: Option<String>,
    /// Username of who acted.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_username: Option<String>,
    /// Display name of the person acted for.
    #[diesel(sql_type = Nullable<Text>)]
    pub on_behalf_of: Option<String>,
    /// The page, job, command or API token.
    #[diesel(sql_type = Text)]
    pub through: String,
    /// What was done.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// What kind of thing.
    #[diesel(sql_type = Text)]
    pub object_kind: String,
    /// Which one.
    #[diesel(sql_type = Text)]
    pub object_id: String,
    /// Display name of the person concerned.
    #[diesel(sql_type = Nullable<Text>)]
    pub concerns: Option<String>,
    /// Names of the further people it is about, with their usernames, by name.
    #[diesel(sql_type = Array<Text>)]
    pub people: Vec<String>,
    /// Facts before.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub before: Option<serde_json::Value>,
    /// Facts after.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub after: Option<serde_json::Value>,
    /// As in the log lines of the request.
    #[diesel(sql_type = Nullable<Text>)]
    pub request_id: Option<String>,
    /// What the client, or a proxy before us, calls the request.
    #[diesel(sql_type = Nullable<Text>)]
    pub client_request_id: Option<String>,
}

/// The most entries on a page.
pub const PAGE: i64 = 50;

// $1 the person, $2 the kind of object, $3 its id, $4 the action, $5 from, $6 until, $7 the entry that the page follows. The number
// of rows, one more than a page, stands in the text: of a parameter the planner takes a tenth of all there are. An absent bound is
// an infinite one, and the end of the period and the entry that the page follows are one bound, whichever is earlier, so that the
// index is entered there.
macro_rules! limit {
    () => {
        " ORDER BY at DESC, id DESC LIMIT 51"
    };
}
macro_rules! in_period {
    ($alias:literal, $id:literal) => {
        concat!(
            $alias, ".at >= coalesce($5, '-infinity'::timestamptz) AND (", $alias, ".at, ", $alias, ".", $id,
            ") < (least((SELECT b.at FROM audit_log b WHERE b.id = $7), $6, 'infinity'::timestamptz), \
             CASE WHEN (SELECT b.at FROM audit_log b WHERE b.id = $7) < coalesce($6, 'infinity'::timestamptz) THEN $7 ELSE 0 END)"
        )
    };
}
macro_rules! is_action {
    ($column:literal) => {
        concat!(
            "($4::text IS NULL OR ",
            $column,
            " = $4 OR starts_with(",
            $column,
            ", $4 || '.'))"
        )
    };
}
macro_rules! entries {
    ($found:expr) => {
        concat!(
            "WITH RECURSIVE ",
            $found,
            " SELECT l.id, l.at, ", crate::sql::shown_name!("a"), " AS actor, a.username AS actor_username, ", crate::sql::shown_name!("b"), " AS on_behalf_of, \
               l.through, l.action, l.object_kind, l.object_id, ", crate::sql::shown_name!("c"), " AS concerns, \
               ARRAY(SELECT p.display_name || ' (' || p.username || ')' FROM unnest(l.people) AS other (id) \
                 JOIN people p ON p.id = other.id WHERE other.id IS DISTINCT FROM l.actor_id \
                 AND other.id IS DISTINCT FROM l.on_behalf_of AND other.id IS DISTINCT FROM l.concerns_id \
                 ORDER BY p.search_text, p.id) AS people, \
               l.before, l.after, l.request_id, l.client_request_id FROM found f JOIN audit_log l ON l.id = f.id \
             LEFT JOIN people a ON a.id = l.actor_id LEFT JOIN people b ON b.id = l.on_behalf_of \
             LEFT JOIN people c ON c.id = l.concerns_id ORDER BY l.at DESC, l.id DESC"
        )
    };
}

/// Every entry of the period, or every entry about objects of a kind.
const ALL: &str = entries!(concat!(
    "found AS MATERIALIZED (SELECT id, at FROM audit_log l WHERE ($2::text IS NULL OR l.object_kind = $2) AND ",
    in_period!("l", "id"),
    limit!(),
    ")"
));

/// Entries of some actions: the newest of each, and of them the newest.
const OF_ACTION: &str = entries!(concat!(
    "actions (action) AS ((SELECT action FROM audit_log ORDER BY action LIMIT 1) UNION ALL \
       SELECT (SELECT l.action FROM audit_log l WHERE l.action > a.action ORDER BY l.action LIMIT 1) FROM actions a \
       WHERE a.action IS NOT NULL), \
     found AS MATERIALIZED (SELECT each.id, each.at FROM actions a CROSS JOIN LATERAL (SELECT l.id, l.at FROM audit_log l \
         WHERE l.action = a.action AND ($2::text IS NULL OR l.object_kind = $2) AND ",
    in_period!("l", "id"),
    limit!(),
    ") each WHERE a.action IS NOT NULL AND ",
    is_action!("a.action"),
    limit!(),
    ")"
));

/// Entries about a person, the same way.
const OF_PERSON: &str = entries!(concat!(
    "actions (action) AS ((SELECT p.action FROM audit_people p WHERE p.person_id = $1 ORDER BY p.action LIMIT 1) UNION ALL \
       SELECT (SELECT p.action FROM audit_people p WHERE p.person_id = $1 AND p.action > a.action ORDER BY p.action LIMIT 1) \
       FROM actions a WHERE a.action IS NOT NULL), \
     found AS MATERIALIZED (SELECT each.id, each.at FROM actions a CROSS JOIN LATERAL (SELECT p.entry_id AS id, p.at \
         FROM audit_people p WHERE p.person_id = $1 AND p.action = a.action AND ($2::text IS NULL OR EXISTS ( \
           SELECT FROM audit_log l WHERE l.id = p.entry_id AND l.object_kind = $2)) AND ",
    in_period!("p", "entry_id"),
    limit!(),
    ") each WHERE a.action IS NOT NULL AND ",
    is_action!("a.action"),
    limit!(),
    ")"
));

/// Entries about one object: it has few.
const OF_OBJECT: &str = entries!(concat!(
    "of_object AS MATERIALIZED (SELECT l.id, l.at, l.action FROM audit_log l WHERE l.object_kind = $2 AND l.object_id = $3), \
     found AS MATERIALIZED (SELECT l.id, l.at FROM of_object l WHERE ",
    is_action!("l.action"),
    " AND ($1::bigint IS NULL OR EXISTS (SELECT FROM audit_people p WHERE p.person_id = $1 AND p.action = l.action AND p.at = l.at \
        AND p.entry_id = l.id)) AND ",
    in_period!("l", "id"),
    limit!(),
    ")"
));

/// All of them, for tests of their plans: each takes the seven parameters above.
pub const STATEMENTS: [&str; 4] = [ALL, OF_ACTION, OF_PERSON, OF_OBJECT];

/// Entries that match, newest first: one more than a page, if there are as many.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, filter: &Filter) -> Result<Vec<Entry>> {
    let object = filter.object.as_deref();
    let (kind, id) = match object.and_then(|object| object.split_once(':')) {
        Some((kind, id)) => (Some(kind), Some(id)),
        None => (object, None),
    };
    let sql = match (id, filter.person, &filter.action) {
        (Some(_), _, _) => OF_OBJECT,
        (None, Some(_), _) => OF_PERSON,
        (None, None, Some(_)) => OF_ACTION,
        (None, None, None) => ALL,
    };
    let query = statement(sql)
        .bind::<Nullable<BigInt>, _>(filter.person.map(|person| person.0))
        .bind::<Nullable<Text>, _>(kind.map(str::to_owned))
        .bind::<Nullable<Text>, _>(id.map(str::to_owned))
        .bind::<Nullable<Text>, _>(filter.action.clone())
        .bind::<Nullable<Timestamptz>, _>(filter.from)
        .bind::<Nullable<Timestamptz>, _>(filter.until)
        .bind::<Nullable<BigInt>, _>(filter.before_id);
    Ok(query.load(conn).await?)
}
