//! What another system's token may do through the API.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;

/// One thing that a token may do.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
pub enum Scope {
    /// Read tasks and their logs.
    #[serde(rename = "tasks:read")]
    #[strum(serialize = "tasks:read")]
    TasksRead,
    /// Create tasks.
    #[serde(rename = "tasks:write")]
    #[strum(serialize = "tasks:write")]
    TasksWrite,
    /// Create tasks about administrative roles, too (T15); goes with [`Self::TasksWrite`].
    #[serde(rename = "tasks:administrative")]
    #[strum(serialize = "tasks:administrative")]
    TasksAdministrative,
    /// Carry over the decisions and reassignments of people (T14).
    #[serde(rename = "tasks:decide")]
    #[strum(serialize = "tasks:decide")]
    TasksDecide,
    /// Read which roles a person has.
    #[serde(rename = "people:read")]
    #[strum(serialize = "people:read")]
    PeopleRead,
    /// Ask who may do what.
    #[serde(rename = "access:read")]
    #[strum(serialize = "access:read")]
    AccessRead,
}

codes!(Scope);

impl Scope {
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
