//! The message that follows an action.

use leptos::prelude::*;

use crate::context::{Flash, FlashKind};

/// A one-time message, on top of the page that the action led to.
#[component]
pub fn FlashMessage(
    /// The message.
    flash: Flash,
) -> impl IntoView {
    let class = match flash.kind {
        FlashKind::Done => "flash flash-done",
        FlashKind::Warning => "flash flash-warning",
    };
    view! { <div class=class role="status"><p>{flash.text}</p></div> }
}
