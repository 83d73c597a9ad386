//! What is said of each way in, be it a page, a call of the API or a probe: what a request must bring, and what it costs.

use std::fmt;

use domain::privilege::Privilege;
use domain::scope::Scope;
use http::Method;

use crate::access::Viewer;

/// What a request must bring to reach a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: anybody may.
    Nothing,
    /// A session.
    SignedIn,
    /// A session of somebody who holds this privilege now, granted or delegated.
    Privilege(Privilege),
    /// The same, over everyone: what is behind it is nobody's record.
    Everywhere(Privilege),
    /// Another system's token with this scope. No session has one.
    Scope(Scope),
}

impl Needs {
    /// Whether this viewer satisfies it, or nobody in particular.
    pub fn are_met_by(self, viewer: Option<&Viewer>) -> bool {
        match self {
            Self::Nothing => true,
            Self::SignedIn => viewer.is_some(),
            Self::Privilege(privilege) => viewer.is_some_and(|viewer| viewer.may(privilege)),
            Self::Everywhere(privilege) => viewer.is_some_and(|viewer| viewer.may_everywhere(privilege)),
            Self::Scope(_) => false,
        }
    }
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::SignedIn => f.write_str("signed in"),
            Self::Privilege(privilege) => f.write_str(privilege.code()),
            Self::Everywhere(privilege) => write!(f, "{} of everyone", privilege.code()),
            Self::Scope(scope) => write!(f, "token with {}", scope.code()),
        }
    }
}

/// What a request costs beside a page of the usual kind, and so what holds up whoever sends too many of them (S). This is the list of
/// what is expensive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Nothing beyond a page, a file, or a form that changes one thing: no brake, or one of its own that its handler judges, as that
    /// on requests, comments and operations.
    Usual,
    /// Searching, filtering or turning over a list, and a page that is opened for something which the query names: each page with a
    /// query, where nothing below fits better.
    Search,
    /// A list without end, batch after batch.
    Download,
    /// A question before something ends, or a preview: what would follow is counted. The handler judges the brake where the form
    /// asks, so that nothing typed is lost.
    Question,
}

/// A way in without its handler, for the permission matrix and the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// GET (which answers HEAD too) or POST.
    pub method: Method,
    /// The path in axum's notation: `/tasks/{id}`.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// What it costs.
    pub cost: Cost,
    /// Whether its handler takes a query, so that a test finds each one whose cost nobody has stated.
    pub has_query: bool,
}

/// Whether the arguments of a handler, which axum knows as one tuple, hold a query: axum's or the API's.
#[must_use]
pub fn has_query<Arguments>() -> bool {
    std::any::type_name::<Arguments>().contains("::query::Query")
}
