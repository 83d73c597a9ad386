//! One's own delegation rule, page by page (T1–T4, T6, T8, T16, G5, G6).

mod bad_input;
mod loops;
mod remove;
mod save;
mod two_tabs;

use crate::support::{Browser, Page};

const PATH: &str = "/profile/delegate";

/// A temporary rule's fields.
fn temporary<'a>(delegate: &'a str, from: &'a str, to: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("kind", "temporary"),
        ("delegate", delegate),
        ("starts_on", from),
        ("ends_on", to),
        ("keep_copy", "true"),
    ]
}

/// Saves a permanent rule over whatever is there, as somebody would who opens the form first.
async fn save_permanent(browser: &mut Browser, delegate: &str) -> Page {
    let version = browser.get(PATH).await.value_of("version").unwrap_or_default();
    let fields = [
        ("kind", "permanent"),
        ("delegate", delegate),
        ("keep_copy", "true"),
        ("version", version.as_str()),
    ];
    browser.submit(PATH, &fields).await
}
