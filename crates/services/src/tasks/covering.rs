//! Who covers whom among those who are asked now, and until when: so that whoever waits knows (T16).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use db::tasks::detail::Record;
use domain::ids::PersonId;

/// Somebody's rule that is in force, by which a task came to their delegate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covering {
    /// Name of whom the step would have asked.
    pub owner: String,
    /// Name of who covers.
    pub delegate: String,
    /// The instant the rule ends; none: when it is removed.
    pub until: Option<DateTime<Utc>>,
}

/// The hops by which the task came to those who are asked now, as far as their rules still hold (T7).
pub(super) fn covering(record: &Record, name: impl Fn(PersonId) -> String) -> Vec<Covering> {
    let open = record.assignments.iter().filter(|a| a.released_at.is_none());
    let hops: BTreeSet<(PersonId, PersonId)> = open
        .flat_map(|a| a.path.iter().copied().zip(a.path.iter().copied().skip(1)))
        .collect();
    let rules = record.rules.iter();
    rules
        .filter(|rule| hops.contains(&(rule.owner, rule.delegate)))
        .map(|rule| Covering {
            owner: name(rule.owner),
            delegate: name(rule.delegate),
            until: rule.until,
        })
        .collect()
}
