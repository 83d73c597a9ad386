//! The filters above a list: a form that asks for the same page, and a chip for each filter that is set.

use leptos::prelude::*;

/// A filter that is set, and the way to the list without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// What it keeps: `Person: ben`.
    pub label: String,
    /// The list without it.
    pub href: String,
}

/// Filters with an Apply button; below them what is set, each removable.
#[component]
pub fn FilterBar(
    /// The path of the list, without its filters. What its query says, such as which list of the page it is, stays.
    path: &'static str,
    /// What is set.
    #[prop(optional)]
    chips: Vec<Chip>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let clear = (chips.len() > 1).then_some(path);
    let chips: Vec<_> = chips
        .into_iter()
        .map(|chip| {
            view! {
                <li>
                    <a class="chip" href=chip.href>
                        <span class="visually-hidden">"Remove filter "</span>
                        {chip.label}
                        <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true" focusable="false">
                            <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" stroke="currentColor" stroke-width="1.6"
                                stroke-linecap="round"/>
                        </svg>
                    </a>
                </li>
            }
        })
        .collect();
    let (action, query) = path.split_once('?').unwrap_or((path, ""));
    // Addresses of lists are Locum's own, so they can be read.
    let stays: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let stays: Vec<_> = stays
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    view! {
        <form class="filter-bar" method="get" action=action role="search" aria-label="Filters">
            {stays}
            <div class="filter-fields">
                {children()}
                <button type="submit" class="button button-secondary">"Apply"</button>
            </div>
        </form>
        {(!chips.is_empty()).then(|| view! {
            <ul class="chips" aria-label="Filters that are set">
                {chips}
                {clear.map(|path| view! { <li><a href=path>"Clear all"</a></li> })}
            </ul>
        })}
    }
}
