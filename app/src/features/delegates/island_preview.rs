//! "What this means.", live: reads the form around it while somebody types, judges the dates by the very function
//! that judges the save, and asks the server for instants, zone and warnings.

use std::time::Duration;

use chrono::NaiveDate;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form::{RuleForm, RulePreview};
use super::queries::{preview_rule, preview_rule_for};

/// How long the typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(150);

/// The box below the dates. Without scripts it says what the rule that is there means, or nothing.
#[island]
pub fn RuleMeaning(
    /// What the form means as it was rendered.
    initial: RulePreview,
    /// Today in the owner's zone.
    today: NaiveDate,
    /// The owner's username, where it is not the reader.
    owner: Option<String>,
) -> impl IntoView {
    let preview = RwSignal::new(initial);
    let panel = NodeRef::<Div>::new();
    let seen = RwSignal::new(RuleForm::default());
    Effect::new(move || {
        if let Some(form) = read_form(panel) {
            seen.set(form);
        }
        let owner = StoredValue::new(owner.clone());
        let look = move || look_again(panel, seen, preview, (today, owner));
        // A person is chosen from the picker's list by a click or a key, which tells nobody of an input.
        let handles = [
            window_event_listener(leptos::ev::input, move |_| look()),
            window_event_listener(leptos::ev::change, move |_| look()),
            window_event_listener(leptos::ev::click, move |_| look()),
            window_event_listener(leptos::ev::keyup, move |_| look()),
        ];
        on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
    });
    let meaning = move || {
        preview.get().meaning.map(|words| {
            view! { <div class="notice notice-meaning"><p><strong>"What this means."</strong>" "{words}</p></div> }
        })
    };
    let warnings = move || {
        let lines = preview.get().warnings.into_iter();
        lines
            .map(|words| view! { <div class="notice notice-amber"><p>{words}</p></div> })
            .collect::<Vec<_>>()
    };
    let problems = move || {
        let lines = preview.get().problems.into_iter();
        lines
            .map(|words| view! { <p class="hint">{words}</p> })
            .collect::<Vec<_>>()
    };
    view! { <div class="rule-meaning" aria-live="polite" node_ref=panel>{meaning}{warnings}{problems}</div> }
}

/// Reads the form, and asks what it means once the typing rests.
fn look_again(
    panel: NodeRef<Div>,
    seen: RwSignal<RuleForm>,
    preview: RwSignal<RulePreview>,
    (today, owner): (NaiveDate, StoredValue<Option<String>>),
) {
    let Some(form) = read_form(panel) else { return };
    if seen.with_untracked(|before| *before == form) {
        return;
    }
    seen.set(form.clone());
    if !form.is_worth_a_preview() {
        preview.set(RulePreview::default());
        return;
    }
    let problems = form.window_problems(today);
    if !problems.is_empty() {
        preview.set(RulePreview {
            problems,
            ..RulePreview::default()
        });
        return;
    }
    set_timeout(
        move || {
            if seen.with_untracked(|newest| *newest == form) {
                ask(form, owner.get_value(), seen, preview);
            }
        },
        REST,
    );
}

/// An answer to a form that has changed meanwhile is dropped; without an answer the box is empty.
fn ask(form: RuleForm, owner: Option<String>, seen: RwSignal<RuleForm>, preview: RwSignal<RulePreview>) {
    spawn_local(async move {
        let answer = match owner {
            None => preview_rule(form.clone()).await,
            Some(owner) => preview_rule_for(owner, form.clone()).await,
        };
        let answer = answer.unwrap_or_default();
        if seen.try_with_untracked(|newest| *newest == form) == Some(true) {
            preview.set(answer);
        }
    });
}

/// The form around the box, as it stands.
#[cfg(feature = "hydrate")]
fn read_form(panel: NodeRef<Div>) -> Option<RuleForm> {
    use wasm_bindgen::JsCast;

    let form = panel
        .get_untracked()?
        .closest("form")
        .ok()??
        .dyn_into::<web_sys::HtmlFormElement>()
        .ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    Some(RuleForm {
        kind: text("kind"),
        delegate: text("delegate"),
        starts_on: text("starts_on"),
        ends_on: text("ends_on"),
        keep_copy: text("keep_copy"),
        version: text("version"),
        action: String::new(),
    })
}

/// There is no form to read where the page is rendered.
#[cfg(not(feature = "hydrate"))]
fn read_form(_: NodeRef<Div>) -> Option<RuleForm> {
    None
}
