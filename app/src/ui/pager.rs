//! Links between the pages of a long list, newest first.

use leptos::prelude::*;

use super::OptionalText;

/// `Newer` and `Older`, as far as there are any; nothing for a list of one page.
#[component]
pub fn Pager(
    /// Where the newer entries are.
    #[prop(optional, into)]
    newer: OptionalText,
    /// Where the older entries are.
    #[prop(optional, into)]
    older: OptionalText,
) -> impl IntoView {
    (newer.0.is_some() || older.0.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {newer.0.map(|href| view! { <a class="button button-secondary" href=href rel="prev">"Newer"</a> })}
                {older.0.map(|href| view! { <a class="button button-secondary" href=href rel="next">"Older"</a> })}
            </nav>
        }
    })
}
