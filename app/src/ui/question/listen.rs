//! The browser's side: a form that asks is not sent, its question is read as data and shown.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlButtonElement, HtmlFormElement, UrlSearchParams};

use super::Question;

/// Shows the question of every form that is sent by a button named `ask`.
pub(super) fn listen(question: RwSignal<Option<Question>>, dialog: NodeRef<Dialog>) {
    let is_asking = StoredValue::new(false);
    let listener = window_event_listener(ev::submit, move |event| {
        let Some(address) = address_of(&event) else { return };
        event.prevent_default();
        // A second click waits for the answer to the first.
        if is_asking.get_value() {
            return;
        }
        is_asking.set_value(true);
        spawn_local(async move {
            let answer = read(&address).await;
            is_asking.set_value(false);
            match answer {
                Some(asked) => {
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
                    let _ = window().location().set_href(&address);
                }
            }
        });
    });
    on_cleanup(move || listener.remove());
}

/// Where the form leads that a button which asks has sent.
fn address_of(event: &web_sys::SubmitEvent) -> Option<String> {
    let button: HtmlButtonElement = event.submitter()?.dyn_into().ok()?;
    if button.name() != "ask" {
        return None;
    }
    let form: HtmlFormElement = button.form()?;
    let data = FormData::new_with_form(&form).ok()?;
    let query = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    query.append("ask", &button.value());
    let path = if button.has_attribute("formaction") {
        button.form_action()
    } else {
        form.get_attribute("action")
            .unwrap_or_else(|| path_here().unwrap_or_default())
    };
    Some(format!("{path}?{}", String::from(query.to_string())))
}

fn path_here() -> Option<String> {
    window().location().pathname().ok()
}

async fn read(address: &str) -> Option<Question> {
    let request = gloo_net::http::Request::get(address).header("Accept", "application/json");
    let response = request.send().await.ok()?;
    if response.ok() {
        response.json::<Option<Question>>().await.ok().flatten()
    } else {
        None
    }
}
