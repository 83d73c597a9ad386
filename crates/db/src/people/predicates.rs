//! Conditions on people that several features ask for.

use chrono::{DateTime, Utc};
use diesel::dsl::auto_type;
use diesel::prelude::*;

use crate::schema::people;

/// Whether somebody is active at an instant (design.md, Words), as the SQL function `is_active` says it.
#[auto_type]
pub(crate) fn is_active(now: DateTime<Utc>) -> _ {
    let has_begun = people::active_from.is_null().or(people::active_from.le(now));
    let goes_on = people::active_until.is_null().or(people::active_until.gt(now));
    people::disabled_at.is_null().and(has_begun).and(goes_on)
}
