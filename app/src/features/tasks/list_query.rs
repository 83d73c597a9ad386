//! The filters of My tasks, as they stand in the address.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::ids::TaskId;
use domain::policy::PolicyKind;
use domain::text::{composed, fold};
use serde::{Deserialize, Serialize};
use services::tasks::Filter;

use super::form::task_id;
use crate::list::Filters;

/// As typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    /// Empty: what waits for the reader; else one of the other lists.
    #[serde(skip_serializing)]
    pub(super) list: String,
    pub(super) kind: String,
    pub(super) covering: String,
    pub(super) subject: String,
    pub(super) role: String,
    pub(super) policy: String,
    /// Whom the reader stands in for.
    #[serde(rename = "for")]
    pub(super) standing_in_for: String,
    /// Waiting for this many days or more.
    pub(super) days: String,
    /// Lines a page has.
    pub(super) rows: String,
    /// `all`: every line is ticked.
    #[serde(skip_serializing)]
    pub(super) ticked: String,
    /// Of the list of one's requests.
    #[serde(skip_serializing)]
    pub(super) state: String,
    #[serde(skip_serializing)]
    pub(super) after: String,
    #[serde(skip_serializing)]
    pub(super) before: String,
}

pub(super) const KINDS: [(&str, &str); 3] = [
    ("request", "Requests"),
    ("review", "Reviews"),
    ("revoke", "Revocations"),
];

pub(super) const COVERINGS: [(&str, &str); 2] = [("own", "My own"), ("others", "For others")];

pub(super) const AGES: [(&str, &str); 4] = [
    ("1", "A day or more"),
    ("7", "A week or more"),
    ("30", "30 days or more"),
    ("90", "90 days or more"),
];

pub(super) const ROWS: [(&str, &str); 2] = [("50", "50"), ("100", "100")];

/// Longer than anything that is looked for.
const LONGEST: usize = 100;

fn chosen<'a>(choices: &[(&'a str, &'a str)], value: &str) -> Option<(&'a str, &'a str)> {
    choices.iter().copied().find(|(code, _)| *code == value)
}

fn short(text: &str) -> String {
    let letters = text.chars().take(LONGEST);
    letters.filter(|letter| !letter.is_control()).collect()
}

/// A part of a person's name.
fn looked_for(text: &str) -> Option<String> {
    Some(fold(&short(text))).filter(|text| !text.is_empty())
}

/// A part of the name of a role or policy, which is compared as it is written, but for letter case.
fn named(text: &str) -> Option<String> {
    let name = composed(&short(text).to_lowercase());
    let words: Vec<&str> = name.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

impl ListQuery {
    /// For the use case.
    pub(super) fn filter(&self, now: DateTime<Utc>) -> Filter {
        let days = chosen(&AGES, &self.days).and_then(|(days, _)| days.parse().ok());
        Filter {
            kind: PolicyKind::from_code(&self.kind),
            delegated: chosen(&COVERINGS, &self.covering).map(|(code, _)| code == "others"),
            subject: looked_for(&self.subject),
            role: named(&self.role),
            policy: named(&self.policy),
            standing_in_for: looked_for(&self.standing_in_for),
            until: days.map(|days| now - TimeDelta::days(days)),
            after: parse_place(&self.after).and_then(|(at, id)| Some((at, task_id(id)?))),
            rows: chosen(&ROWS, &self.rows).and_then(|(rows, _)| rows.parse().ok()),
            only: None,
        }
    }

    /// Whether one of the filters that are folded away is set.
    pub(super) fn uses_more(&self) -> bool {
        let set = self.set();
        set.iter()
            .any(|(name, ..)| !matches!(name.as_str(), "kind" | "covering"))
    }
}

impl Filters for ListQuery {
    fn path(&self) -> &str {
        "/"
    }

    fn words(&self, name: &str, value: &str) -> Option<String> {
        let one_of =
            |choices: &[(&'static str, &'static str)]| chosen(choices, value).map(|(_, words)| words);
        let typed = |label: &str| {
            let value = value.trim();
            (!value.is_empty()).then(|| format!("{label}: {value}"))
        };
        match name {
            "kind" => one_of(&KINDS).map(str::to_owned),
            "covering" => one_of(&COVERINGS).map(str::to_owned),
            "subject" => typed("Subject"),
            "role" => typed("Role"),
            "policy" => typed("Policy"),
            "for" => typed("For"),
            "days" => one_of(&AGES).map(|age| format!("Waiting: {}", age.to_lowercase())),
            _ => one_of(&ROWS).map(|rows| format!("{rows} lines a page")),
        }
    }

    /// How many lines a page has is no filter.
    fn is_filtered(&self) -> bool {
        self.set().iter().any(|(name, ..)| name != "rows")
    }
}

/// A place in a list: the instant and the id of its last line.
pub(super) fn parse_place(text: &str) -> Option<(DateTime<Utc>, &str)> {
    let (at, id) = text.split_once('~')?;
    Some((DateTime::parse_from_rfc3339(at).ok()?.with_timezone(&Utc), id))
}

/// The same, for an address.
pub(super) fn place(at: DateTime<Utc>, id: impl std::fmt::Display) -> String {
    format!("{}~{id}", at.to_rfc3339_opts(SecondsFormat::Micros, true))
}

/// A task's place.
pub(super) fn task_place(text: &str) -> Option<(DateTime<Utc>, TaskId)> {
    parse_place(text).and_then(|(at, id)| Some((at, task_id(id)?)))
}
