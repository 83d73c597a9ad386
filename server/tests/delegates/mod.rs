//! One's own delegation rule, page by page (T1–T4, T6, T8, T16, G5, G6).

mod bad_input;
mod loops;
mod remove;
mod save;
mod two_tabs;

use crate::support::{Browser, Page, World};

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

/// How many rules are there that have not been removed or replaced.
async fn open_rules(world: &World) -> i64 {
    let sql = "SELECT count(*) FROM delegation_rules WHERE closed_at IS NULL";
    world.count(sql).await
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
