//! Delegations whose end draws near (issue: reminders seven days and one day before): found by their end requests, and only
//! those that have come near since the last look.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use domain::ids::PersonId;
use domain::role_delegation::Period;
use domain::zone::Zone;

use super::parties::PeriodColumns;
use crate::sql_types::{PersonKey, ZoneName};
use crate::statement::Statement;
use crate::{Connection, Result};

/// A delegation in force whose end is due soon.
#[derive(Debug, Clone, QueryableByName, Columns)]
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
    #[diesel(sql_type = PersonKey, column_name = delegator_id)]
    pub delegator: PersonId,
    /// Name of who lends.
    #[diesel(sql_type = Text)]
    pub delegator_name: String,
    /// Who receives.
    #[diesel(sql_type = PersonKey, column_name = proxy_id)]
    pub proxy: PersonId,
    /// Name of who has it.
    #[diesel(sql_type = Text)]
    pub proxy_name: String,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role_name: String,
    /// The delegator's IANA zone, or else the Site's (G1).
    #[diesel(sql_type = ZoneName)]
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

#[derive(Statement)]
#[statement(file = "role_delegations/ending.sql", row = Ending)]
struct ReadEnding {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    after: Option<DateTime<Utc>>,
    after_request: i64,
    limit: i64,
    days: i64,
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
    let ending = ReadEnding {
        from,
        until,
        after: after.map(|(at, _)| at),
        after_request: after.map_or(0, |(_, request)| request),
        limit,
        days,
    };
    ending.rows(conn).await
}
