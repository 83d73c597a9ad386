//! Conditions on people for Diesel's DSL, as functions of the database say them for statements that stand in files.

use chrono::{DateTime, Utc};
use diesel::dsl::auto_type;
use diesel::prelude::*;

use crate::schema::people;

/// Whether somebody is active at an instant (design.md, Words): as the database's function of this name. Never null.
#[auto_type]
pub(crate) fn is_active(at: DateTime<Utc>) -> _ {
    let has_begun = people::active_from.is_null().or(people::active_from.le(at));
    let has_not_ended = people::active_until.is_null().or(people::active_until.gt(at));
    people::disabled_at.is_null().and(has_begun).and(has_not_ended)
}
