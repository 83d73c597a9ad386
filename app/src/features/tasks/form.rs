//! What the task forms post.

use domain::ids::TaskId;
use domain::task::Decision;
use serde::Deserialize;

/// Approve, deny or cancel, from the list or the task's page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TaskForm {
    /// The task, where the form stands in the list.
    pub(super) task: String,
    /// `approve`, `deny` or `cancel`.
    pub(super) action: String,
    /// Why.
    pub(super) reason: String,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Approve or deny.
    Decide(Decision),
    /// Cancel.
    Cancel,
}

impl TaskForm {
    /// What is to be done; none for words that no form of Locum sends.
    pub(super) fn act(&self) -> Option<Act> {
        match self.action.as_str() {
            "cancel" => Some(Act::Cancel),
            word => Decision::from_code(word).map(Act::Decide),
        }
    }
}

/// Reads a task's id from a path or a form.
pub(super) fn task_id(text: &str) -> Option<TaskId> {
    uuid::Uuid::try_parse(text).ok().map(TaskId)
}
