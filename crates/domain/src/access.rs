//! Why somebody may do something, or what is missing (D): judged from everything that gives, gave or will give them the
//! privilege. Whether a way is in force and reaches a record is the database's answer; here it gets its reason.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
use crate::ids::PersonId;
use crate::privilege::DataScope;
use crate::role_delegation::Period;

/// Where a role that somebody holds comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum HoldingSource {
    /// An administrator or an import granted it.
    ByHand,
    /// A request for it was approved.
    Request,
    /// A provisioning rule gave it.
    Autoprovisioned,
    /// Somebody delegated it.
    Delegated,
}

codes!(HoldingSource);

/// One grant or delegation of a role that has the privilege.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Name of the role.
    pub role: String,
    /// On whose records it works.
    pub data_scope: DataScope,
    /// Where it comes from.
    pub source: HoldingSource,
    /// Who lent it: id and name.
    pub delegator: Option<(PersonId, String)>,
    /// Name of who granted it or made the delegation; none: a rule or the system.
    pub by: Option<String>,
    /// Of a delegation: its dates in the delegator's zone.
    pub period: Option<Period>,
    /// Granted or begun, or when it is due to begin; none: it never will.
    pub since: Option<DateTime<Utc>>,
    /// Revoked or ended, or when it will be at the latest.
    pub until: Option<DateTime<Utc>>,
    /// Cancelled before it began.
    pub is_cancelled: bool,
    /// The delegator is active at the instant asked about; true of a grant.
    pub is_delegator_active: bool,
    /// The delegator still has what lending takes (R12); true of a grant.
    pub is_kept: bool,
    /// It gives its role at the instant asked about.
    pub is_in_force: bool,
    /// Its scope reaches the record (R14).
    pub reaches: bool,
}

/// What keeps a way from allowing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// It is suspended: its delegator is inactive (R11).
    Suspended,
    /// It has not begun.
    NotYet,
    /// It is over.
    Over,
    /// The delegator no longer has the role (R12).
    RoleLost,
    /// It is in force and does not reach this record.
    OutOfScope,
    /// It was cancelled.
    Cancelled,
}

impl Missing {
    /// The reason, to follow what the way is.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Suspended => "suspended, because the delegator is not active",
            Self::NotYet => "not begun at that moment",
            Self::Over => "over at that moment",
            Self::RoleLost => "without effect, because the delegator no longer has the role",
            Self::OutOfScope => "in force, but this record is outside its scope",
            Self::Cancelled => "cancelled before it began",
        }
    }
}

impl Way {
    /// Whether it allows what was asked.
    pub fn allows(&self) -> bool {
        self.is_in_force && self.reaches
    }

    /// What keeps it from that; none: it allows it, or the person who holds it is not active.
    pub fn missing(&self, at: DateTime<Utc>) -> Option<Missing> {
        if self.is_in_force {
            return (!self.reaches).then_some(Missing::OutOfScope);
        }
        if self.is_cancelled {
            return Some(Missing::Cancelled);
        }
        if self.until.is_some_and(|until| until <= at) {
            return Some(Missing::Over);
        }
        if self.since.is_none_or(|since| at < since) {
            return Some(Missing::NotYet);
        }
        if !self.is_delegator_active {
            return Some(Missing::Suspended);
        }
        (!self.is_kept)
            .then_some(Missing::RoleLost)
            .or(Some(Missing::NotYet))
    }
}

/// The nearest misses, those that lack least first: what would reach the record if it were in force, then what is in
/// force elsewhere. What neither is nor reaches says nothing about the question.
pub fn nearest_misses(ways: &[Way], at: DateTime<Utc>) -> Vec<(&Way, Missing)> {
    let mut misses: Vec<_> = ways
        .iter()
        .filter(|way| way.reaches || way.is_in_force)
        .filter_map(|way| way.missing(at).map(|missing| (way, missing)))
        .collect();
    misses.sort_by_key(|(_, missing)| *missing);
    misses
}
