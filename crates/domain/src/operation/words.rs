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
    /// Reassign an open task of one person's.
    ReassignAll,
    /// Make a task of an access review.
    StartReview,
    /// Import a person.
    ImportPeople,
    /// Mend a difference between Locum and the directory.
    Reconcile,
}

/// What an operation does, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// To each thing.
    pub act: Act,
    /// What it is about: the name of the person whose tasks they are, or the title of the review. None: what is counted says it.
    #[serde(default)]
    pub about: Option<String>,
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
        let tasks = self.things(self.total);
        match self.act {
            Act::Approve => format!("Approving {tasks}"),
            Act::Deny => format!("Denying {tasks}"),
            Act::Reassign | Act::ReassignAll => format!("Reassigning {tasks}"),
            Act::Comment => format!("Commenting on {tasks}"),
            Act::ImportPeople => "Importing people".to_owned(),
            Act::Reconcile => "Making the directory as Locum says".to_owned(),
            Act::StartReview => format!("Starting the {} with {}", self.review(), plain(self.total)),
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
            Act::Reassign | Act::ReassignAll => self.are("reassigned"),
            Act::ImportPeople if self.total == 0 => "No people are imported".to_owned(),
            Act::ImportPeople => format!("People are imported: {} of {} changed", self.done, self.total),
            Act::Reconcile if self.total == 0 => "The directory is as Locum says".to_owned(),
            Act::Reconcile => format!(
                "{} of {} differences in the directory are mended",
                self.done, self.total
            ),
            // What failed has nobody who may decide it: the review itself is started.
            Act::StartReview => format!("The {} is started with {}", self.review(), plain(self.done)),
            Act::Comment if self.done == 0 => "No comment is added".to_owned(),
            Act::Comment => format!("A comment is added to {}", self.done_of_total()),
        };
        format!("{done}{failed}")
    }

    /// What was done where it stopped before its end: "Stopped: 120 of 500 tasks are approved".
    pub fn stopped(&self) -> String {
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        let so_far = match self.act {
            Act::StartReview => {
                format!(
                    "the {} has {} of {}{failed}",
                    self.review(),
                    self.done,
                    plain(self.total)
                )
            }
            Act::ImportPeople => "no people are imported".to_owned(),
            Act::Reconcile => match self.done {
                0 => format!("no difference in the directory is mended{failed}"),
                1 => format!("1 difference in the directory is mended{failed}"),
                done => format!("{done} differences in the directory are mended{failed}"),
            },
            Act::Approve | Act::Deny | Act::Reassign | Act::ReassignAll | Act::Comment => {
                uncapitalised(&self.outcome())
            }
        };
        format!("Stopped: {so_far}")
    }

    /// How far it is: "120 of 500 done, 3 failed".
    pub fn progress(&self) -> String {
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        match (self.act, self.total) {
            (Act::ImportPeople, 0) => format!("{} lines read", self.done),
            _ => format!("{} of {} done{failed}", self.done, self.total),
        }
    }

    /// Things that are dealt with in one way or another.
    pub fn dealt_with(&self) -> i64 {
        self.done + self.failed
    }

    fn are(&self, done: &str) -> String {
        match self.done {
            0 => format!("No task{} is {done}", self.whose()),
            1 => format!("{} is {done}", self.done_of_total()),
            _ => format!("{} are {done}", self.done_of_total()),
        }
    }

    fn done_of_total(&self) -> String {
        match (self.done, self.total) {
            (done, total) if done == total => self.things(done),
            (done, total) => format!("{done} of {}", self.things(total)),
        }
    }

    fn things(&self, count: i64) -> String {
        match count {
            1 => format!("1 task{}", self.whose()),
            count => format!("{count} tasks{}", self.whose()),
        }
    }

    /// "access review of Payroll viewer".
    fn review(&self) -> String {
        uncapitalised(self.about.as_deref().unwrap_or("access review"))
    }

    fn whose(&self) -> String {
        let name = self.about.as_ref();
        name.map(|name| format!(" of {name}")).unwrap_or_default()
    }
}

fn plain(count: i64) -> String {
    match count {
        1 => "1 task".to_owned(),
        count => format!("{count} tasks"),
    }
}

fn uncapitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
