//! "What this means", live: judges the dates by the very function that judges the save, and asks the server for instants, zone and
//! warnings.

use std::time::Duration;

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form::{RuleForm, RulePreview};
use super::queries::{preview_rule, preview_rule_for};
use crate::latest::Latest;
use crate::server_error::ServerError;

/// How long the typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(150);

/// What the form means, kept true while somebody types.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    shown: RwSignal<RulePreview>,
    latest: Latest,
    /// The owner's username, where it is not the reader.
    owner: StoredValue<Option<String>>,
    /// Today in the owner's zone.
    today: NaiveDate,
}

impl Meaning {
    pub(super) fn new(rendered: RulePreview, owner: Option<String>, today: NaiveDate) -> Self {
        Self {
            shown: RwSignal::new(rendered),
            latest: Latest::new(),
            owner: StoredValue::new(owner),
            today,
        }
    }

    /// The form has changed: what is wrong with its dates is said at once, what it means once the typing rests.
    pub(super) fn look(self, form: RuleForm) {
        let asked = self.latest.ask();
        let is_worth_it = form.is_worth_a_preview();
        let mut problems = form.window_problems(self.today);
        if !is_worth_it || !problems.is_empty() {
            if !is_worth_it {
                problems.clear();
            }
            self.shown.set(RulePreview {
                problems,
                ..RulePreview::default()
            });
            return;
        }
        set_timeout(move || self.ask(asked, form), REST);
    }

    /// An answer to a form that has changed meanwhile is dropped; without an answer nothing is said. Asked too often, what is said
    /// stays until the question may be asked again.
    fn ask(self, asked: u32, form: RuleForm) {
        if !self.latest.is(asked) {
            return;
        }
        let owner = self.owner.get_value();
        spawn_local(async move {
            let answer = match owner {
                None => preview_rule(form.clone()).await,
                Some(owner) => preview_rule_for(owner, form.clone()).await,
            };
            if !self.latest.is(asked) {
                return;
            }
            match answer {
                Err(ServerError::TooMany { seconds }) => {
                    set_timeout(move || self.ask(asked, form), Duration::from_secs(seconds.into()));
                }
                answer => self.shown.set(answer.unwrap_or_default()),
            }
        });
    }

    pub(super) fn view(self) -> impl IntoView {
        view! { <div class="rule-meaning" aria-live="polite">{move || lines(self.shown.get())}</div> }
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
