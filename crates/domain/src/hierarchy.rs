//! The manager hierarchy allows no cycle (D): finding one, for the people import and for edits by hand.

use std::collections::HashMap;
use std::hash::Hash;

/// The members of a cycle, each followed by their manager, starting with the smallest; `None` if the hierarchy
/// has no cycle. `managers` maps people to their managers. Of several cycles it is the one with the smallest
/// member, so that the same file always gets the same message. Time and memory are linear in the people.
pub fn find_cycle<K: Copy + Eq + Ord + Hash>(managers: &HashMap<K, K>) -> Option<Vec<K>> {
    let mut seen_in_walk: HashMap<K, usize> = HashMap::with_capacity(managers.len());
    let mut smallest: Option<K> = None;
    for (walk, &person) in managers.keys().enumerate() {
        let mut current = person;
        // Upwards until somebody without a manager, or somebody already seen.
        let met_in = loop {
            if let Some(&seen) = seen_in_walk.get(&current) {
                break Some(seen);
            }
            seen_in_walk.insert(current, walk);
            match managers.get(&current) {
                Some(&manager) => current = manager,
                None => break None,
            }
        };
        // Met in this very walk: the walk has come round. Met in an earlier one: that one dealt with it.
        if met_in == Some(walk) {
            let least = cycle_from(current, managers).into_iter().min();
            smallest = [smallest, least].into_iter().flatten().min();
        }
    }
    smallest.map(|start| cycle_from(start, managers))
}

/// Everyone on the cycle that `start` lies on, starting there.
fn cycle_from<K: Copy + Eq + Hash>(start: K, managers: &HashMap<K, K>) -> Vec<K> {
    let upwards = std::iter::successors(Some(start), |person| managers.get(person).copied());
    std::iter::once(start)
        .chain(upwards.skip(1).take_while(|person| *person != start))
        .collect()
}
