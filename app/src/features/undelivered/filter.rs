//! The filters of the list, as they stand in its address.

use domain::delivery::Channel;
use serde::Deserialize;
use services::notify::undelivered::Filter;

use crate::ui::Chip;

pub(super) const PATH: &str = "/admin/undelivered";

/// The value of the filter that keeps what has failed for good.
pub(super) const FAILED: &str = "failed";

/// As chosen. What is none of the choices filters nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    pub(super) channel: String,
    pub(super) state: String,
    /// The last line of the page before: `{message}-{channel}`.
    pub(super) after: String,
}

impl ListQuery {
    pub(super) fn filter(&self) -> Filter {
        Filter {
            channel: Channel::from_code(&self.channel),
            failed_only: self.state == FAILED,
            after: delivery(&self.after),
        }
    }

    /// The address with these filters, but the one named `without`.
    pub(super) fn href(&self, without: &str) -> String {
        let filter = self.filter();
        let channel = filter
            .channel
            .map(|channel| format!("channel={}", channel.code()));
        let state = filter.failed_only.then(|| format!("state={FAILED}"));
        let parts = [("channel", channel), ("state", state)];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(name, _)| *name != without)
            .filter_map(|(_, part)| part)
            .collect();
        if parts.is_empty() {
            PATH.to_owned()
        } else {
            format!("{PATH}?{}", parts.join("&"))
        }
    }

    pub(super) fn chips(&self) -> Vec<Chip> {
        let filter = self.filter();
        let channel = filter.channel.map(|channel| Chip {
            label: format!("Channel: {}", channel.in_words()),
            href: self.href("channel"),
        });
        let state = filter.failed_only.then(|| Chip {
            label: "State: Failed".to_owned(),
            href: self.href("state"),
        });
        channel.into_iter().chain(state).collect()
    }
}

/// Reads `{message}-{channel}`.
pub(super) fn delivery(text: &str) -> Option<(i64, Channel)> {
    let (message, channel) = text.split_once('-')?;
    Some((message.parse().ok()?, Channel::from_code(channel)?))
}
