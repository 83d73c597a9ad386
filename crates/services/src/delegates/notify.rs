//! Who is told of a change to a rule (T16, T8).

use chrono::{DateTime, Utc};
use db::delegation_rules::{NewRule, Rule};
use db::people::Person;
use domain::delegation_rule::{meaning, meaning_for_delegate};
use domain::ids::{PersonId, RuleId};
use domain::zone::Zone;

use super::preview::Checked;
use crate::notifications::{Letters, Message};

/// Messages for a rule that was saved as `id`, in place of `old`.
pub(super) fn of_save(
    checked: &Checked,
    id: RuleId,
    old: Option<&Rule>,
    by: (PersonId, &str),
    now: DateTime<Utc>,
) -> Letters {
    let mut letters = Letters::default();
    let key = key_of_save(id);
    let owner = checked.owner.display_name.clone();
    let for_delegate = meaning_for_delegate(&owner, checked.window, checked.zone, now);
    let became = Message::BecameDelegate {
        owner: owner.clone(),
        meaning: for_delegate,
        is_to_come: now < checked.window.starts_at,
    };
    letters.to(checked.delegate.id(), &key, None, &became, now);
    if let Some(old) = old {
        let still = old.delegate() == checked.delegate.id();
        if !still && old.window().ends_at.is_none_or(|end| now < end) {
            letters.to(old.delegate(), &key, None, &no_longer(old, now), now);
        }
    }
    if by.0 != checked.owner.id() {
        let words = meaning(
            true,
            &owner,
            &checked.delegate.display_name,
            checked.window,
            checked.zone,
            now,
        );
        let set = Message::DelegateSetForYou {
            by: by.1.to_owned(),
            meaning: words,
        };
        letters.to(checked.owner.id(), &key, None, &set, now);
    }
    letters
}

/// For the delegate of a rule that is over, or will not be.
fn no_longer(old: &Rule, now: DateTime<Utc>) -> Message {
    Message::NoLongerDelegate {
        owner: old.owner_name.clone(),
        never_began: now < old.window().starts_at,
    }
}

/// The key of the messages about a rule that was saved.
pub(super) fn key_of_save(id: RuleId) -> String {
    format!("rule:{id}")
}

/// The key of the messages about a rule that was removed.
pub(super) fn key_of_removal(rule: &Rule) -> String {
    format!("rule:{}:removed", rule.id())
}

/// Messages for a rule that was removed.
pub(super) fn of_removal(rule: &Rule, by: (PersonId, &str), now: DateTime<Utc>) -> Letters {
    let mut letters = Letters::default();
    let key = key_of_removal(rule);
    if rule.window().ends_at.is_none_or(|end| now < end) {
        letters.to(rule.delegate(), &key, None, &no_longer(rule, now), now);
    }
    if by.0 != rule.owner() {
        let set = Message::DelegateSetForYou {
            by: by.1.to_owned(),
            meaning: "You have no delegate now: new tasks stay with you.".to_owned(),
        };
        letters.to(rule.owner(), &key, None, &set, now);
    }
    letters
}

/// One rule of several in which a delegate was replaced.
pub(super) struct Replacement<'a> {
    /// The new version.
    pub(super) id: RuleId,
    /// As it was.
    pub(super) old: &'a Rule,
    /// As it is.
    pub(super) new: &'a NewRule,
    /// Whom it names.
    pub(super) delegate: &'a Person,
    /// The owner's.
    pub(super) zone: Zone,
}

/// Adds the messages for one of them.
pub(super) fn of_replacement(
    letters: &mut Letters,
    change: &Replacement<'_>,
    by: (PersonId, &str),
    now: DateTime<Utc>,
) {
    let Replacement {
        id,
        old,
        new,
        delegate,
        zone,
    } = change;
    let key = key_of_save(*id);
    let owner = old.owner_name.clone();
    let became = Message::BecameDelegate {
        meaning: meaning_for_delegate(&owner, new.window, *zone, now),
        owner: owner.clone(),
        is_to_come: now < new.window.starts_at,
    };
    letters.to(delegate.id(), &key, None, &became, now);
    letters.to(old.delegate(), &key, None, &no_longer(old, now), now);
    if by.0 != old.owner() {
        let set = Message::DelegateSetForYou {
            by: by.1.to_owned(),
            meaning: meaning(true, &owner, &delegate.display_name, new.window, *zone, now),
        };
        letters.to(old.owner(), &key, None, &set, now);
    }
}
