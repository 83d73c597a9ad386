//! "What this means", live: judges the dates by the very function that judges the save, and asks the server for instants, zone and
//! warnings.

use std::time::Duration;

use chrono::NaiveDate;
use leptos::prelude::*;

use super::form::{RuleForm, RulePreview};
use super::queries::{preview_rule, preview_rule_for};
use crate::erased;
use crate::questions::Questions;
use crate::server_error::ServerError;

/// How long the typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(150);

/// What the form means, kept true while somebody types.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    shown: RwSignal<RulePreview>,
    questions: Questions,
    /// The owner's username, where it is not the reader.
    owner: StoredValue<Option<String>>,
    /// Today in the owner's zone.
    today: NaiveDate,
}

impl Meaning {
    pub(super) fn new(rendered: RulePreview, owner: Option<String>, today: NaiveDate) -> Self {
        Self {
            shown: RwSignal::new(rendered),
            questions: Questions::new(),
            owner: StoredValue::new(owner),
            today,
        }
    }

    /// The form has changed: what is wrong with its dates is said at once, what it means once the typing rests.
    pub(super) fn look(self, form: RuleForm) {
        let is_worth_it = form.is_worth_a_preview();
        let mut problems = form.window_problems(self.today);
        if !is_worth_it || !problems.is_empty() {
            if !is_worth_it {
                problems.clear();
            }
            self.questions.drop_all();
            self.shown.set(RulePreview {
                problems,
                ..RulePreview::default()
            });
            return;
        }
        let ask = move || preview(self.owner.get_value(), form.clone());
        // Without an answer nothing is said.
        let answered = move |answer: Result<_, _>| self.shown.set(answer.unwrap_or_default());
        self.questions.ask(REST, ask, answered);
    }

    pub(super) fn view(self) -> AnyView {
        let lines = erased::view(move || lines(self.shown.get()).into_any());
        view! { <div class="rule-meaning" aria-live="polite">{lines}</div> }.into_any()
    }
}

async fn preview(owner: Option<String>, form: RuleForm) -> Result<RulePreview, ServerError> {
    match owner {
        None => preview_rule(form).await,
        Some(owner) => preview_rule_for(owner, form).await,
    }
}

fn lines(preview: RulePreview) -> Vec<AnyView> {
    let meaning = preview.meaning.map(|words| {
        view! {
            <div class="notice notice-meaning">
                <p><strong>"What this means."</strong><span>" "{words}</span></p>
            </div>
        }
        .into_any()
    });
    let warning = |words: String| view! { <div class="notice notice-amber"><p>{words}</p></div> }.into_any();
    let problem = |words: String| view! { <p class="hint">{words}</p> }.into_any();
    let warnings = preview.warnings.into_iter().map(warning);
    let problems = preview.problems.into_iter().map(problem);
    meaning.into_iter().chain(warnings).chain(problems).collect()
}
