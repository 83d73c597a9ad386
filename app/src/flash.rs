//! The one-time message of the request before.

use axum::response::Response;
use serde::{Deserialize, Serialize};

/// A one-time message: shown on the first page after the action it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// How it is meant.
    pub kind: FlashKind,
    /// The message, in whole sentences.
    pub text: String,
    /// What to do next: links below it.
    #[serde(default)]
    pub next: Vec<Next>,
    /// Something has ended or was denied: neither good nor bad news. Not a kind of its own: a server of the version before reads
    /// this message too, out of the same session (O3).
    #[serde(default)]
    pub is_end: bool,
}

/// A link to what may come next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub words: String,
}

impl Flash {
    /// It is done.
    pub fn done(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Done,
            text: text.into(),
            next: Vec::new(),
            is_end: false,
        }
    }

    /// It is done, and there is something to know.
    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Warning,
            text: text.into(),
            next: Vec::new(),
            is_end: false,
        }
    }

    /// Something has ended or was denied: neither good nor bad news.
    pub fn ended(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Warning,
            text: text.into(),
            next: Vec::new(),
            is_end: true,
        }
    }

    /// Adds a link to what may come next.
    #[must_use]
    pub fn then(mut self, href: impl Into<String>, words: impl Into<String>) -> Self {
        self.next.push(Next {
            href: href.into(),
            words: words.into(),
        });
        self
    }

    /// Sends this message along: the middleware keeps it for the next page.
    pub fn along_with(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self);
        response
    }
}

/// How a [`Flash`] is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlashKind {
    /// What was asked for is done.
    Done,
    /// It is done, and there is something to know.
    Warning,
}
