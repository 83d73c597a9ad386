//! What a request must bring to reach a handler.

use std::fmt;

use domain::privilege::Privilege;
use domain::scope::Scope;

use crate::viewer::Viewer;

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
