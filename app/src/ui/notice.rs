//! Boxes that say what a person should know before they go on.

use leptos::prelude::*;

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something is as one might have forgotten: `You are away until Fri 14 Aug.` Amber, with a moon.
    Away,
    /// Something to be careful of. Amber, with a mark.
    Warning,
    /// What the form would do: `What this means.` In the accent colour.
    Meaning,
}

/// A notice. Its first words are its title; `action` is a link at its end.
#[component]
pub fn Notice(
    /// What it is about.
    kind: NoticeKind,
    /// The first words, as a sentence.
    #[prop(into)]
    title: String,
    /// A link at its end.
    #[prop(optional)]
    action: Option<AnyView>,
    /// The rest.
    children: Children,
) -> impl IntoView {
    let (class, icon) = match kind {
        NoticeKind::Away => (
            "notice notice-amber",
            Some("M10.5 8.2A4.8 4.8 0 0 1 4.8 1.6a5 5 0 1 0 5.7 6.6z"),
        ),
        NoticeKind::Warning => ("notice notice-amber", Some("M6 1.2l5.2 9.4H.8zM6 4.6v2.8M6 9v.1")),
        NoticeKind::Meaning => ("notice notice-meaning", None),
    };
    let icon = icon.map(|path| {
        view! {
            <svg class="notice-icon" viewBox="0 0 12 12" width="16" height="16" aria-hidden="true" focusable="false">
                <path d=path fill="none" stroke="currentColor" stroke-width="1.1" stroke-linecap="round"
                    stroke-linejoin="round"/>
            </svg>
        }
    });
    view! {
        <div class=class>
            {icon}
            <p><strong>{title}</strong>" "{children()}</p>
            {action.map(|action| view! { <p class="notice-action">{action}</p> })}
        </div>
    }
}
