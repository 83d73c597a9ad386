//! The browser's side: a form that asks is sent by the script, and its question is read as data and shown.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlButtonElement, HtmlFormElement, UrlSearchParams};

use super::Question;
use super::draft::Draft;
use crate::packed::Packed;

/// A form that was sent by a button which asks.
struct Asking {
    form: HtmlFormElement,
    button: HtmlButtonElement,
    /// Where it is posted to.
    address: String,
    /// What is posted.
    body: String,
}

/// Shows the question of every form that is sent by a button named `ask`. `typed` is the reason as it stands in the dialog.
pub(super) fn listen(question: RwSignal<Option<Question>>, dialog: NodeRef<Dialog>, typed: RwSignal<String>) {
    let is_asking = RwSignal::new(false);
    let draft = StoredValue::new(Draft::default());
    // There is no question: the form is sent once more, as if there were no script.
    let is_passing = RwSignal::new(false);
    let listener = window_event_listener(ev::submit, move |event| {
        if is_passing.get_untracked() {
            return;
        }
        let Some(asking) = asking(&event) else { return };
        event.prevent_default();
        // A second click waits for the answer to the first.
        if is_asking.get_untracked() {
            return;
        }
        is_asking.set(true);
        spawn_local(async move {
            let answer = read(&asking).await;
            is_asking.set(false);
            match answer {
                Some(mut asked) => {
                    draft.set_value(draft.get_value().begin(typed.get_untracked(), &mut asked));
                    typed.set(
                        asked
                            .reason
                            .clone()
                            .map(|reason| reason.value)
                            .unwrap_or_default(),
                    );
                    question.set(Some(asked));
                    // Once the words are there: the browser looks for what is to have the focus when the dialog opens.
                    request_animation_frame(move || {
                        if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
                            let _ = dialog.show_modal();
                        }
                    });
                }
                // The page says why there is no question.
                None => {
                    is_passing.set(true);
                    let _ = asking.form.request_submit_with_submitter(Some(&asking.button));
                    is_passing.set(false);
                }
            }
        });
    });
    on_cleanup(move || listener.remove());
}

/// What a button that asks has sent.
fn asking(event: &web_sys::SubmitEvent) -> Option<Asking> {
    let button: HtmlButtonElement = event.submitter()?.dyn_into().ok()?;
    if button.name() != "ask" {
        return None;
    }
    let form: HtmlFormElement = button.form()?;
    let data = FormData::new_with_form(&form).ok()?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    fields.append("ask", &button.value());
    let address = if button.has_attribute("formaction") {
        button.form_action()
    } else {
        form.get_attribute("action")
            .unwrap_or_else(|| address_here().unwrap_or_default())
    };
    Some(Asking {
        body: String::from(fields.to_string()),
        form,
        button,
        address,
    })
}

/// A form without an action is posted to the page's own address.
fn address_here() -> Option<String> {
    let location = window().location();
    Some(format!(
        "{}{}",
        location.pathname().ok()?,
        location.search().ok()?
    ))
}

async fn read(asking: &Asking) -> Option<Question> {
    let request = gloo_net::http::Request::post(&asking.address)
        .header("Accept", "application/json")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(asking.body.clone())
        .ok()?;
    let response = request.send().await.ok()?;
    if response.ok() {
        let question: Option<Packed<Question>> = response.json().await.ok().flatten();
        question.map(Packed::open)
    } else {
        None
    }
}
