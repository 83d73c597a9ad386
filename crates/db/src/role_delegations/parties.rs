//! Who delegates what to whom, and for which days, as rows about delegations say it.

use chrono::NaiveDate;
use db_macros::Columns;
use diesel::deserialize::{Queryable, QueryableByName};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::row::NamedRow;
use diesel::sql_types::{Bool, Date, Nullable, Text};
use domain::ids::PersonId;
use domain::role_delegation::Period;

use crate::schema::shown_delegations;
use crate::sql_types::PersonKey;
use crate::statement::{Columns, Typed};

/// Who delegates which role to whom.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName, Columns)]
pub struct Parties {
    /// Who delegates.
    #[diesel(sql_type = PersonKey, column_name = delegator_id)]
    pub delegator: PersonId,
    /// Their name.
    #[diesel(sql_type = Text)]
    pub delegator_name: String,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub delegator_username: String,
    /// Who receives.
    #[diesel(sql_type = PersonKey, column_name = proxy_id)]
    pub proxy: PersonId,
    /// Their name.
    #[diesel(sql_type = Text)]
    pub proxy_name: String,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub proxy_username: String,
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub role_code: String,
    /// The role's name.
    #[diesel(sql_type = Text)]
    pub role_name: String,
}

/// The days of a delegation in the delegator's zone, to be embedded in a row. The database holds no end before a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(from = "Days")]
pub struct PeriodColumns(pub(crate) Option<Period>);

#[derive(QueryableByName, Columns, serde::Deserialize)]
struct Days {
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    through_end: bool,
}

impl From<Days> for PeriodColumns {
    fn from(days: Days) -> Self {
        Self(Period::new(days.starts_on, days.ends_on, days.through_end))
    }
}

impl QueryableByName<Pg> for PeriodColumns {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> diesel::deserialize::Result<Self> {
        Ok(<Days as QueryableByName<Pg>>::build(row)?.into())
    }
}

impl Columns for PeriodColumns {
    fn columns() -> Vec<Typed> {
        Days::columns()
    }
}

impl Queryable<(Date, Nullable<Date>, Bool), Pg> for PeriodColumns {
    type Row = (NaiveDate, Option<NaiveDate>, bool);

    fn build((starts_on, ends_on, through_end): Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(Period::new(starts_on, ends_on, through_end)))
    }
}

impl Selectable<Pg> for PeriodColumns {
    type SelectExpression = (
        shown_delegations::starts_on,
        shown_delegations::ends_on,
        shown_delegations::through_end,
    );

    fn construct_selection() -> Self::SelectExpression {
        (
            shown_delegations::starts_on,
            shown_delegations::ends_on,
            shown_delegations::through_end,
        )
    }
}
