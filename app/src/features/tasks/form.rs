//! What the task forms post.

use std::collections::HashMap;

use domain::ids::TaskId;
use domain::task::Decision;
use serde::Deserialize;
use services::tasks::Ticked;

use crate::ui::{KEEP, REASON_ID};

/// Approve, deny, reassign, comment or cancel, from the list or the task's page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TaskForm {
    /// The tasks, where the form stands in the list: one, or those that are ticked.
    pub(super) task: Vec<String>,
    /// Every task of the list with the step that stood open when it was shown (G5), as `id:step`.
    pub(super) seen: Vec<String>,
    /// `approve`, `deny`, `reassign`, `comment` or `cancel`.
    pub(super) action: String,
    /// `deny` or `cancel`: what is asked about first; `keep`: it was, and nothing is to be done.
    pub(super) ask: String,
    /// Why.
    pub(super) reason: String,
    /// A username.
    pub(super) to: String,
    /// From whom a super administrator takes it: a username, or `role:` and a role's code.
    pub(super) from: String,
    /// Something to say.
    pub(super) comment: String,
    /// The step that stood open when the form was opened (G5).
    pub(super) step: String,
    /// The id of the form: sent twice from below the list, it is one operation.
    pub(super) form: String,
    /// Not empty: the form stands below the list.
    #[serde(rename = "ticked")]
    pub(super) below_list: String,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Approve or deny.
    Decide(Decision),
    /// Pass on by hand.
    Reassign,
    /// Say something.
    Comment,
    /// Cancel.
    Cancel,
}

/// What a form is sent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// To do something.
    Do(Act),
    /// To be asked about it first.
    Ask(Act),
    /// To go back from the question about it.
    Keep(Act),
}

/// Where a form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// On the task's page.
    Page,
    /// In its line of the list.
    Line,
    /// Below the list: it acts on what is ticked.
    Ticked,
}

impl TaskForm {
    /// Where it stands.
    pub(super) fn origin(&self) -> Origin {
        match (self.task.len(), self.below_list.is_empty()) {
            (0, true) => Origin::Page,
            (1, true) => Origin::Line,
            (_, true) | (_, false) => Origin::Ticked,
        }
    }

    /// What it is sent for; none for words that no form of Locum sends.
    pub(super) fn sent(&self) -> Option<Sent> {
        match self.ask.as_str() {
            "" => self.act().map(Sent::Do),
            KEEP => self.act().map(Sent::Keep),
            "deny" => Some(Sent::Ask(Act::Decide(Decision::Deny))),
            "cancel" => Some(Sent::Ask(Act::Cancel)),
            _ => None,
        }
    }

    /// What is to be done; none for words that no form of Locum sends.
    pub(super) fn act(&self) -> Option<Act> {
        match self.action.as_str() {
            "cancel" => Some(Act::Cancel),
            "reassign" => Some(Act::Reassign),
            "comment" => Some(Act::Comment),
            word => Decision::from_code(word).map(Act::Decide),
        }
    }

    /// The tasks that are ticked, each with the step that the list showed, and how many cannot be read.
    pub(super) fn ticked(&self) -> (Vec<Ticked>, usize) {
        ticked(&self.task, &self.seen)
    }

    /// From whom a super administrator takes it; none: the form does not say.
    pub(super) fn from(&self) -> Option<&str> {
        Some(self.from.as_str()).filter(|from| !from.is_empty())
    }

    /// The step that stood open when the form was opened.
    pub(super) fn step(&self) -> Option<i16> {
        self.step.parse().ok()
    }
}

impl Act {
    /// The id of the field on the task's page that a use case calls `field`: several forms there have a reason, and each
    /// error stands at its own.
    pub(super) fn id_of(self, field: &'static str) -> &'static str {
        match (self, field) {
            (Self::Cancel | Self::Decide(Decision::Deny), "reason") => REASON_ID,
            (Self::Reassign, "reason") => "reassign-reason",
            _ => field,
        }
    }
}

/// The tasks that are ticked, each with the step of `seen` (`id:step`) that the page showed, and how many cannot be read.
pub(crate) fn ticked(tasks: &[String], seen: &[String]) -> (Vec<Ticked>, usize) {
    let seen: HashMap<&str, i16> = seen
        .iter()
        .filter_map(|seen| seen.split_once(':'))
        .filter_map(|(id, step)| Some((id, step.parse().ok()?)))
        .collect();
    let ticked: Vec<Ticked> = tasks
        .iter()
        .filter_map(|id| {
            let step = seen.get(id.as_str()).copied();
            task_id(id).map(|task| Ticked { task, step })
        })
        .collect();
    let unreadable = tasks.len() - ticked.len();
    (ticked, unreadable)
}

/// Reads a task's id from a path or a form.
pub(super) fn task_id(text: &str) -> Option<TaskId> {
    uuid::Uuid::try_parse(text).ok().map(TaskId)
}
