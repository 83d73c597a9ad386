//! When the job runs by itself (J1): a cron expression of five fields on the clocks of a zone. Where clocks jump over its
//! time it fires right after the gap; where they show it twice, a fixed time fires once.

use std::str::FromStr as _;

use chrono::{DateTime, TimeZone as _, Utc};
use croner::Cron;

use crate::zone::Zone;

/// A cron expression that fires at some time.
#[derive(Debug, Clone)]
pub struct Schedule {
    cron: Cron,
    text: String,
}

impl Schedule {
    /// Reads five fields; none where they are no cron expression, or one that never fires, such as 30 February.
    pub fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        if fields.len() != 5 {
            return None;
        }
        let text = fields.join(" ");
        let cron = Cron::from_str(&text).ok()?;
        let beginning = Utc.timestamp_opt(946_684_800, 0).single()?;
        cron.find_next_occurrence(&beginning, true).ok()?;
        Some(Self { cron, text })
    }

    /// The five fields, one blank between them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first instant after `at` at which it fires.
    pub fn next_after(&self, at: DateTime<Utc>, zone: Zone) -> Option<DateTime<Utc>> {
        let local = zone.tz().from_utc_datetime(&at.naive_utc());
        let next = self.cron.find_next_occurrence(&local, false).ok()?;
        Some(next.to_utc()).filter(|next| at < *next)
    }

    /// The newest instant at which it fired after `since` and up to `now`; none: it did not. However many instants that
    /// were, there is one to catch up on (J6).
    pub fn newest(&self, since: DateTime<Utc>, now: DateTime<Utc>, zone: Zone) -> Option<DateTime<Utc>> {
        let first = self.next_after(since, zone).filter(|first| *first <= now)?;
        let local = zone.tz().from_utc_datetime(&now.naive_utc());
        let last = self.cron.find_previous_occurrence(&local, true).ok();
        let last = last.map(|last| last.to_utc()).filter(|last| *last <= now);
        Some(last.map_or(first, |last| last.max(first)))
    }

    /// In words: "Every 15 minutes."
    pub fn in_words(&self) -> String {
        let words = self.cron.describe();
        // The parser says "At every 15 minutes."
        match words.strip_prefix("At every ") {
            Some(rest) => format!("Every {rest}"),
            None => words,
        }
    }
}
