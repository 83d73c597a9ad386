//! How an attempt to deliver one message can end.

use chrono::TimeDelta;

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// How it ended.
    pub outcome: Outcome,
    /// What was learned of the reader's Slack account; none: nothing new.
    pub slack_account: Option<SlackAccount>,
}

/// How an attempt ended. Reasons are for the operator, one line each, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The channel took it.
    Sent,
    /// It would be refused again and again: the channel will not take this message.
    Refused(String),
    /// It may go through another time.
    Later(String),
    /// The whole channel cannot be used: no other message would go through either.
    Unreachable(String),
    /// The channel asks to be left alone for so long; the message is not at fault.
    Throttled(TimeDelta),
}

/// What was learned of somebody's Slack account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlackAccount {
    /// The address belongs to it.
    Found {
        /// The address.
        email: String,
        /// Slack's name for them.
        id: String,
    },
    /// It is not there any more.
    Gone,
}

impl From<Outcome> for Attempt {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            slack_account: None,
        }
    }
}

/// A reason as a row and a page can hold it.
pub(crate) fn reason(words: impl std::fmt::Display) -> String {
    domain::text::plain::one_line(&words.to_string(), 500)
}
