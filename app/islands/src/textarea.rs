//! What a textarea holds, for the two ways in which its content gets there.

use leptos::prelude::*;

/// What stands between a textarea's tags. Leptos writes it as it is, so it is escaped here; and a browser drops
/// one line feed at its start, so a text that begins with one gets another.
pub fn textarea_content(text: &str) -> String {
    let escaped = escaped(text);
    // A form's lines end with both.
    if escaped.starts_with(['\n', '\r']) {
        format!("\n{escaped}")
    } else {
        escaped
    }
}

/// As the text of an element that is written as markup.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The content for whoever draws it: the server writes it as markup, the browser as text.
pub(crate) fn drawn_content(text: String) -> String {
    if is_server() {
        textarea_content(&text)
    } else {
        text
    }
}
