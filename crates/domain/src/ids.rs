//! Identities: one newtype for each kind of record, so that a role's id cannot be passed for a person's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

row_id!(
    /// A person in the directory.
    PersonId
);
row_id!(
    /// A role: built in, or added by the organisation.
    RoleId
);
row_id!(
    /// A role held in one's own right.
    GrantId
);
row_id!(
    /// A policy that assigns approval tasks.
    PolicyId
);
row_id!(
    /// A step of a policy, wherever it stands among the others.
    StepId
);
row_id!(
    /// One saved version of a person's delegation rule.
    RuleId
);
row_id!(
    /// Another system's token.
    TokenId
);

/// A task. Random in its low bits, so that an id tells nobody how many tasks there are (S).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub Uuid);

impl std::fmt::Display for TaskId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
