//! Transports of messages (N): mail by SMTP and Slack's Web API behind one trait. A message goes in and an outcome comes out; what a
//! message says, whether its reader wants it, and when it is tried again is `services`'. Nothing here knows the database.

mod config;
mod mail;
mod message;
mod outcome;
mod slack;
mod slack_api;

use domain::delivery::Channel;
use futures::future::BoxFuture;

pub use config::{MailConfig, SlackConfig};
pub use mail::Mail;
pub use message::{MessageText, OutgoingMessage};
pub use outcome::{Attempt, Outcome, SlackAccount};
pub use slack::Slack;

/// A way to reach people outside of Locum.
pub trait Transport: Send + Sync {
    /// Which channel it serves.
    fn channel(&self) -> Channel;

    /// Tries to deliver one message, once.
    fn send<'a>(&'a self, message: &'a OutgoingMessage) -> BoxFuture<'a, Attempt>;
}
