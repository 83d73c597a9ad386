//! "What this means.", live: the leaf that wakes the box which the server wrote inside it.

use leptos::html::Div;
use leptos::prelude::*;

/// Keeps the box within true while somebody types. Without scripts it says what the rule that is there means, or
/// nothing.
#[island]
pub fn RuleMeaning(
    /// The box.
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    // In the browser only.
    root.on_load(|root| {
        super::live_preview::wake(&root);
    });
    view! { <div class="boxless" node_ref=root>{children()}</div> }
}
