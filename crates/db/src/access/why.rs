//! Everything through which a person has, had or will have a privilege, with what decides whether it counts for one
//! record at one instant (D): for the page that answers "Why can …?".

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Date, Nullable, Text, Timestamptz};
use domain::access::{HoldingSource, Way};
use domain::ids::PersonId;
use domain::privilege::DataScope;
use domain::role_delegation::Period;

use crate::sql_types::{DataScopeCode, HoldingSourceCode, PersonKey};
use crate::statement::Statement;
use crate::{Connection, Result};

#[derive(Debug, QueryableByName, Columns)]
struct WayRow {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = DataScopeCode)]
    data_scope: DataScope,
    #[diesel(sql_type = HoldingSourceCode)]
    source: HoldingSource,
    #[diesel(sql_type = Nullable<PersonKey>)]
    delegator_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<Text>)]
    delegator: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    by: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    starts_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    through_end: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    since: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    is_cancelled: bool,
    #[diesel(sql_type = Bool)]
    is_delegator_active: bool,
    #[diesel(sql_type = Bool)]
    is_kept: bool,
    #[diesel(sql_type = Bool)]
    is_in_force: bool,
    #[diesel(sql_type = Bool)]
    reaches: bool,
}

#[derive(Statement)]
#[statement(file = "access/ways.sql", row = WayRow)]
struct Ways {
    person: PersonId,
    target: PersonId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    privilege: &'static str,
    most: i64,
}

/// Everything that gives, gave or will give a person a privilege, up to `most`, judged for one record at one instant.
///
/// # Errors
/// When the database fails.
pub async fn ways(
    conn: &mut Connection,
    (person, privilege, target): (PersonId, &'static str, PersonId),
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Way>> {
    let ways = Ways {
        person,
        target,
        at,
        now,
        privilege,
        most,
    };
    let rows = ways.rows(conn).await?;
    Ok(rows.into_iter().map(way).collect())
}

fn way(row: WayRow) -> Way {
    Way {
        role: row.role,
        data_scope: row.data_scope,
        source: row.source,
        delegator: row.delegator_id.zip(row.delegator),
        by: row.by,
        period: row
            .starts_on
            .and_then(|starts_on| Period::new(starts_on, row.ends_on, row.through_end)),
        since: row.since,
        until: row.until,
        is_cancelled: row.is_cancelled,
        is_delegator_active: row.is_delegator_active,
        is_kept: row.is_kept,
        is_in_force: row.is_in_force,
        reaches: row.reaches,
    }
}

/// Somebody in the line of managers.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Columns)]
pub struct Above {
    #[diesel(sql_type = PersonKey)]
    id: PersonId,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Active at the instant asked about.
    #[diesel(sql_type = Bool)]
    pub is_active: bool,
}

impl Above {
    /// Who.
    pub fn id(&self) -> PersonId {
        self.id
    }
}

#[derive(Statement)]
#[statement(file = "access/line.sql", row = Above)]
struct Line {
    person: PersonId,
    at: DateTime<Utc>,
}

/// A person and everybody above them, from below.
///
/// # Errors
/// When the database fails.
pub async fn line(conn: &mut Connection, person: PersonId, at: DateTime<Utc>) -> Result<Vec<Above>> {
    Line { person, at }.rows(conn).await
}
