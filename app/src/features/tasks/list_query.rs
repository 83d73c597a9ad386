//! The filters of My tasks, as they stand in the address.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::ids::TaskId;
use domain::policy::PolicyKind;
use domain::text::{composed, fold};
use islands::codes;
use islands::codes::lenient;
use serde::{Deserialize, Serialize};
use services::tasks::Filter;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::form::task_id;
use crate::list::{Filters, Ticks};

/// As typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    /// Which of the lists.
    #[serde(deserialize_with = "lenient", skip_serializing)]
    pub(super) list: TaskList,
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
    /// Which lines are ticked.
    #[serde(deserialize_with = "lenient", skip_serializing)]
    pub(super) ticked: Ticks,
    /// Of the list of one's requests.
    #[serde(skip_serializing)]
    pub(super) state: String,
    #[serde(skip_serializing)]
    pub(super) after: String,
    #[serde(skip_serializing)]
    pub(super) before: String,
}

/// The lists of tasks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum TaskList {
    /// What waits for the reader.
    #[default]
    #[strum(serialize = "")]
    Waiting,
    /// What the reader decided.
    Decided,
    /// What the reader asked for.
    Requests,
}

codes!(TaskList);

/// Whose tasks are listed, where it is not everybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
enum Covering {
    Own,
    Others,
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
            delegated: self
                .covering
                .parse()
                .ok()
                .map(|covering: Covering| covering == Covering::Others),
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

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::hold;

    #[test]
    fn the_words_of_the_address_are_these() {
        hold(&[
            (TaskList::Waiting, ""),
            (TaskList::Decided, "decided"),
            (TaskList::Requests, "requests"),
        ]);
        assert!(COVERINGS.iter().all(|(code, _)| code.parse::<Covering>().is_ok()));
    }

    #[test]
    fn what_no_address_of_locum_says_is_the_list_as_it_is() {
        let read = |address: &str| serde_urlencoded::from_str::<ListQuery>(address).unwrap();
        let asked = read("list=decided&ticked=all");
        assert_eq!((asked.list, asked.ticked), (TaskList::Decided, Ticks::All));
        for unknown in [
            "",
            "list=&ticked=",
            "list=nonsense&ticked=nonsense",
            "list=Decided",
        ] {
            let asked = read(unknown);
            assert_eq!(
                (asked.list, asked.ticked),
                (TaskList::Waiting, Ticks::Returned),
                "{unknown:?}"
            );
        }
    }
}
