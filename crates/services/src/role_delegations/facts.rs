//! What audit entries say of a role delegation: the same names in all of them.

use chrono::{DateTime, Utc};
use db::role_delegations::Parties;
use domain::role_delegation::{EndReason, Period};
use domain::zone::Zone;
use serde_json::{Value, json};

use crate::audit::instant;

/// The facts of an entry. What it does not say is left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DelegationFacts<'a> {
    /// Username of who delegates.
    pub(crate) delegator: &'a str,
    /// Username of who receives.
    pub(crate) proxy: &'a str,
    /// The role's code.
    pub(crate) role: &'a str,
    /// Its days, where the entry is about them, and the delegator's zone, where somebody has just chosen them there.
    pub(crate) days: Option<(Option<Period>, Option<Zone>)>,
    /// How far it is.
    pub(crate) progress: Progress,
}

/// How far a delegation is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Progress {
    /// Saved: it has begun, or waits for its day.
    Saved { begun: bool },
    /// Other days were chosen for it: it has begun, or they end it, or it never began and never will.
    Changed {
        begun: bool,
        ended: bool,
        never_began: bool,
    },
    /// It became something by itself, or by what became of its people or the role.
    Became {
        state: NewState,
        reason: Option<EndReason>,
        ended_at: Option<DateTime<Utc>>,
    },
}

/// What a delegation became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NewState {
    InForce,
    Ended,
    Cancelled,
}

impl NewState {
    /// What its end is called: it is cancelled where it had not begun.
    pub(crate) fn over(had_begun: bool) -> Self {
        if had_begun { Self::Ended } else { Self::Cancelled }
    }

    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }
}

impl<'a> DelegationFacts<'a> {
    /// Of what a delegation became by itself; it says nothing of its days.
    pub(crate) fn became(
        parties: &'a Parties,
        state: NewState,
        reason: Option<EndReason>,
        ended_at: Option<DateTime<Utc>>,
    ) -> Self {
        Self {
            delegator: &parties.delegator_username,
            proxy: &parties.proxy_username,
            role: &parties.role_code,
            days: None,
            progress: Progress::Became {
                state,
                reason,
                ended_at,
            },
        }
    }

    /// As the log keeps them.
    pub(crate) fn json(self) -> Value {
        let parties = json!({ "delegator": self.delegator, "proxy": self.proxy, "role": self.role });
        let days = self.days.map(|(period, _)| {
            json!({
                "starts_on": period.map(|period| period.starts_on()), "ends_on": period.and_then(|period| period.ends_on()),
                "through_end": period.is_some_and(|period| period.through_end()),
            })
        });
        let zone = self
            .days
            .and_then(|(_, zone)| zone)
            .map(|zone| json!({ "zone": zone.name() }));
        let progress = match self.progress {
            Progress::Saved { begun } => json!({ "begun": begun }),
            Progress::Changed {
                begun,
                ended,
                never_began,
            } => json!({ "begun": begun, "ended": ended, "never_began": never_began }),
            Progress::Became {
                state,
                reason,
                ended_at,
            } => json!({
                "state": state.in_words(), "reason": reason.map(EndReason::in_words), "ended_at": instant(ended_at),
            }),
        };
        let parts = [Some(parties), days, zone, Some(progress)].into_iter().flatten();
        parts
            .filter_map(|part| match part {
                Value::Object(facts) => Some(facts),
                _ => None,
            })
            .flatten()
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}
