//! What a stored rule covers: its days, and the same as instants.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::{Queryable, QueryableByName};
use diesel::pg::Pg;
use diesel::row::NamedRow;
use diesel::sql_types::{Date, Nullable, Timestamptz};
use domain::delegation_rule::{KindCode, RuleKind, Window};
use serde::Deserialize;

use crate::statement::{Columns, Typed};

/// The columns `starts_on`, `ends_on`, `starts_at` and `ends_at` of a rule, read once, in the row. The database keeps days apart that
/// contradict each other; should there be such, they are an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "TermColumns")]
pub struct Term {
    /// Permanent, or its days in the owner's zone.
    pub kind: RuleKind,
    /// From when to when.
    pub window: Window,
}

#[derive(diesel::QueryableByName, db_macros::Columns, Deserialize)]
struct TermColumns {
    #[diesel(sql_type = Nullable<Date>)]
    starts_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    #[serde(deserialize_with = "crate::json::instant")]
    starts_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    ends_at: Option<DateTime<Utc>>,
}

impl TryFrom<TermColumns> for Term {
    type Error = String;

    fn try_from(columns: TermColumns) -> Result<Self, String> {
        let (starts_on, ends_on) = (columns.starts_on, columns.ends_on);
        let kind = RuleKind::of_days(starts_on, ends_on)
            .ok_or_else(|| format!("no rule lasts from {starts_on:?} to {ends_on:?}"))?;
        Ok(Self {
            kind,
            window: Window {
                starts_at: columns.starts_at,
                ends_at: columns.ends_at,
            },
        })
    }
}

/// The code of a kind: its column `kind`.
pub(super) fn code(kind: &RuleKind) -> KindCode {
    match kind {
        RuleKind::Permanent => KindCode::Permanent,
        RuleKind::Temporary { .. } => KindCode::Temporary,
    }
}

impl Queryable<(Nullable<Date>, Nullable<Date>, Timestamptz, Nullable<Timestamptz>), Pg> for Term {
    type Row = (
        Option<NaiveDate>,
        Option<NaiveDate>,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
    );

    fn build((starts_on, ends_on, starts_at, ends_at): Self::Row) -> diesel::deserialize::Result<Self> {
        let columns = TermColumns {
            starts_on,
            ends_on,
            starts_at,
            ends_at,
        };
        Ok(columns.try_into()?)
    }
}

impl QueryableByName<Pg> for Term {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> diesel::deserialize::Result<Self> {
        Ok(TermColumns::build(row)?.try_into()?)
    }
}

impl Columns for Term {
    fn columns() -> Vec<Typed> {
        TermColumns::columns()
    }
}
