//! Where a delegation stands at an instant (R11, R12): closed as soon as anything says so, whether or not the job ran.

use chrono::{DateTime, Utc};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::activity::{Activity, ActivityState};
use crate::code::codes;

/// Why a delegation ended or was cancelled, for the log and for the people concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum EndReason {
    /// Its end date came.
    EndDate,
    /// Somebody deleted it (R12).
    Deleted,
    /// The proxy's assignment was terminated (R12).
    ProxyTerminated,
    /// The delegator's assignment was terminated (R12).
    DelegatorTerminated,
    /// The delegator neither holds the role by grant nor may provision it (R12).
    RoleLost,
    /// Its end was due before it could begin (R9).
    NeverBegan,
}

codes!(EndReason);

impl EndReason {
    /// The reason in words, to follow the state.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::EndDate => "its end date came",
            Self::Deleted => "deleted",
            Self::ProxyTerminated => "the proxy left",
            Self::DelegatorTerminated => "the delegator left",
            Self::RoleLost => "the delegator no longer has the role",
            Self::NeverBegan => "never began: its end was due first",
        }
    }
}

/// What decides where a delegation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// When it began.
    pub begun_at: Option<DateTime<Utc>>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was cancelled before it began.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// The end of its last day.
    pub not_after: Option<DateTime<Utc>>,
    /// Who lends.
    pub delegator: Activity,
    /// Who receives.
    pub proxy: Activity,
    /// The delegator holds the role by grant, or may provision it to others (R2, R12).
    pub is_role_kept: bool,
}

/// The words that stay (R12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It has not begun.
    Scheduled,
    /// The proxy has the role through it.
    InForce,
    /// It has begun and gives nothing while delegator or proxy is inactive.
    Suspended,
    /// It gave something once, and never will again.
    Ended,
    /// It never gave anything, and never will.
    Cancelled,
}

impl State {
    /// The word on pages.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::InForce => "In force",
            Self::Suspended => "Suspended",
            Self::Ended => "Ended",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// Where it stands at `now`, the present instant: what has been done has been done, even if a node whose clock is ahead wrote
/// when (G9).
pub fn state(facts: &Facts, now: DateTime<Utc>) -> State {
    let terminated = |person: &Activity| person.state(now) == ActivityState::Terminated;
    let is_over = facts.ended_at.is_some()
        || facts.not_after.is_some_and(|end| end <= now)
        || terminated(&facts.delegator)
        || terminated(&facts.proxy)
        || !facts.is_role_kept;
    let has_begun = facts.begun_at.is_some();
    match (has_begun, is_over) {
        _ if facts.cancelled_at.is_some() => State::Cancelled,
        (false, true) => State::Cancelled,
        (false, false) => State::Scheduled,
        (true, true) => State::Ended,
        (true, false) if facts.delegator.is_active(now) && facts.proxy.is_active(now) => State::InForce,
        (true, false) => State::Suspended,
    }
}
