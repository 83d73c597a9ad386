//! Buttons, links that look like them, and the form that buttons send. A button names its action.

use leptos::prelude::*;

use super::{FormId, OptionalText};

/// How much a button calls for attention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// What the page is for: at most one in a form.
    #[default]
    Primary,
    /// Anything else.
    Secondary,
    /// Ends or removes something.
    Danger,
    /// In a row of a table: looks like the links beside it.
    Quiet,
}

impl ButtonKind {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Danger => "button button-danger",
            Self::Quiet => "button-quiet",
        }
    }
}

/// Sends the form it stands in.
#[component]
pub fn Button(
    /// How much it calls for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// The name it is posted under, where a form has several buttons.
    #[prop(optional, into)]
    name: OptionalText,
    /// What is posted.
    #[prop(optional, into)]
    value: OptionalText,
    /// The id of what says on what it acts, where its words alone do not: the row's first cell.
    #[prop(optional, into)]
    described_by: OptionalText,
    /// The words on it.
    children: Children,
) -> impl IntoView {
    view! {
        <button type="submit" class=kind.class() name=name.0 value=value.0 aria-describedby=described_by.0>
            {children()}
        </button>
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much it calls for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// The id of what says to what it leads, where its words alone do not: the row's first cell.
    #[prop(optional, into)]
    described_by: OptionalText,
    /// The words on it.
    children: Children,
) -> impl IntoView {
    view! { <a class=kind.class() href=href aria-describedby=described_by.0>{children()}</a> }
}

/// Buttons side by side.
#[component]
pub fn ButtonRow(
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! { <div class="button-row">{children()}</div> }
}

/// A form that posts to the path of its page, or to another. The browser's own validation is off: the server
/// says what is wrong, in one place and in our words (G6).
#[component]
pub fn PostForm(
    /// Where it posts to, if not to this page.
    #[prop(optional, into)]
    action: OptionalText,
    /// The version that the form was opened with (G5), posted as `version`.
    #[prop(optional, into)]
    version: OptionalText,
    /// Its id, where it comes back as the same form.
    #[prop(optional, into)]
    form: OptionalText,
    /// True for a form of one button, which stands in a line or a table's cell.
    #[prop(optional)]
    inline: bool,
    /// The fields and buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=action.0 class=if inline { "form-inline" } else { "form" } novalidate>
            <FormId id=form/>
            {version.0.map(|version| view! { <input type="hidden" name="version" value=version/> })}
            {children()}
        </form>
    }
}
