//! Nothing leaks (S, T17): whoever may not see an object is answered exactly as if there were none: the same status, the same
//! words but for what they typed, no names, no counts, no periods. Everything that takes the name of an object from its caller
//! is asked twice, for one that is there and out of the caller's sight, and for one that is not there at all.

mod api;
mod filters;
mod form_ids;
mod forms;
mod organisation;
mod paths;
mod preview;

use organisation::Organisation;

use crate::support::{Browser, Page};

/// An object out of the caller's sight, and one that does not exist.
#[derive(Debug, Clone)]
struct Pair {
    hidden: String,
    unknown: String,
}

impl Pair {
    fn new(hidden: impl ToString, unknown: impl ToString) -> Self {
        Self {
            hidden: hidden.to_string(),
            unknown: unknown.to_string(),
        }
    }
}

/// Stands for the object in paths and forms.
const OBJECT: &str = "{}";

/// An answer without what differs from one request to the next, and with `{}` for what was typed.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    location: Option<String>,
    body: String,
}

impl Answer {
    fn of(page: &Page, typed: &str) -> Self {
        let echoed = |text: &str| text.replace(typed, OBJECT);
        Self {
            status: page.status,
            location: page.location().map(echoed),
            body: without_nonces(&echoed(&page.body)),
        }
    }
}

/// The nonces of scripts and the ids of fresh forms are other ones each time.
fn without_nonces(body: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for piece in body.split(['"', '\'']) {
        let is_form_id = uuid::Uuid::try_parse(piece).is_ok();
        let is_nonce = words.last().is_some_and(|before| before.ends_with("nonce="));
        words.push(match is_form_id || is_nonce {
            true => "…".to_owned(),
            false => piece.to_owned(),
        });
    }
    words.join("\"")
}

/// Whatever a form may ask to be done: each page knows some of these words.
const ACTIONS: [&str; 13] = [
    "", "approve", "deny", "reassign", "comment", "cancel", "save", "continue", "ask", "delete", "change",
    "add", "remove",
];

/// Signs in as each of them.
async fn browsers(org: &Organisation) -> Vec<(&'static str, Browser)> {
    let mut browsers = Vec::new();
    for who in organisation::CALLERS {
        browsers.push((who, org.world.sign_in(who).await));
    }
    browsers
}
