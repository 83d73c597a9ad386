//! The dialog in which a page asks, where scripts run.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::Question;
use super::listen::listen;
use super::view::answers;
use crate::erased;

/// One a page that has buttons which ask. It has the focus while it is open; Escape and "keep" close it, and the focus returns
/// to the button.
#[island]
pub fn QuestionDialog() -> impl IntoView {
    let question = RwSignal::new(None::<Question>);
    let dialog = NodeRef::<Dialog>::new();
    // Until then a button that asks leads to the page.
    let is_awake = RwSignal::new(false);
    // The reason as it stands in the dialog.
    let typed = RwSignal::new(String::new());
    // In the browser only.
    erased::effect(move || {
        listen(question, dialog, typed);
        is_awake.set(true);
    });
    let content = erased::view_if(move || {
        question.get().map(|mut question| {
            // The rest of the question is the form.
            let (title, words) = (std::mem::take(&mut question.title), std::mem::take(&mut question.keep));
            let focus = question.reason.is_none();
            let keep = view! {
                <button type="submit" class="button button-secondary" formmethod="dialog" autofocus=focus>{words}</button>
            };
            // What is taken out of the page again is this element, and not the form: that has a field named `remove`, which hides
            // the form's own `remove`.
            view! { <div class="dialog-content"><h2 id="question-title">{title}</h2> {answers(question, keep.into_any())}</div> }
                .into_any()
        })
    });
    let awake = erased::word(move || is_awake.get().then_some(""));
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="question-title" aria-describedby="question-words"
            data-awake=awake
            on:input=erased::on_value(move |value| typed.set(value))
            on:close=erased::on(move |_| question.set(None))>
            {content}
        </dialog>
    }
    .into_any()
}
