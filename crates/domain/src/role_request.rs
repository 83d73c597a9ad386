//! Role requests: units of provisioning work, what they are about and how far they are (J3), and when one that failed is
//! tried again (J5).

use chrono::TimeDelta;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::backoff::Backoff;
use crate::code::codes;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RequestKind {
    /// Begin a delegation.
    Begin,
    /// End a delegation.
    End,
    /// Delegator or proxy became inactive: the delegation gives nothing meanwhile (R12).
    Suspend,
    /// They are active again.
    Resume,
    /// Add a grant.
    Add,
    /// Remove a grant.
    Remove,
}

codes!(RequestKind);

impl RequestKind {
    /// As pages name it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Begin => "Begin delegation",
            Self::End => "End delegation",
            Self::Suspend => "Suspend delegation",
            Self::Resume => "Resume delegation",
            Self::Add => "Add grant",
            Self::Remove => "Remove grant",
        }
    }
}

/// How far a request is (J3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RequestState {
    /// It waits for its day, or for the directory.
    Pending,
    /// A node tells the directory at this moment.
    InProgress,
    /// The directory has it as it is to be.
    Complete,
    /// An attempt failed; there will be another.
    Failed,
    /// No attempt follows by itself.
    Faulted,
    /// Done inside Locum; there is no directory.
    Suppressed,
    /// Edited, cancelled or overtaken before it was processed.
    Superseded,
}

codes!(RequestState);

impl RequestState {
    /// As pages name it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InProgress => "In progress",
            Self::Complete => "Complete",
            Self::Failed => "Failed",
            Self::Faulted => "Faulted",
            Self::Suppressed => "Suppressed",
            Self::Superseded => "Superseded",
        }
    }
}

/// After so many attempts a request is faulted (J5).
pub const MAX_ATTEMPTS: i16 = 10;

const BACKOFF: Backoff = Backoff {
    attempts: MAX_ATTEMPTS as i32,
    shortest: 30,
    longest: 600,
};

/// How long to wait after the attempt of that number, counted from 1: half a minute, then twice as long each time, ten
/// minutes at most, so that the default schedule tries at every run. None: it was the last. `jitter` between 0 and 1 spreads
/// the waiting.
pub fn wait_after(attempt: i16, jitter: f64) -> Option<TimeDelta> {
    BACKOFF.wait_after(attempt.into(), jitter)
}
