//! Links between the pages of a long list.

use leptos::prelude::*;

use super::OptionalText;

/// The order of a list, which gives the links to its pages their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageOrder {
    /// The newest first.
    NewestFirst,
    /// What waits longest first.
    OldestFirst,
    /// An order of its own, such as by name.
    Own,
}

impl PageOrder {
    /// The words of the link to the first page, and its relation to this one: next to the newest stands "Newer".
    fn first(self) -> (&'static str, &'static str) {
        match self {
            Self::NewestFirst => ("Newer", "prev"),
            Self::OldestFirst => ("Back to the oldest", "first"),
            Self::Own => ("Back to the beginning", "first"),
        }
    }

    fn next(self) -> &'static str {
        match self {
            Self::NewestFirst => "Older",
            Self::OldestFirst | Self::Own => "Next",
        }
    }
}

/// The links to the other pages, as far as there are any; nothing for a list of one page.
#[component]
pub fn Pager(
    /// The order of the list.
    order: PageOrder,
    /// Where the list begins, if this is not its beginning.
    #[prop(optional, into)]
    first: OptionalText,
    /// Where it goes on.
    #[prop(optional, into)]
    next: OptionalText,
) -> impl IntoView {
    let (words, relation) = order.first();
    (first.0.is_some() || next.0.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {first.0.map(|href| view! { <a class="button button-secondary" href=href rel=relation>{words}</a> })}
                {next.0.map(|href| view! { <a class="button button-secondary" href=href rel="next">{order.next()}</a> })}
            </nav>
        }
    })
}
