//! What the channels are configured with.

use connection_settings::Secret;

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
