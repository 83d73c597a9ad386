//! The message that follows an action.

use leptos::prelude::*;

use crate::flash::{Flash, FlashKind};

/// A one-time message, on top of the page that the action led to.
#[component]
pub fn FlashMessage(
    /// The message.
    flash: Flash,
) -> impl IntoView {
    let class = match flash.kind {
        _ if flash.is_end => "flash flash-ended",
        FlashKind::Done => "flash flash-done",
        FlashKind::Warning => "flash flash-warning",
    };
    let links: Vec<_> = flash
        .next
        .into_iter()
        .map(|next| view! { <a href=next.href>{next.words}</a>" " })
        .collect();
    let links = (!links.is_empty()).then(|| view! { <p class="flash-next">{links}</p> });
    view! { <div class=class role="status"><p>{flash.text}</p>{links}</div> }
}
