//! Loops of delegation rules (T6). They are allowed, with a warning; resolution stops in them by itself (T5).

use std::collections::{HashMap, HashSet};

use crate::ids::PersonId;

/// Everyone in the loop that saving `owner` → `delegate` would close, in order, starting with the owner; `None`
/// if it closes none. `rules` maps owners to delegates; what it says of `owner` is what the save replaces, and
/// does not count.
pub fn find_loop(
    owner: PersonId,
    delegate: PersonId,
    rules: &HashMap<PersonId, PersonId>,
) -> Option<Vec<PersonId>> {
    let mut members = vec![owner];
    let mut seen = HashSet::new();
    let mut next = delegate;
    while next != owner {
        // A loop among others is not one that this save closes.
        if !seen.insert(next) {
            return None;
        }
        members.push(next);
        next = *rules.get(&next)?;
    }
    Some(members)
}
