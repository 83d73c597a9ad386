//! One attempt to deliver one message: what is sent, and why there may be nothing to send.

use chrono::{DateTime, Utc};
use db::deliveries::Claimed;
use domain::delivery::Channel;
use message_transports::OutgoingMessage;
use sha2::{Digest, Sha256};

use super::message_text::message_text;
use crate::notifications::Message;

/// What is tried.
pub(super) struct Attempt<'a> {
    pub(super) row: &'a Claimed,
    pub(super) channel: Channel,
    pub(super) public_url: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// Why nothing is sent.
pub(super) enum NotSent {
    /// The reader does not want it any more, or is not active any more.
    NotWanted(&'static str),
    /// This server cannot read it.
    Unreadable(String),
}

impl Attempt<'_> {
    /// The message to be sent.
    pub(super) fn prepare(&self) -> Result<OutgoingMessage, NotSent> {
        if !self.row.wanted {
            return Err(NotSent::NotWanted(
                "switched off by its reader since it was written, or the account is not active any more",
            ));
        }
        let Some(email) = self.row.email.clone() else {
            return Err(NotSent::NotWanted("its reader has no address any more"));
        };
        // A server of an older version does not know what a newer one wrote; that one will deliver it.
        let message: Message = serde_json::from_value(self.row.event.clone())
            .map_err(|error| NotSent::Unreadable(format!("this server cannot read the message: {error}")))?;
        Ok(OutgoingMessage {
            key: self.key(),
            email,
            slack_user: self.row.slack_user.clone(),
            at: self.now,
            text: message_text(&message, &self.row.display_name, self.row.task(), self.public_url),
        })
    }

    /// What makes it the same message however often it is sent: installation, reader, event and channel.
    fn key(&self) -> String {
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
