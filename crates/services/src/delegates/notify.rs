//! Who is told of a change to a rule (T16, T8).

use chrono::{DateTime, Utc};
use db::delegation_rules::Rule;
use domain::delegation_rule::{meaning, meaning_for_delegate};
use domain::ids::{PersonId, RuleId};

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
    let key = format!("rule:{id}");
    let owner = checked.owner.display_name.clone();
    let for_delegate = meaning_for_delegate(&owner, checked.window, checked.zone, now);
    let became = Message::BecameDelegate {
        owner: owner.clone(),
        meaning: for_delegate,
    };
    letters.to(checked.delegate.id(), &key, None, &became, now);
    if let Some(old) = old {
        let still = old.delegate() == checked.delegate.id();
        if !still && old.window().ends_at.is_none_or(|end| now < end) {
            letters.to(
                old.delegate(),
                &key,
                None,
                &Message::NoLongerDelegate { owner: owner.clone() },
                now,
            );
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

/// Messages for a rule that was removed.
pub(super) fn of_removal(rule: &Rule, by: (PersonId, &str), now: DateTime<Utc>) -> Letters {
    let mut letters = Letters::default();
    let key = format!("rule:{}:removed", rule.id());
    if rule.window().ends_at.is_none_or(|end| now < end) {
        let gone = Message::NoLongerDelegate {
            owner: rule.owner_name.clone(),
        };
        letters.to(rule.delegate(), &key, None, &gone, now);
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

/// A rule as facts for the audit log.
pub(super) fn facts(rule: &Rule) -> serde_json::Value {
    serde_json::json!({
        "rule": rule.id(), "delegate": rule.delegate_username, "kind": rule.kind(), "starts_at": rule.window().starts_at,
        "ends_at": rule.window().ends_at, "keep_copy": rule.keep_copy,
    })
}
