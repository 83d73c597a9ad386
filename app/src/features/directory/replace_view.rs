//! On the page of somebody who has left: the rules that still name them, and the form that gives all of them to
//! another person in one step.

use domain::activity::ActivityState;
use leptos::prelude::*;
use serde::Deserialize;
use services::delegates::{Replaced, RulesVersion};
use services::directory::Known;

use crate::context::Flash;
use crate::ui::{Button, ButtonRow, FormErrors, PersonHit, PersonPicker, PostForm, Region};

/// As posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReplaceForm {
    /// A username.
    pub(super) delegate: String,
    /// Which rules the form showed: `count-newest`.
    pub(super) version: String,
}

impl ReplaceForm {
    /// What the form was opened with; what no form of Locum sends is no version of anything.
    pub(super) fn opened_with(&self) -> RulesVersion {
        let parts = self.version.split_once('-');
        let number = |text: &str| text.parse().unwrap_or(-1);
        let (count, newest) = parts.map_or((-1, -1), |(count, newest)| (number(count), number(newest)));
        RulesVersion { count, newest }
    }
}

/// The region; nothing for somebody active, or whom no rule names.
pub(super) fn replacement(
    known: &Known,
    form: &ReplaceForm,
    errors: &FormErrors,
    matches: Vec<PersonHit>,
) -> Option<impl IntoView + use<>> {
    let person = &known.detail;
    let name = &person.display_name;
    if person.state == ActivityState::Active || person.covers_count == 0 {
        return None;
    }
    let state = person.state.in_words().to_lowercase();
    let (words, button) = match person.covers_count {
        1 => (
            format!("{name} is {state}, and 1 rule still names them: new tasks stop before them."),
            "Replace in 1 rule".to_owned(),
        ),
        count => (
            format!("{name} is {state}, and {count} rules still name them: new tasks stop before them."),
            format!("Replace in all {count} rules"),
        ),
    };
    let version = format!("{}-{}", person.covers_count, person.covers_newest);
    let (typed, error) = (form.delegate.clone(), errors.of("delegate"));
    Some(view! {
        <Region id="replace" title="Inactive delegate">
            <p>{words}</p>
            <PostForm version>
                <PersonPicker name="delegate" label="New delegate" value=typed error chosen=None matches
                    hint="Each rule keeps its period, and its owner is notified. Open tasks stay where they are."/>
                <ButtonRow><Button>{button}</Button></ButtonRow>
            </PostForm>
        </Region>
    })
}

/// What was done, and what was not.
pub(super) fn told(replaced: &Replaced) -> Flash {
    let Replaced { leaver, delegate, .. } = replaced;
    let rules = match replaced.count {
        1 => "1 rule".to_owned(),
        count => format!("{count} rules"),
    };
    let mut words = format!(
        "{delegate} is the delegate in {rules} in place of {leaver}. Nothing is reassigned retroactively."
    );
    if !replaced.refused.is_empty() {
        let names = replaced.refused.join(", ");
        words.push_str(&format!(
            " Not replaced, as nobody can be their own delegate: {names}."
        ));
    }
    for closed in &replaced.loops {
        words.push_str(&format!(" {closed}"));
    }
    if replaced.refused.is_empty() && replaced.loops.is_empty() {
        Flash::done(words)
    } else {
        Flash::warning(words)
    }
}
