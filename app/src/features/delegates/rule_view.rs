//! A delegation rule as pages show it, to its owner and to those who manage the directory.

use chrono::{DateTime, Utc};
use domain::delegation_rule::{RuleState, meaning};
use domain::zone::Zone;
use leptos::prelude::*;
use services::delegates::Rule;

use crate::ui::{StateBadge, StateWord, Time};

/// The word for a rule's state.
pub(crate) fn state_word(state: RuleState) -> StateWord {
    match state {
        RuleState::Scheduled => StateWord::Scheduled,
        RuleState::InForce => StateWord::InForce,
        RuleState::Ended => StateWord::Ended,
    }
}

/// Who looks at a rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    /// The owner themselves.
    pub(crate) own: bool,
    /// Somebody who may open the directory, where an inactive delegate is replaced.
    pub(crate) opens_directory: bool,
    /// The owner's zone: that of the rule's dates (G1).
    pub(crate) zone: Zone,
    /// The reader's zone: that of everything else.
    pub(crate) reader_zone: Zone,
    /// When.
    pub(crate) now: DateTime<Utc>,
}

/// State, meaning, what is amiss with the delegate, and who set it (T8).
pub(crate) fn rule_in_words(rule: &Rule, reader: Reader) -> impl IntoView + use<> {
    let Reader {
        own,
        opens_directory,
        zone,
        reader_zone,
        now,
    } = reader;
    let state = rule.window().state(now);
    let words = meaning(
        own,
        &rule.owner_name,
        &rule.delegate_name,
        rule.window(),
        zone,
        now,
    );
    let is_gone = !rule.delegate_active && state != RuleState::Ended;
    let gone = is_gone.then(|| inactive_delegate(rule, own, opens_directory));
    let by_other = !own || rule.saved_by() != rule.owner();
    let set_by = by_other.then(|| {
        let name = &rule.saved_by_name;
        view! { <p class="hint">{format!("Set by {name}")}" on "<Time at=rule.saved_at zone=reader_zone/>"."</p> }
    });
    view! {
        <p><StateBadge state=state_word(state)/></p>
        <p>{words}</p>
        {gone}{set_by}
    }
}

fn inactive_delegate(rule: &Rule, own: bool, opens_directory: bool) -> AnyView {
    let name = rule.delegate_name.clone();
    if own {
        let words = format!("{name} is no longer active: tasks stop before them. Choose another delegate.");
        return view! { <p class="hint">{words}</p> }.into_any();
    }
    if !opens_directory {
        return view! { <p class="hint">{name}" is no longer active: tasks stop before them."</p> }
            .into_any();
    }
    let href = format!("/admin/directory/users/{}", rule.delegate_username);
    view! { <p class="hint"><a href=href>{name}</a>" is no longer active: tasks stop before them."</p> }
        .into_any()
}
