//! Links between the pages of a long list.

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

/// `Back to the beginning` and `Next`, for a list that is read in its own order, such as by name.
#[component]
pub fn ListPager(
    /// Where the list begins, if this is not its beginning.
    #[prop(optional, into)]
    first: OptionalText,
    /// Where it goes on.
    #[prop(optional, into)]
    next: OptionalText,
) -> impl IntoView {
    (first.0.is_some() || next.0.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {first.0.map(|href| view! { <a class="button button-secondary" href=href rel="first">"Back to the beginning"</a> })}
                {next.0.map(|href| view! { <a class="button button-secondary" href=href rel="next">"Next"</a> })}
            </nav>
        }
    })
}
