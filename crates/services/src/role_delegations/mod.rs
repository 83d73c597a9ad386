//! Lending roles (R): reviewing, creating, changing and deleting a delegation, and reading what somebody lent and received;
//! for oneself, or on behalf of others (R16). The rules are the domain's; here are the transaction, the right, the audit entry and the notices.

mod change;
mod check;
mod create;
mod delegations_end;
mod delegator;
mod delete;
pub(crate) mod facts;
pub(crate) mod notify;
pub(crate) mod over;
pub(crate) mod present;
mod proxies;
mod read;
pub(crate) mod reschedule;
mod review;
mod warnings;

use serde::{Deserialize, Serialize};

pub use db::role_delegations::net_reach::{LOOKED_AT, MOST, NetReach};
pub use delegations_end::DelegationsEnd;
pub use delegator::{Delegator, Lender};
pub use domain::role_delegation::{Begins, Warning};
pub use read::{Held, Line, Overview, Terms};
pub use review::{Ends, Review};

/// The use cases of this feature: delegations of roles.
#[derive(Clone, Copy)]
pub struct RoleDelegations<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: delegations of roles.
    pub fn role_delegations(&self) -> RoleDelegations<'_> {
        RoleDelegations { services: self }
    }
}

/// A new delegation, as typed (R1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DelegationInput {
    /// A role's code.
    pub role: String,
    /// A username.
    pub proxy: String,
    /// `YYYY-MM-DD`.
    pub starts_on: String,
    /// `YYYY-MM-DD`; empty: indefinite.
    pub ends_on: String,
    /// *Include the end date* (R6).
    pub through_end: bool,
}

/// New dates of a delegation, as typed (R1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatesInput {
    /// `YYYY-MM-DD`; left alone once the start has come.
    pub starts_on: String,
    /// `YYYY-MM-DD`; empty: indefinite.
    pub ends_on: String,
    /// *Include the end date* (R6).
    pub through_end: bool,
    /// The version that the form was opened with (G5).
    pub version: i32,
}

/// What a save did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Which delegation.
    pub id: i64,
    /// What it means now, with instants and zone.
    pub meaning: String,
}
