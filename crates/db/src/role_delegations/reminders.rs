//! Delegations whose end draws near (issue: reminders seven days and one day before): found by their end requests, and only
//! those that have come near since the last look.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::role_delegation::Period;
use domain::zone::Zone;

use super::parties::PeriodColumns;
use crate::glued::statement;
use crate::key::Key;
use crate::{Connection, Result};

/// A delegation in force whose end is due soon.
#[derive(Debug, Clone, QueryableByName)]
pub struct Ending {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Its end request.
    #[diesel(sql_type = BigInt)]
    pub request: i64,
    /// When it ends.
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    /// Who delegates.
    #[diesel(sql_type = BigInt, column_name = delegator_id, deserialize_as = Key<i64>)]
    pub delegator: PersonId,
    /// Name of who lends.
    #[diesel(sql_type = Text)]
    pub delegator_name: String,
    /// Who receives.
    #[diesel(sql_type = BigInt, column_name = proxy_id, deserialize_as = Key<i64>)]
    pub proxy: PersonId,
    /// Name of who has it.
    #[diesel(sql_type = Text)]
    pub proxy_name: String,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role_name: String,
    /// The delegator's IANA zone, or else the Site's (G1).
    #[diesel(sql_type = Text, deserialize_as = crate::zone::ZoneColumn)]
    pub zone: Zone,
    #[diesel(embed)]
    period: PeriodColumns,
    /// The key of the reminder, which both get once. With the day in it: an end that is moved is another end.
    #[diesel(sql_type = Text)]
    pub key: String,
}

impl Ending {
    /// Its dates in the delegator's zone. The database holds no end before a start.
    pub fn period(&self) -> Option<Period> {
        self.period.0
    }
}

/// Delegations that have begun and end after `from`, at `until` at the latest, by that instant; after the given one, at
/// most `limit`. Those of whose ends both were told that many `days` before are left out.
///
/// # Errors
/// When the database fails.
pub async fn ending(
    conn: &mut Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    days: i64,
    after: Option<(DateTime<Utc>, i64)>,
    limit: i64,
) -> Result<Vec<Ending>> {
    const SQL: &str = concat!(
        "SELECT d.id, q.id AS request, q.due_at, d.delegator_id, ",
        crate::sql::shown_name!("o"),
        " AS delegator_name, d.proxy_id, \
        ",
        crate::sql::shown_name!("x"),
        " AS proxy_name, r.name AS role_name, coalesce(o.time_zone, (SELECT value FROM profile_values \
        WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC') AS zone, d.starts_on, d.ends_on, d.through_end, k.key FROM role_requests q \
        JOIN role_delegations d ON d.id = q.delegation_id AND d.begun_at IS NOT NULL AND d.ended_at IS NULL \
        JOIN people o ON o.id = d.delegator_id JOIN people x ON x.id = d.proxy_id JOIN roles r ON r.id = d.role_id \
        CROSS JOIN LATERAL (SELECT concat('delegation:', d.id, ':ends:', to_char(d.ends_on, 'YYYY-MM-DD'), CASE WHEN d.through_end THEN '+' END, ':', $6) AS key) k \
        WHERE q.kind = 'end' AND q.applied_at IS NULL AND q.state IN ('pending', 'failed') AND q.due_at > $1 AND q.due_at <= $2 \
        AND ($3::timestamptz IS NULL OR (q.due_at, q.id) > ($3, $4)) \
        AND NOT (EXISTS (SELECT FROM outbox n WHERE n.person_id = d.delegator_id AND n.event_key = k.key) \
          AND EXISTS (SELECT FROM outbox n WHERE n.person_id = d.proxy_id AND n.event_key = k.key)) ORDER BY q.due_at, q.id LIMIT $5"
    );
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(until)
        .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
        .bind::<BigInt, _>(after.map_or(0, |(_, id)| id))
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(days)
        .load(conn)
        .await?)
}
