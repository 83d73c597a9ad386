//! The filters of the list, as they stand in its address.

use domain::delivery::Channel;
use serde::{Deserialize, Serialize};
use services::notify::undelivered::Filter;

use crate::list::Filters;

pub(super) const PATH: &str = "/admin/undelivered";

/// The value of the filter that keeps what has failed for good.
pub(super) const FAILED: &str = "failed";

/// As chosen. What is none of the choices filters nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    pub(super) channel: String,
    pub(super) state: String,
    /// The last line of the page before: `{message}-{channel}`.
    #[serde(skip_serializing)]
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
}

impl Filters for ListQuery {
    fn path(&self) -> &str {
        PATH
    }

    fn words(&self, name: &str, value: &str) -> Option<String> {
        match name {
            "channel" => Channel::from_code(value).map(|channel| format!("Channel: {}", channel.in_words())),
            _ => (value == FAILED).then(|| "State: Failed".to_owned()),
        }
    }
}

/// Reads `{message}-{channel}`.
pub(super) fn delivery(text: &str) -> Option<(i64, Channel)> {
    let (message, channel) = text.split_once('-')?;
    Some((message.parse().ok()?, Channel::from_code(channel)?))
}
