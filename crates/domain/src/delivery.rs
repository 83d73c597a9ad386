//! How messages reach people beside the application (N): the channels, and when a failed attempt is repeated.

use chrono::TimeDelta;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::backoff::{Backoff, spread};
use crate::code::codes;

/// A way to reach a person outside Locum.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Channel {
    /// Mail, by SMTP.
    Email,
    /// A direct message in Slack.
    Slack,
}

codes!(Channel);

impl Channel {
    /// As pages name it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Email => "E-mail",
            Self::Slack => "Slack",
        }
    }
}

/// After so many attempts a message counts as failed: some 17 hours after the first.
pub const MAX_ATTEMPTS: i32 = 24;

const BACKOFF: Backoff = Backoff {
    attempts: MAX_ATTEMPTS,
    shortest: 15,
    longest: 3600,
};

/// How long to wait after the attempt of that number, counted from 1: 15 seconds, then twice as long each time, an hour at
/// most. None: it was the last. `jitter` between 0 and 1 spreads the waiting.
pub fn wait_after(attempt: i32, jitter: f64) -> Option<TimeDelta> {
    BACKOFF.wait_after(attempt, jitter)
}

/// How long to wait where the channel as a whole could not be reached, which is not the message's fault: some four minutes at
/// most, so that it goes out soon after the channel is back, and for three days at least. None: it was the last attempt.
pub fn wait_out(attempt: i32, age: TimeDelta, jitter: f64) -> Option<TimeDelta> {
    if attempt >= MAX_ATTEMPTS && age > TimeDelta::days(3) {
        return None;
    }
    wait_after(attempt.min(5), jitter)
}

/// How long a whole channel rests that cannot be reached.
pub fn rest(jitter: f64) -> TimeDelta {
    spread(TimeDelta::seconds(30), jitter)
}
