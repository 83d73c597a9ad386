//! What an operation does and did, in sentences: for headings, lists and messages.

use serde::{Deserialize, Serialize};

/// What an operation does to each of its things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Approve a task.
    Approve,
    /// Deny a task.
    Deny,
    /// Reassign a task.
    Reassign,
    /// Comment on a task.
    Comment,
}

/// What an operation does, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// To each thing.
    pub act: Act,
    /// Things in all.
    pub total: i64,
    /// Of them done.
    pub done: i64,
    /// Of them not done, for whatever reason.
    pub failed: i64,
}

impl Summary {
    /// What is being done: "Approving 500 tasks".
    pub fn under_way(&self) -> String {
        let tasks = tasks(self.total);
        match self.act {
            Act::Approve => format!("Approving {tasks}"),
            Act::Deny => format!("Denying {tasks}"),
            Act::Reassign => format!("Reassigning {tasks}"),
            Act::Comment => format!("Commenting on {tasks}"),
        }
    }

    /// What came of it: "2 tasks are approved", "1 of 2 tasks is approved, 1 failed". No full stop, as more may follow.
    pub fn outcome(&self) -> String {
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        let done = match self.act {
            Act::Approve => self.are("approved"),
            Act::Deny => self.are("denied"),
            Act::Reassign => self.are("reassigned"),
            Act::Comment if self.done == 0 => "No comment is added".to_owned(),
            Act::Comment => format!("A comment is added to {}", self.done_of_total()),
        };
        format!("{done}{failed}")
    }

    /// How far it is: "120 of 500 done, 3 failed".
    pub fn progress(&self) -> String {
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        format!("{} of {} done{failed}", self.done, self.total)
    }

    /// Things that are dealt with in one way or another.
    pub fn dealt_with(&self) -> i64 {
        self.done + self.failed
    }

    fn are(&self, done: &str) -> String {
        match self.done {
            0 => format!("No task is {done}"),
            1 => format!("{} is {done}", self.done_of_total()),
            _ => format!("{} are {done}", self.done_of_total()),
        }
    }

    fn done_of_total(&self) -> String {
        match (self.done, self.total) {
            (done, total) if done == total => tasks(done),
            (done, total) => format!("{done} of {}", tasks(total)),
        }
    }
}

fn tasks(count: i64) -> String {
    match count {
        1 => "1 task".to_owned(),
        count => format!("{count} tasks"),
    }
}
