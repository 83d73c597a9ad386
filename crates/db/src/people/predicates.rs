//! What statements ask of a row of `people`.

use chrono::{DateTime, Utc};
use diesel::dsl::auto_type;
use diesel::prelude::*;

use crate::schema::people;

/// Whether somebody is active at an instant (design.md, Words).
#[auto_type]
pub(crate) fn is_active(now: DateTime<Utc>) -> _ {
    people::disabled_at
        .is_null()
        .and(people::active_from.is_null().or(people::active_from.le(now)))
        .and(people::active_until.is_null().or(people::active_until.gt(now)))
}
