//! What another system's token may do through the API.

use serde::{Deserialize, Serialize};

/// One thing that a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Read tasks and their logs.
    #[serde(rename = "tasks:read")]
    TasksRead,
    /// Create tasks.
    #[serde(rename = "tasks:write")]
    TasksWrite,
    /// Create tasks about administrative roles, too (T15); goes with [`Self::TasksWrite`].
    #[serde(rename = "tasks:administrative")]
    TasksAdministrative,
    /// Carry over the decisions and reassignments of people (T14).
    #[serde(rename = "tasks:decide")]
    TasksDecide,
    /// Read which roles a person has.
    #[serde(rename = "people:read")]
    PeopleRead,
    /// Ask who may do what.
    #[serde(rename = "access:read")]
    AccessRead,
}

impl Scope {
    /// Every scope, in the order they are listed.
    pub const ALL: [Self; 6] = [
        Self::TasksRead,
        Self::TasksWrite,
        Self::TasksAdministrative,
        Self::TasksDecide,
        Self::PeopleRead,
        Self::AccessRead,
    ];

    /// The word on the command line, in the database and in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::TasksRead => "tasks:read",
            Self::TasksWrite => "tasks:write",
            Self::TasksAdministrative => "tasks:administrative",
            Self::TasksDecide => "tasks:decide",
            Self::PeopleRead => "people:read",
            Self::AccessRead => "access:read",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }

    /// What it allows, in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::TasksRead => "Read tasks and their logs",
            Self::TasksWrite => "Create tasks",
            Self::TasksAdministrative => "Create tasks about administrative roles, with tasks:write",
            Self::TasksDecide => "Carry over the decisions and reassignments of people",
            Self::PeopleRead => "Read which roles a person has",
            Self::AccessRead => "Ask who may do what",
        }
    }
}
