//! Tasks as facts for the audit log.

use db::tasks::read::Task;
use domain::task::TaskState;
use serde_json::{Value, json};

/// A task as it waits, before what somebody does to its open step.
pub(super) fn open_facts(task: &Task) -> Value {
    json!({ "state": TaskState::Open, "step": task.position })
}
