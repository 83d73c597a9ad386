//! What decides whether somebody is active, as the columns `disabled`, `active_from` and `active_until` hold it.

use chrono::{DateTime, Utc};
use diesel::deserialize::QueryableByName;
use diesel::dsl::IsNotNull;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::row::NamedRow;
use diesel::sql_types::{Bool, Nullable, Timestamptz};
use domain::activity::Activity;

use crate::schema::people;
use crate::statement::{Columns, Typed};

/// Those columns, to be embedded in a row.
#[derive(Debug, Clone, Copy)]
pub struct ActivityColumns(pub(crate) Activity);

impl QueryableByName<Pg> for ActivityColumns {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> diesel::deserialize::Result<Self> {
        Ok(Self(Activity {
            disabled: NamedRow::get::<Bool, bool>(row, "disabled")?,
            active_from: NamedRow::get::<Nullable<Timestamptz>, Option<DateTime<Utc>>>(row, "active_from")?,
            active_until: NamedRow::get::<Nullable<Timestamptz>, Option<DateTime<Utc>>>(row, "active_until")?,
        }))
    }
}

impl Columns for ActivityColumns {
    fn columns() -> Vec<Typed> {
        vec![
            Typed::of::<Bool>("disabled"),
            Typed::of::<Timestamptz>("active_from"),
            Typed::of::<Timestamptz>("active_until"),
        ]
    }
}

impl Queryable<(Bool, Nullable<Timestamptz>, Nullable<Timestamptz>), Pg> for ActivityColumns {
    type Row = (bool, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

    fn build((disabled, active_from, active_until): Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(Activity {
            disabled,
            active_from,
            active_until,
        }))
    }
}

impl Selectable<Pg> for ActivityColumns {
    type SelectExpression = (
        IsNotNull<people::disabled_at>,
        people::active_from,
        people::active_until,
    );

    fn construct_selection() -> Self::SelectExpression {
        (
            people::disabled_at.is_not_null(),
            people::active_from,
            people::active_until,
        )
    }
}
