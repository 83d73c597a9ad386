//! "What this means", live: judges the dates by the very function that judges the save, and asks the server for all that the review
//! page says.

use std::time::Duration;

use domain::role_delegation::Limits;
use leptos::prelude::*;

use super::form::{DelegationForm, DelegationMeaning};
use super::queries::{review_delegation, review_delegation_for};
use crate::erased;
use crate::questions::Questions;
use crate::server_error::ServerError;

/// How long the typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(150);

/// What the form means, kept true while somebody types.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    shown: RwSignal<DelegationMeaning>,
    questions: Questions,
    /// The delegator's username, where it is not the reader.
    delegator: StoredValue<Option<String>>,
    limits: Limits,
}

impl Meaning {
    pub(super) fn new(delegator: Option<String>, limits: Limits) -> Self {
        Self {
            shown: RwSignal::new(DelegationMeaning::default()),
            questions: Questions::new(),
            delegator: StoredValue::new(delegator),
            limits,
        }
    }

    /// The form has changed: what is wrong with its dates is said at once, what it means once the typing rests.
    pub(super) fn look(self, form: DelegationForm) {
        let is_worth_it = form.is_worth_a_review();
        let problem = form.wrong_dates(self.limits).filter(|_| is_worth_it);
        if !is_worth_it || problem.is_some() {
            self.questions.drop_all();
            self.shown.set(DelegationMeaning {
                problems: problem.into_iter().collect(),
                ..DelegationMeaning::default()
            });
            return;
        }
        let ask = move || review(self.delegator.get_value(), form.clone());
        // Without an answer nothing is said.
        let answered = move |answer: Result<_, _>| self.shown.set(answer.unwrap_or_default());
        self.questions.ask(REST, ask, answered);
    }

    pub(super) fn view(self) -> AnyView {
        let lines = erased::view(move || lines(self.shown.get()).into_any());
        view! { <div class="rule-meaning delegation-meaning" aria-live="polite">{lines}</div> }.into_any()
    }
}

async fn review(delegator: Option<String>, form: DelegationForm) -> Result<DelegationMeaning, ServerError> {
    match delegator {
        None => review_delegation(form).await,
        Some(delegator) => review_delegation_for(delegator, form).await,
    }
}

fn lines(said: DelegationMeaning) -> Vec<AnyView> {
    let DelegationMeaning {
        meaning,
        last_day,
        functions,
        people,
        warnings,
        problems,
    } = said;
    let meaning = meaning.map(|words| {
        view! {
            <div class="notice notice-meaning">
                <p><strong>"What this means."</strong><span>" "{words}</span></p>
            </div>
        }
        .into_any()
    });
    let warning = |words: String| view! { <div class="notice notice-amber"><p>{words}</p></div> }.into_any();
    let problem = |words: String| view! { <p class="hint">{words}</p> }.into_any();
    let facts = people.map(|people| facts(last_day, functions, people));
    let mut lines: Vec<AnyView> = meaning.into_iter().collect();
    lines.extend(warnings.into_iter().map(warning));
    lines.extend(facts);
    lines.extend(problems.into_iter().map(problem));
    lines
}

/// What the proxy gains, by the names that the review page has for it.
fn facts(last_day: Option<String>, functions: Vec<String>, people: String) -> AnyView {
    let last_day = last_day.map(|day| view! { <div><dt>"Last day"</dt><dd>{day}</dd></div> }.into_any());
    let function = |words: String| view! { <li>{words}</li> }.into_any();
    let functions: Vec<_> = functions.into_iter().map(function).collect();
    view! {
        <dl class="facts">
            {last_day}
            <div><dt>"Lets them"</dt><dd><ul class="plain-list">{functions}</ul></dd></div>
            <div><dt>"Data"</dt><dd>{people}</dd></div>
        </dl>
    }
    .into_any()
}
