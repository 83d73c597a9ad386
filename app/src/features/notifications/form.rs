//! The form of one's own channels, as posted.

use serde::Deserialize;
use services::notify::settings::{Settings, SettingsInput};

/// Ticked: anything; not ticked: empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SettingsForm {
    pub(super) email: String,
    pub(super) slack: String,
    /// The version the form was opened with; 0 or empty: there was none (G5).
    pub(super) version: String,
}

impl SettingsForm {
    pub(super) fn of(settings: &Settings) -> Self {
        let ticked = |on: bool| if on { "true".to_owned() } else { String::new() };
        Self {
            email: ticked(settings.email),
            slack: ticked(settings.slack),
            version: settings.version.to_string(),
        }
    }

    pub(super) fn input(&self) -> SettingsInput {
        SettingsInput {
            email: !self.email.is_empty(),
            slack: !self.slack.is_empty(),
            version: self.version.parse().unwrap_or_default(),
        }
    }
}
