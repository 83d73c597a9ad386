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
mod properties;

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
        let nonce = page.header("content-security-policy").and_then(|policy| {
            let (_, rest) = policy.split_once("'nonce-")?;
            Some(rest.split_once('\'')?.0)
        });
        let body = match nonce {
            Some(nonce) => page.body.replace(nonce, "…"),
            None => page.body.clone(),
        };
        let echoed = |text: &str| text.replace(typed, OBJECT);
        Self {
            status: page.status,
            location: page.location().map(echoed),
            body: without_form_ids(&echoed(&properties::opened(&body))),
        }
    }
}

/// The ids of fresh forms are other ones each time: in a field, and in what an island is drawn from.
fn without_form_ids(body: &str) -> String {
    let body = body.replace("&quot;", "\"");
    let pieces = body.split('"').map(|piece| match uuid::Uuid::try_parse(piece) {
        Ok(_) => "…",
        Err(_) => piece,
    });
    pieces.collect::<Vec<_>>().join("\"")
}

/// Fails where the two answers differ in anything.
fn assert_same(pair: &Pair, (hidden, unknown): (&Page, &Page), context: &str) {
    let (there, not_there) = (
        Answer::of(hidden, &pair.hidden),
        Answer::of(unknown, &pair.unknown),
    );
    assert_eq!(
        (there.status, &there.location),
        (not_there.status, &not_there.location),
        "{context}"
    );
    let lines = there.body.split('<').zip(not_there.body.split('<'));
    for (there, not_there) in lines {
        assert_eq!(there, not_there, "{context}");
    }
    assert_eq!(there, not_there, "{context}");
}

/// Whatever a form may ask to be done: each page knows some of these words.
const ACTIONS: [&str; 13] = [
    "", "approve", "deny", "reassign", "comment", "cancel", "save", "continue", "ask", "delete", "change",
    "add", "remove",
];

/// Whatever a form may ask about before it is done, and how it goes back from the question.
const QUESTIONS: [&str; 7] = ["deny", "cancel", "delete", "remove", "disable", "revoke", "keep"];

/// Signs in as each of them.
async fn browsers(org: &Organisation) -> Vec<(&'static str, Browser)> {
    let mut browsers = Vec::new();
    for who in organisation::CALLERS {
        browsers.push((who, org.world.sign_in(who).await));
    }
    browsers
}
