//! "What this means", beside a form, live: what is wrong is said at once by the very functions that judge the save, and the rest is
//! asked of the server once the typing rests.

use std::time::Duration;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::erased;
use crate::questions::Questions;
use crate::server_error::ServerError;

/// How long the typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(150);

/// What a form means as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormMeaning {
    /// In words with instants and zone; none: it cannot be saved.
    pub meaning: Option<String>,
    /// What the person should know before they save.
    pub warnings: Vec<String>,
    /// The last day that is covered, where it is not in the meaning; none: it has no end.
    pub last_day: Option<String>,
    /// What a role lets its proxy do, in words.
    pub functions: Vec<String>,
    /// Whose data the proxy gains, counted; none: nobody gains any.
    pub people: Option<String>,
    /// What is wrong.
    pub problems: Vec<String>,
}

/// The meaning of the form beside it, kept true while somebody types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LiveMeaning {
    shown: RwSignal<FormMeaning>,
    /// What is shown is what the form means now, and not what it meant before the last key.
    is_current: RwSignal<bool>,
    questions: Questions,
}

impl LiveMeaning {
    pub(crate) fn new(rendered: FormMeaning) -> Self {
        Self {
            shown: RwSignal::new(rendered),
            is_current: RwSignal::new(true),
            questions: Questions::new(),
        }
    }

    /// The form is not worth a question: it is not filled in, or this is wrong.
    pub(crate) fn say(self, problems: Vec<String>) {
        self.questions.drop_all();
        self.shown.set(FormMeaning {
            problems,
            ..FormMeaning::default()
        });
        self.is_current.set(true);
    }

    /// Asks the server. Without an answer nothing is said.
    pub(crate) fn ask<A>(self, ask: impl Fn() -> A + 'static)
    where
        A: Future<Output = Result<FormMeaning, ServerError>> + 'static,
    {
        self.is_current.set(false);
        self.questions.ask(REST, ask, move |answer: Result<_, _>| {
            self.shown.set(answer.unwrap_or_default());
            self.is_current.set(true);
        });
    }

    /// Whether the form could be saved, as far as is known; tracked.
    pub(crate) fn is_told(self) -> bool {
        self.shown.with(|said| said.meaning.is_some())
    }

    /// Whether that is about the form as it stands; tracked.
    pub(crate) fn is_current(self) -> bool {
        self.is_current.get()
    }

    pub(crate) fn view(self, class: &'static str) -> AnyView {
        let lines = erased::view(move || lines(self.shown.get()).into_any());
        view! { <div class=class aria-live="polite">{lines}</div> }.into_any()
    }
}

fn lines(said: FormMeaning) -> Vec<AnyView> {
    let FormMeaning {
        meaning,
        warnings,
        last_day,
        functions,
        people,
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
