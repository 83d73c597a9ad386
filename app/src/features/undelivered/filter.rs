//! The filters of the list, as they stand in its address.

use std::str::FromStr;

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
            after: self.after.parse().ok().map(Line::pair),
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

/// One of the lines, by the name that stands in forms and addresses: `{message}-{channel}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line(pub(super) i64, pub(super) Channel);

/// The name of no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoLine;

impl FromStr for Line {
    type Err = NoLine;

    fn from_str(name: &str) -> Result<Self, NoLine> {
        let (message, channel) = name.split_once('-').ok_or(NoLine)?;
        let message = message.parse().map_err(|_| NoLine)?;
        Ok(Self(message, Channel::from_code(channel).ok_or(NoLine)?))
    }
}

impl Line {
    /// For the use case.
    pub(super) fn pair(self) -> (i64, Channel) {
        (self.0, self.1)
    }
}
