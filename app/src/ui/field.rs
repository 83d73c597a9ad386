//! Fields that are typed into. The label stands above, then the hint, then the error, then the control; the
//! control names both by `aria-describedby`.

use islands::textarea::textarea_content;
use leptos::prelude::*;

use super::error_summary::behind;
use super::{ErrorLink, OptionalText};

/// The ids that describe a control, for its `aria-describedby`; `None` without hint and error.
pub fn described_by(id: &str, hint: &OptionalText, error: &OptionalText) -> Option<String> {
    let hint = hint.0.as_ref().map(|_| format!("{id}-hint"));
    let error = error.0.as_ref().map(|_| format!("{id}-error"));
    let ids: Vec<String> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Label, hint and error around one control, which must have the id `id` and be described by
/// [`described_by`].
#[component]
pub fn FieldFrame(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// The label's words.
    #[prop(into)]
    label: String,
    /// Help that is always there.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
    /// Where what is wrong leads on to.
    #[prop(default = None)]
    error_link: Option<ErrorLink>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let class = if error.0.is_some() {
        "field field-wrong"
    } else {
        "field"
    };
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class=class>
            <label for=id>{label}</label>
            {hint.0.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.0.map(|error| view! { <p class="error" id=error_id>{error}{error_link.map(behind)}</p> })}
            {children()}
        </div>
    }
}

/// A line of text.
#[component]
pub fn TextField(
    /// The name it is posted under.
    name: &'static str,
    /// The label's words.
    #[prop(into)]
    label: String,
    /// Its id: the name, unless there are several of that name on the page.
    #[prop(optional, into)]
    id: OptionalText,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    /// Help that is always there.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
    /// The input's type: `text`, `search`, `password`, `number`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What a browser may fill in, in HTML's words; `off` unless it is about the person who types.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| name.to_owned());
    let described = described_by(&id, &hint, &error);
    let invalid = error.0.as_ref().map(|_| "true");
    // A username is no prose: nothing is to correct or capitalise it.
    let capitals = (autocomplete == "username").then_some("none");
    view! {
        <FieldFrame id=id.clone() label hint error>
            <input
                id=id
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                autocapitalize=capitals
                aria-describedby=described
                aria-invalid=invalid
            />
        </FieldFrame>
    }
}

/// A civil date, typed or picked.
#[component]
pub fn DateField(
    /// The name it is posted under.
    name: &'static str,
    /// The label's words.
    #[prop(into)]
    label: String,
    /// Its id: the name, unless there are several of that name on the page.
    #[prop(optional, into)]
    id: OptionalText,
    /// `YYYY-MM-DD`, or empty.
    #[prop(optional, into)]
    value: String,
    /// Help that is always there.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    view! { <TextField name label id value hint error kind="date"/> }
}

/// Several lines of prose. The only place for a textarea: its content needs care of its own.
#[component]
pub fn Textarea(
    /// The name it is posted under.
    name: &'static str,
    /// The label's words.
    #[prop(into)]
    label: String,
    /// Its id: the name, unless there are several of that name on the page.
    #[prop(optional, into)]
    id: OptionalText,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    /// Help that is always there.
    #[prop(optional, into)]
    hint: OptionalText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptionalText,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| name.to_owned());
    let described = described_by(&id, &hint, &error);
    let invalid = error.0.as_ref().map(|_| "true");
    let text = textarea_content(&value);
    view! {
        <FieldFrame id=id.clone() label hint error>
            <textarea id=id name=name rows="3" aria-describedby=described aria-invalid=invalid>
                {text}
            </textarea>
        </FieldFrame>
    }
}

/// Short fields side by side where there is room, such as two dates.
#[component]
pub fn FieldRow(
    /// The fields.
    children: Children,
) -> impl IntoView {
    view! { <div class="field-row">{children()}</div> }
}
