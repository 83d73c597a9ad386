//! The large parts of a page: its heading, its regions, its facts, and what stands in place of an empty list.

use leptos::prelude::*;

use super::OptionalText;

/// The one h1 of a page, with a sentence on what the page is for, and what can be done here.
#[component]
pub fn PageHeading(
    /// The words of the h1.
    #[prop(into)]
    title: String,
    /// A sentence or two below it.
    #[prop(optional, into)]
    lead: OptionalText,
    /// Buttons and links at its side.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="page-heading">
            <div>
                <h1>{title}</h1>
                {lead.0.map(|lead| view! { <p class="lead">{lead}</p> })}
            </div>
            {children.map(|actions| view! { <div class="heading-actions">{actions()}</div> })}
        </div>
    }
}

/// A part of a page with a heading of its own, found by assistive technology as a region of that name.
#[component]
pub fn Region(
    /// The id of its heading; must be unique on the page.
    #[prop(into)]
    id: String,
    /// The words of its h2, and its name.
    #[prop(into)]
    title: String,
    /// Buttons and links beside the heading.
    #[prop(optional)]
    actions: Option<AnyView>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="region" aria-labelledby=id>
            <div class="region-heading">
                <h2 id=id.clone()>{title}</h2>
                {actions.map(|actions| view! { <div class="heading-actions">{actions}</div> })}
            </div>
            {children()}
        </section>
    }
}

/// What a page says where a list would be: that there is nothing, and what to do next.
#[component]
pub fn EmptyState(
    /// That there is nothing: `No open tasks.`
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <p class="empty-title">{title}</p>
            {children.map(|next| view! { <div class="hint">{next()}</div> })}
        </div>
    }
}

/// Facts about one record, each with its name.
#[component]
pub fn Facts(
    /// (name, fact), in the order to be read.
    facts: Vec<(&'static str, AnyView)>,
) -> impl IntoView {
    let facts: Vec<_> = facts
        .into_iter()
        .map(|(name, fact)| view! { <div><dt>{name}</dt><dd>{fact}</dd></div> })
        .collect();
    view! { <dl class="facts">{facts}</dl> }
}
