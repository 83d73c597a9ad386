//! The id of a form: sent twice, it is one change (G6).

use leptos::prelude::*;
use uuid::Uuid;

use crate::sent_form::FIELD;

/// A fresh id, in the form it stands in. Every form that changes something has one.
#[component]
pub fn FormId() -> impl IntoView {
    view! { <input type="hidden" name=FIELD value=new_form_id()/> }
}

/// An id for a form that is shown.
pub fn new_form_id() -> String {
    Uuid::new_v4().to_string()
}
