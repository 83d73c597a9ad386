//! The button that asks.

use leptos::prelude::*;

use crate::ui::{ButtonKind, OptionalText};

/// Asks before it does something: posts the form it stands in, with what is asked as `ask`. What was typed goes along, and stays
/// out of the address. The page has a [`QuestionDialog`](super::QuestionDialog) too.
#[component]
pub fn QuestionButton(
    /// What is asked, as the page reads it.
    #[prop(into)]
    ask: String,
    /// The path of the page that asks, if it is not the form's.
    #[prop(optional, into)]
    action: OptionalText,
    /// How much it calls for attention.
    #[prop(default = ButtonKind::Secondary)]
    kind: ButtonKind,
    /// The id of what says on what it acts.
    #[prop(optional, into)]
    described_by: OptionalText,
    /// The words on it.
    children: Children,
) -> impl IntoView {
    view! {
        <button type="submit" class=kind.class() formaction=action.0 name="ask" value=ask aria-describedby=described_by.0>
            {children()}
        </button>
    }
}
