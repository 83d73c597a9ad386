//! What the form posts, and what a link to its page says.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::ids::TaskId;
use serde::Deserialize;
use services::tasks::{Chosen, ToReassign};
use uuid::Uuid;

use crate::features::tasks::form::ticked;

/// The form, as typed; a link to its page names the tasks only.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReassignForm {
    /// The tasks that are chosen.
    pub(super) task: Vec<String>,
    /// The step that stood open at each when the page was shown (G5), as `id:step`.
    pub(super) seen: Vec<String>,
    /// Not empty: all of the person's open tasks.
    pub(super) all: String,
    /// When the page was shown: "all" is what waited then (G5). RFC 3339.
    pub(super) until: String,
    /// Made when the form was shown: sent twice, it is one operation (G6).
    pub(super) form: String,
    /// A username.
    pub(super) to: String,
    /// Why.
    pub(super) reason: String,
}

impl ReassignForm {
    /// Whether all of the person's open tasks are chosen.
    pub(super) fn is_all(&self) -> bool {
        !self.all.is_empty()
    }

    /// The tasks that are chosen; none: all of them.
    pub(super) fn only(&self) -> Option<Vec<TaskId>> {
        let (ticked, _) = ticked(&self.task, &self.seen);
        (!self.is_all()).then(|| ticked.iter().map(|one| one.task).collect())
    }

    /// For the use case; and how many of the tasks cannot be read.
    pub(super) fn chosen(&self, now: DateTime<Utc>) -> (Chosen, usize) {
        if self.is_all() {
            let until = DateTime::parse_from_rfc3339(&self.until);
            let until = until.map_or(now, |until| until.to_utc());
            return (Chosen::All { until }, 0);
        }
        let (ticked, unreadable) = ticked(&self.task, &self.seen);
        (Chosen::Ticked(ticked), unreadable)
    }

    /// Its id. None: whoever sends it has not made it from the page.
    pub(super) fn id(&self) -> Option<Uuid> {
        Uuid::try_parse(&self.form).ok()
    }

    /// What the form carries along for the tasks that the page shows, as (name, value).
    pub(super) fn hidden(&self, shown: &ToReassign) -> Vec<(&'static str, String)> {
        if self.is_all() {
            let until = shown.until.to_rfc3339_opts(SecondsFormat::Micros, true);
            return vec![("all", "true".to_owned()), ("until", until)];
        }
        let rows = shown.rows.iter().flat_map(|row| {
            [
                ("task", row.task.to_string()),
                ("seen", format!("{}:{}", row.task, row.step)),
            ]
        });
        rows.collect()
    }
}
