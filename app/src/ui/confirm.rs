//! A question before something ends: a dialog that the browser opens and closes by itself, with scripts or without.

use leptos::prelude::*;

use super::OptionalText;

/// The button that opens a [`ConfirmDialog`]. It is quiet: it stands in the rows of a table.
#[component]
pub fn AskButton(
    /// The dialog's id.
    #[prop(into)]
    dialog: String,
    /// The id of what says on what it acts.
    #[prop(optional, into)]
    described_by: OptionalText,
    /// The words on it.
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class="button-quiet" popovertarget=dialog aria-describedby=described_by.0>
            {children()}
        </button>
    }
}

/// A question, what follows if the answer is yes, and both answers. `Keep it` closes it and has the focus.
#[component]
pub fn ConfirmDialog(
    /// Its id.
    id: String,
    /// The question.
    title: String,
    /// What follows, counted.
    consequence: String,
    /// Where the answer is posted to.
    action: String,
    /// What is posted with it, as hidden fields.
    fields: Vec<(&'static str, String)>,
    /// The button that means it.
    children: Children,
) -> impl IntoView {
    let (heading, words) = (format!("{id}-title"), format!("{id}-words"));
    let (labelled_by, described_by, dialog) = (heading.clone(), words.clone(), id.clone());
    let hidden: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    view! {
        <dialog class="dialog" id=dialog popover="auto" aria-labelledby=labelled_by aria-describedby=described_by>
            <h2 id=heading>{title}</h2>
            <p id=words>{consequence}</p>
            <form method="post" action=action class="button-row">
                {hidden}
                <button type="button" class="button button-secondary" popovertarget=id popovertargetaction="hide" autofocus>
                    "Keep it"
                </button>
                {children()}
            </form>
        </dialog>
    }
}
