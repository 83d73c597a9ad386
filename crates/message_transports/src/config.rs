//! What the channels are configured with. Secrets are never written out.

use std::fmt;
use std::net::IpAddr;

/// A password, token, or an address that holds one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// How messages leave the house.
#[derive(Debug, Clone)]
pub struct NotifyConfig {
    /// What links in messages begin with, without a slash at the end.
    pub public_url: String,
    /// Mail, if any.
    pub mail: Option<MailConfig>,
    /// Slack, if any.
    pub slack: Option<SlackConfig>,
}

/// Mail by SMTP.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// `smtps://user:password@host:465`, or `smtp://…` with STARTTLS; plain only to the loopback address.
    pub url: Secret,
    /// `Locum <locum@example.org>`.
    pub from: String,
}

/// Slack's Web API.
#[derive(Debug, Clone)]
pub struct SlackConfig {
    /// A bot's token, with the scopes `chat:write` and `users:read.email`.
    pub token: Secret,
    /// Where the API is; none: Slack's own.
    pub api_url: Option<String>,
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} cannot be used: {reason}")]
pub struct Unusable {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong, without its value.
    pub reason: String,
}

impl Unusable {
    pub(crate) fn new(variable: &'static str, reason: impl Into<String>) -> Self {
        Self {
            variable,
            reason: reason.into(),
        }
    }
}

/// Whether a host is this machine: there nothing has to be encrypted.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
