//! One attempt to deliver one message, and how it can end.

use chrono::{DateTime, TimeDelta, Utc};
use db::deliveries::Claimed;
use domain::delivery::Channel;
use sha2::{Digest, Sha256};

use super::letter::Letter;
use crate::notifications::Message;

/// What is tried.
pub(super) struct Attempt<'a> {
    pub(super) row: &'a Claimed,
    pub(super) channel: Channel,
    pub(super) public_url: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The channel took it.
    Sent,
    /// The reader does not want it any more, or is not active any more.
    NotWanted(String),
    /// It would be refused again and again: the channel will not take this message.
    Refused(String),
    /// It may go through another time.
    Later(String),
    /// The whole channel cannot be used: no other message would go through either.
    Unreachable(String),
    /// The channel asks to be left alone for so long; the message is not at fault.
    Throttled(TimeDelta),
}

impl Attempt<'_> {
    /// The letter to be sent.
    ///
    /// # Errors
    /// The outcome where there is nothing to send.
    pub(super) fn prepare(&self) -> Result<Letter, Outcome> {
        if !self.row.wanted {
            let why =
                "switched off by its reader since it was written, or the account is not active any more";
            return Err(Outcome::NotWanted(why.to_owned()));
        }
        if self.row.email.is_none() {
            return Err(Outcome::NotWanted(
                "its reader has no address any more".to_owned(),
            ));
        }
        // A server of an older version does not know what a newer one wrote; that one will deliver it.
        let message: Message = serde_json::from_value(self.row.event.clone())
            .map_err(|error| Outcome::Later(format!("this server cannot read the message: {error}")))?;
        Ok(Letter::new(
            &message,
            &self.row.display_name,
            self.row.task(),
            self.public_url,
        ))
    }

    /// What makes it the same message however often it is sent: installation, reader, event and channel.
    pub(super) fn key(&self) -> String {
        let mut hash = Sha256::new();
        let person = self.row.person().to_string();
        for part in [self.public_url, &person, &self.row.event_key, self.channel.code()] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.finalize()
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// A reason as a row and a page can hold it.
pub(super) fn reason(words: impl std::fmt::Display) -> String {
    domain::text::plain::one_line(&words.to_string(), 500)
}
