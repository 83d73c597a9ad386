//! Delegation rules that have begun or run out by themselves since the last look: their delegates are told (T16).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::delegation_rule::Window;
use domain::ids::{PersonId, RuleId};
use domain::zone::Zone;

use crate::glued::statement;
use crate::{Connection, Result};

/// A rule whose day has come.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Turn {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// It has run out; else it has begun.
    #[diesel(sql_type = Bool)]
    pub is_over: bool,
    /// Name of whose tasks.
    #[diesel(sql_type = Text)]
    pub owner_name: String,
    /// The owner's IANA zone, or else the Site's (G1).
    #[diesel(sql_type = Text, deserialize_as = crate::zone::ZoneColumn)]
    pub zone: Zone,
    #[diesel(sql_type = BigInt)]
    delegate_id: i64,
    #[diesel(sql_type = Timestamptz)]
    starts_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ends_at: Option<DateTime<Utc>>,
    /// The key of the message, which the delegate gets once.
    #[diesel(sql_type = Text)]
    pub key: String,
}

impl Turn {
    /// The rule.
    pub fn rule(&self) -> RuleId {
        RuleId(self.id)
    }

    /// Who gets the tasks, or got them.
    pub fn delegate(&self) -> PersonId {
        PersonId(self.delegate_id)
    }

    /// From when to when.
    pub fn window(&self) -> Window {
        Window {
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }
}

/// Rules that began or ran out after `from`, at `until` at the latest, in the order of their ids and after the given one.
/// A rule that began when it was saved is none of them: that was told then. Nor is one whose delegate has been told.
///
/// # Errors
/// When the database fails.
pub async fn turned(
    conn: &mut Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    after: Option<RuleId>,
    limit: i64,
) -> Result<Vec<Turn>> {
    const SQL: &str = concat!(
        "SELECT t.id, t.is_over, ",
        crate::sql::shown_name!("o"),
        " AS owner_name, coalesce(o.time_zone, (SELECT value FROM profile_values \
        WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC') AS zone, t.delegate_id, t.starts_at, t.ends_at, k.key FROM ( \
        SELECT r.id, false AS is_over, r.owner_id, r.delegate_id, r.starts_at, r.ends_at FROM delegation_rules r \
          WHERE r.closed_at IS NULL AND r.starts_at > $1 AND r.starts_at <= $2 AND r.saved_at < r.starts_at \
          AND (r.ends_at IS NULL OR $2 < r.ends_at) \
        UNION ALL SELECT r.id, true, r.owner_id, r.delegate_id, r.starts_at, r.ends_at FROM delegation_rules r \
          WHERE r.closed_at IS NULL AND r.ends_at > $1 AND r.ends_at <= $2 AND r.starts_at < r.ends_at) t \
        JOIN people o ON o.id = t.owner_id \
        CROSS JOIN LATERAL (SELECT concat('rule:', t.id, CASE WHEN t.is_over THEN ':over' ELSE ':begun' END) AS key) k \
        WHERE t.id > $3 AND NOT EXISTS (SELECT FROM outbox n WHERE n.person_id = t.delegate_id AND n.event_key = k.key) ORDER BY t.id LIMIT $4"
    );
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(until)
        .bind::<BigInt, _>(after.map_or(0, |rule| rule.0))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}
