//! What decides whether somebody is active, as the columns `disabled`, `active_from` and `active_until` hold it.

use chrono::{DateTime, Utc};
use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::row::NamedRow;
use diesel::sql_types::{Bool, Nullable, Timestamptz};
use domain::activity::Activity;

use crate::statement::{Columns, Typed};

/// Those columns, to be embedded in a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActivityColumns(pub(crate) Activity);

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
            Typed::of::<Nullable<Timestamptz>>("active_from"),
            Typed::of::<Nullable<Timestamptz>>("active_until"),
        ]
    }
}
