//! Delegations whose instants are to be computed anew because their delegator's zone changed (G1). What has begun stays begun.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::role_delegation::Period;

use super::parties::PeriodColumns;
use crate::glued::statement;
use crate::key::Key;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A delegation that is not over.
#[derive(Debug, Clone, QueryableByName)]
pub struct Open {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Who receives.
    #[diesel(sql_type = BigInt, column_name = proxy_id, deserialize_as = Key<i64>)]
    pub proxy: PersonId,
    /// Who delegates.
    #[diesel(sql_type = BigInt, column_name = delegator_id, deserialize_as = Key<i64>)]
    pub delegator: PersonId,
    #[diesel(embed)]
    period: PeriodColumns,
    /// It gives nothing from this instant on, by the old zone.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub not_after: Option<DateTime<Utc>>,
    /// It has begun.
    #[diesel(sql_type = Bool)]
    pub has_begun: bool,
    /// When its begin is due, where it waits for its day.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub begin_due: Option<DateTime<Utc>>,
    /// When its end is due, where it waits for its day.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub end_due: Option<DateTime<Utc>>,
    /// The delegator's zone as it is now; none: the Site's.
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
}

impl Open {
    /// Its dates. The database holds no end before a start.
    pub fn period(&self) -> Option<Period> {
        self.period.0
    }
}

/// Whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Of those whose zone an import changes; inside its transaction, after it is applied.
    Imported,
    /// Of everybody without a zone.
    WithoutZone,
}

macro_rules! open {
    ($whose:literal) => {
        concat!(
            "SELECT d.id, d.delegator_id, d.proxy_id, d.starts_on, d.ends_on, d.through_end, d.not_after, d.begun_at IS NOT NULL AS has_begun, \
               o.time_zone, (SELECT min(q.due_at) FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = 'begin' \
                 AND q.applied_at IS NULL AND q.state IN ('pending', 'failed')) AS begin_due, \
               (SELECT min(q.due_at) FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = 'end' \
                 AND q.applied_at IS NULL AND q.state IN ('pending', 'failed')) AS end_due \
             FROM role_delegations d JOIN people o ON o.id = d.delegator_id WHERE d.ended_at IS NULL AND d.cancelled_at IS NULL \
             AND (d.not_after > $1 OR d.not_after IS NULL AND d.begun_at IS NULL) AND ",
            $whose,
            " AND d.id > coalesce($2, 0) ORDER BY d.id LIMIT $3 FOR UPDATE OF d"
        )
    };
}
const IMPORTED: &str =
    open!("o.id IN (SELECT c.person_id FROM import_changes c WHERE c.zone_changed AND NOT c.is_new)");
const WITHOUT_ZONE: &str = open!("o.time_zone IS NULL");

/// Those whose windows have not passed, by id and after the given one; nobody else changes them meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn open(
    conn: &mut Connection,
    whose: Whose,
    after: Option<i64>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Open>> {
    let sql = match whose {
        Whose::Imported => IMPORTED,
        Whose::WithoutZone => WITHOUT_ZONE,
    };
    Ok(statement(sql)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<BigInt>, _>(after)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}

/// New instants of a delegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub id: i64,
    /// It gives nothing from this instant on.
    pub not_after: Option<DateTime<Utc>>,
    /// When its begin is due, if it waits for its day.
    pub begin_due: Option<DateTime<Utc>>,
    /// When its end is due, if it waits for its day.
    pub end_due: Option<DateTime<Utc>>,
}

/// Writes new instants: of the delegations, and of their requests that wait for their day.
///
/// # Errors
/// When the database fails.
pub async fn write(tx: &mut Transaction, moved: &[Moved]) -> Result<()> {
    const SQL: &str = "WITH n AS (SELECT * FROM unnest($1, $2, $3, $4) AS n (id, not_after, begin_due, end_due)), \
        moved AS (UPDATE role_delegations d SET not_after = n.not_after FROM n WHERE d.id = n.id \
          AND d.not_after IS DISTINCT FROM n.not_after) \
        UPDATE role_requests q SET due_at = CASE q.kind WHEN 'begin' THEN n.begin_due ELSE n.end_due END FROM n \
        WHERE q.delegation_id = n.id AND q.applied_at IS NULL AND q.state IN ('pending', 'failed') AND q.kind IN ('begin', 'end') \
        AND CASE q.kind WHEN 'begin' THEN n.begin_due ELSE n.end_due END IS NOT NULL";
    let column = |which: fn(&Moved) -> Option<DateTime<Utc>>| moved.iter().map(which).collect::<Vec<_>>();
    statement(SQL)
        .bind::<Array<BigInt>, _>(moved.iter().map(|moved| moved.id).collect::<Vec<_>>())
        .bind::<Array<Nullable<Timestamptz>>, _>(column(|moved| moved.not_after))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(|moved| moved.begin_due))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(|moved| moved.end_due))
        .execute(tx)
        .await?;
    Ok(())
}
