//! The picker's interactive leaf: it wakes the markup that the server wrote inside it.

use leptos::html::Div;
use leptos::prelude::*;

/// Makes a combobox of the plain input within, once the script runs. The markup is the server's: what
/// has been typed by then is never touched, and without scripts it is a plain input.
#[island]
pub fn PeopleCombobox(
    /// The input and what belongs to it.
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    // In the browser only.
    root.on_load(|root| {
        super::combobox::wake(&root);
    });
    view! { <div class="picker" node_ref=root>{children()}</div> }
}
