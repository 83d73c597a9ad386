//! Delegations whose instants are to be computed anew because their delegator's zone changed (G1). What has begun stays begun.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use domain::ids::PersonId;
use domain::role_delegation::Period;

use super::parties::PeriodColumns;
use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A delegation that is not over.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Open {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Who receives.
    #[diesel(sql_type = PersonKey, column_name = proxy_id)]
    pub proxy: PersonId,
    /// Who delegates.
    #[diesel(sql_type = PersonKey, column_name = delegator_id)]
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

#[derive(Statement)]
#[statement(file = "role_delegations/open_of_movers.sql", row = Open)]
struct OpenOfMovers {
    now: DateTime<Utc>,
    after: Option<i64>,
    limit: i64,
}

#[derive(Statement)]
#[statement(file = "role_delegations/open_without_zone.sql", row = Open)]
struct OpenWithoutZone {
    now: DateTime<Utc>,
    after: Option<i64>,
    limit: i64,
}

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
    match whose {
        Whose::Imported => OpenOfMovers { now, after, limit }.rows(conn).await,
        Whose::WithoutZone => OpenWithoutZone { now, after, limit }.rows(conn).await,
    }
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

#[derive(Statement)]
#[statement(file = "role_delegations/move_instants.sql")]
struct MoveInstants {
    delegations: Vec<i64>,
    not_after: Vec<Option<DateTime<Utc>>>,
    begin_due: Vec<Option<DateTime<Utc>>>,
    end_due: Vec<Option<DateTime<Utc>>>,
}

/// Writes new instants: of the delegations, and of their requests that wait for their day.
///
/// # Errors
/// When the database fails.
pub async fn write(tx: &mut Transaction, moved: &[Moved]) -> Result<()> {
    let moves = MoveInstants {
        delegations: moved.iter().map(|moved| moved.id).collect(),
        not_after: moved.iter().map(|moved| moved.not_after).collect(),
        begin_due: moved.iter().map(|moved| moved.begin_due).collect(),
        end_due: moved.iter().map(|moved| moved.end_due).collect(),
    };
    moves.run(tx).await?;
    Ok(())
}
