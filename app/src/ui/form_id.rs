//! The id of a form: sent twice, it is one change (G6).

use islands::question::FORM_ID;
use leptos::prelude::*;
use uuid::Uuid;

use super::OptionalText;

/// The id of the form it stands in: that one, or a fresh one. Every form that changes something has one.
#[component]
pub fn FormId(
    /// Of a form that comes back as the same one.
    #[prop(optional, into)]
    id: OptionalText,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(new_form_id);
    view! { <input type="hidden" name=FORM_ID value=id/> }
}

/// An id for a form that is shown.
pub fn new_form_id() -> String {
    Uuid::new_v4().to_string()
}
