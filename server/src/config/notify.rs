//! The settings of mail and Slack. Their values are never repeated: they hold passwords.

use connection_settings::Secret;
use connection_settings::Unusable;
use message_transports::{MailConfig, SlackConfig};
use services::notify::{NotifyConfig, Transports};

use super::error::ConfigError;
use super::source::Source;

/// Reads and judges both.
pub(super) fn read(source: &Source) -> Result<(Option<MailConfig>, Option<SlackConfig>), ConfigError> {
    let mail = match (source.get("LOCUM_SMTP_URL"), source.get("LOCUM_MAIL_FROM")) {
        (None, _) => None,
        (Some(url), Some(from)) => Some(MailConfig {
            url: Secret::new(url),
            from: from.to_owned(),
        }),
        (Some(_), None) => {
            return Err(ConfigError::Unusable {
                variable: "LOCUM_MAIL_FROM".to_owned(),
                reason: "it is not set, and LOCUM_SMTP_URL needs it".to_owned(),
            });
        }
    };
    let slack = source.get("LOCUM_SLACK_TOKEN").map(|token| SlackConfig {
        token: Secret::new(token),
        api_url: source.get("LOCUM_SLACK_API_URL").map(str::to_owned),
    });
    let config = NotifyConfig {
        public_url: String::new(),
        mail,
        slack,
    };
    Transports::check(&config).map_err(ConfigError::of_transport)?;
    Ok((config.mail, config.slack))
}

impl ConfigError {
    /// A setting of a transport.
    pub(crate) fn of_transport(unusable: Unusable) -> Self {
        Self::Unusable {
            variable: unusable.variable.to_owned(),
            reason: unusable.reason,
        }
    }
}
