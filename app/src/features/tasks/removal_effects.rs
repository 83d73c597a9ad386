//! What becomes of roles that are taken away, counted, in words: for the questions before a denial and a revocation (T13, R12).

use services::tasks::{Removal, RemovalOutcome, RoleRemoval};

use crate::features::security_console::effects::{delegations_end, tasks_moved};
use crate::ui::Effect;

/// Titles and roles that are named one by one.
const NAMED: usize = 3;

/// What becomes of each role, and what follows. `one`, `several`: words for one role that is taken away, and for several.
pub(crate) fn removal_effects(removal: &Removal, (one, several): (&str, &str)) -> Vec<Effect> {
    let said = |named: fn(&RoleRemoval) -> Option<String>| -> Vec<String> {
        removal.roles.iter().filter_map(named).collect()
    };
    let lost = said(|role| match role.outcome {
        RemovalOutcome::Lost => Some(format!("{} from {}", role.role, role.person)),
        RemovalOutcome::Kept(_) | RemovalOutcome::NotGranted | RemovalOutcome::Refused(_) => None,
    });
    let kept = said(|role| match &role.outcome {
        RemovalOutcome::Kept(by) => Some(format!("{} keeps {}: {}", role.person, role.role, by.in_words())),
        RemovalOutcome::Lost | RemovalOutcome::NotGranted | RemovalOutcome::Refused(_) => None,
    });
    let not_granted = said(|role| match role.outcome {
        RemovalOutcome::NotGranted => Some(format!("{} of {}", role.role, role.person)),
        RemovalOutcome::Lost | RemovalOutcome::Kept(_) | RemovalOutcome::Refused(_) => None,
    });
    let lost = Effect::counted(count(lost.len()), one, several, Some(named(&lost, ", ")));
    let kept = Effect::counted(
        count(kept.len()),
        "role stays by something else",
        "roles stay by something else",
        Some(named(&kept, "; ")),
    );
    let not_granted = Effect::counted(
        count(not_granted.len()),
        "role is granted neither by hand nor by request any more",
        "roles are granted neither by hand nor by request any more",
        Some(named(&not_granted, ", ")),
    );
    [lost, kept, not_granted]
        .into_iter()
        .flatten()
        .chain(follows(removal))
        .collect()
}

/// What follows from it.
pub(crate) fn follows(removal: &Removal) -> impl Iterator<Item = Effect> + use<> {
    delegations_end(&removal.ends)
        .into_iter()
        .chain(tasks_moved(&removal.tasks))
}

/// The first of them, and how many others there are.
pub(super) fn named<T: AsRef<str>>(names: &[T], between: &str) -> String {
    let first: Vec<&str> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    match names.len() - first.len() {
        0 => first.join(between),
        others => format!("{} and {others} more", first.join(between)),
    }
}

pub(super) fn count(things: usize) -> i64 {
    i64::try_from(things).unwrap_or(i64::MAX)
}
