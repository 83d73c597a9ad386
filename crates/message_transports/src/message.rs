//! A message as it is handed to a transport.

use chrono::{DateTime, Utc};

/// One message to one person, by one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMessage {
    /// What makes it the same message however often it is sent: mail's Message-ID and Slack's metadata are made of it.
    pub key: String,
    /// The reader's mail address: by it Slack knows them too.
    pub email: String,
    /// The reader's Slack account, where it is known for this address.
    pub slack_user: Option<String>,
    /// When it is sent.
    pub at: DateTime<Utc>,
    /// What it says.
    pub text: MessageText,
}

/// What a message says. Everything in it is safe to be shown: one line where one line is meant, without marks of writing direction,
/// of bounded length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText {
    /// To whom.
    pub name: String,
    /// What happened, shortened to a subject.
    pub subject: String,
    /// What happened, as a sentence.
    pub headline: String,
    /// (name, text), the text of several lines.
    pub facts: Vec<(&'static str, String)>,
    /// For whom and why the reader gets it (T9).
    pub why: Option<String>,
    /// What the link is called, and where it leads.
    pub link: (&'static str, String),
    /// Where the reader chooses their channels.
    pub settings: String,
}
