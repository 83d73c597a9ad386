//! What follows from a change of access, counted, in words.

use services::role_delegations::DelegationsEnd;

use crate::ui::Effect;

/// Delegations that end for good (R12).
pub(crate) fn delegations_end(ends: &DelegationsEnd) -> Option<Effect> {
    let count = i64::try_from(ends.in_force + ends.scheduled).unwrap_or(i64::MAX);
    let detail = match (ends.in_force, ends.scheduled) {
        (in_force, 0) => format!("{in_force} in force"),
        (0, scheduled) => format!("{scheduled} scheduled"),
        (in_force, scheduled) => format!("{in_force} in force and {scheduled} scheduled"),
    };
    let detail = format!("{detail}. They do not come back with the role.");
    Effect::counted(count, "delegation ends", "delegations end", Some(detail))
}
