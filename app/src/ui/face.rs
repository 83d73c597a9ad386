//! People beside what they did: a face, their name, and enough to tell namesakes apart.

use domain::text::initials;
use islands::face::face;
use leptos::prelude::*;

/// A face, the name and the username.
#[component]
pub fn Person(
    /// Signs in with it.
    #[prop(into)]
    username: String,
    /// As shown.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let face = face(&username, initials(&name));
    view! {
        <span class="person">
            {face}
            <span><bdi>{name}</bdi><span class="hint">{username}</span></span>
        </span>
    }
}
