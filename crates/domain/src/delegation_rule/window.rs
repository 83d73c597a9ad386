//! The instants a delegation rule covers (T2, T3, G1).

use chrono::{DateTime, Utc};

#[cfg(feature = "zones")]
use super::RuleKind;
#[cfg(feature = "zones")]
use crate::zone::Zone;

/// From when until when a rule is in force. It may be empty (`ends_at` = `starts_at`): such a rule was never in
/// force. `ends_at` is never before `starts_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first instant in force.
    pub starts_at: DateTime<Utc>,
    /// The first instant no longer in force; `None`: until removed.
    pub ends_at: Option<DateTime<Utc>>,
}

impl Window {
    /// Whether the rule is in force at that instant.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.starts_at <= at && self.ends_at.is_none_or(|end| at < end)
    }

    /// Where `now` lies; an empty window has ended as soon as it would have begun.
    pub fn state(&self, now: DateTime<Utc>) -> RuleState {
        if now < self.starts_at {
            RuleState::Scheduled
        } else if self.contains(now) {
            RuleState::InForce
        } else {
            RuleState::Ended
        }
    }
}

/// Where a rule stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleState {
    /// Its start is still to come.
    Scheduled,
    /// New tasks go to the delegate.
    InForce,
    /// Its end has passed: it assigns nothing (T1).
    Ended,
}

impl RuleState {
    /// The word on pages.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::InForce => "In force",
            Self::Ended => "Ended",
        }
    }
}

/// The instants of a rule saved at `now` by or for an owner in `zone`. A permanent rule begins now. A temporary
/// one begins with its start date, or now where that day has begun (T3), and ends with its end date (T2).
#[cfg(feature = "zones")]
pub fn window(kind: &RuleKind, zone: Zone, now: DateTime<Utc>) -> Window {
    match kind {
        RuleKind::Permanent => Window {
            starts_at: now,
            ends_at: None,
        },
        RuleKind::Temporary { starts_on, ends_on } => {
            let starts_at = zone.start_of_day(*starts_on).max(now);
            Window {
                starts_at,
                ends_at: Some(zone.end_of_day(*ends_on).max(starts_at)),
            }
        }
    }
}

/// The window of a rule after its owner moved to `new_zone` at `now` (G1). A start still to come and an end not
/// yet passed move with the zone. What has begun stays begun, what has passed stays as it was, and nothing
/// moves into the past: where the new zone's dates lie behind `now`, the rule begins or ends now. So a rule
/// can come out empty, when both its days are over in the new zone before they began in the old one.
#[cfg(feature = "zones")]
pub fn rezoned(kind: &RuleKind, old: Window, new_zone: Zone, now: DateTime<Utc>) -> Window {
    let RuleKind::Temporary { starts_on, ends_on } = kind else {
        return old;
    };
    if old.ends_at.is_some_and(|end| end <= now) {
        return old;
    }
    let starts_at = if old.starts_at <= now {
        old.starts_at
    } else {
        new_zone.start_of_day(*starts_on).max(now)
    };
    Window {
        starts_at,
        ends_at: Some(new_zone.end_of_day(*ends_on).max(starts_at).max(now)),
    }
}
