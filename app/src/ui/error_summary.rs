//! The summary of what is wrong with a form (G6).

use leptos::prelude::*;

use super::{ErrorLink, FormErrors};

/// The list of a form's errors, each a link to its field; nothing when there are none. It stands above the h1
/// and takes focus as the page opens, by an attribute, so without scripts too.
#[component]
pub fn ErrorSummary<'a>(
    /// What is wrong.
    errors: &'a FormErrors,
) -> impl IntoView + use<> {
    let entries: Vec<_> = errors
        .iter()
        .map(|(field, message)| {
            let message = message.to_owned();
            match field {
                "" => view! { <li>{message}</li> }.into_any(),
                field => {
                    let link = errors.link_of(field).map(behind);
                    view! { <li><a href=format!("#{field}")>{message}</a>{link}</li> }.into_any()
                }
            }
        })
        .collect();
    (!entries.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus>
                <h2>"There is a problem"</h2>
                <ul>{entries}</ul>
            </div>
        }
    })
}

/// The link behind a message, in the summary and at the field.
pub(super) fn behind(link: ErrorLink) -> impl IntoView {
    view! { " "<a href=link.href>{link.words}</a> }
}
