//! Label, hint and error around a control.

use leptos::prelude::*;

/// The ids that describe a control with this hint and error, for its `aria-describedby`.
#[must_use]
pub fn described_by(id: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let ids = match (has_hint, has_error) {
        (false, false) => return None,
        (true, false) => [id, "-hint"].concat(),
        (false, true) => [id, "-error"].concat(),
        (true, true) => [id, "-hint ", id, "-error"].concat(),
    };
    Some(ids)
}

/// Label, hint and error around one control, which must have the id `id` and be described by [`described_by`].
#[component]
pub fn FieldFrame(
    /// The control's id.
    id: &'static str,
    /// The label's words.
    label: &'static str,
    /// Help that is always there.
    hint: Option<&'static str>,
    /// What is wrong.
    error: Option<String>,
    /// The control.
    children: Children,
) -> AnyView {
    let class = if error.is_some() {
        "field field-wrong"
    } else {
        "field"
    };
    let (hint_id, error_id) = ([id, "-hint"].concat(), [id, "-error"].concat());
    view! {
        <div class=class>
            <label for=id>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any())}
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> }.into_any())}
            {children()}
        </div>
    }
    .into_any()
}
