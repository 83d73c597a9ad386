//! What an operation does and did, in sentences: for headings, lists and messages.

use serde::{Deserialize, Serialize};

use crate::text::counting::counted;

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
    /// Of what is done, what is not finished by it.
    #[serde(default)]
    pub further: Further,
}

/// Tasks whose open step was approved, and that are not approved by that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Further {
    /// They went on to their next step.
    pub next_step: i64,
    /// They were cancelled, as nobody may decide their next step (T12).
    pub cancelled: i64,
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
            Act::StartReview => format!(
                "Starting the {} with {}",
                self.review(),
                counted(self.total, "task", "tasks")
            ),
        }
    }

    /// What came of it: "2 tasks are approved", "1 of 2 tasks is approved, 1 failed". No full stop, as more may follow.
    pub fn outcome(&self) -> String {
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        let done = match self.act {
            Act::Approve => self.approved(),
            Act::Deny => self.are("denied"),
            Act::Reassign | Act::ReassignAll => self.are("reassigned"),
            Act::ImportPeople if self.total == 0 => "No people are imported".to_owned(),
            Act::ImportPeople => format!("People are imported: {} of {} changed", self.done, self.total),
            Act::Reconcile if self.total == 0 => "The directory is as Locum says".to_owned(),
            Act::Reconcile => format!(
                "{} of {} in the directory {} mended",
                self.done,
                counted(self.total, "difference", "differences"),
                if self.done == 1 { "is" } else { "are" },
            ),
            // What failed has nobody who may decide it: the review itself is started.
            Act::StartReview => format!(
                "The {} is started with {}",
                self.review(),
                counted(self.done, "task", "tasks")
            ),
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
                    counted(self.total, "task", "tasks")
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
            (Act::ImportPeople, 0) => format!("{} read", counted(self.done, "line", "lines")),
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

    /// What became of tasks whose open step was approved: "1 of 3 tasks is approved, 2 went on to their next steps".
    fn approved(&self) -> String {
        let Further { next_step, cancelled } = self.further;
        let became = [
            (self.done - next_step - cancelled, "is approved", "are approved"),
            (
                next_step,
                "went on to its next step",
                "went on to their next steps",
            ),
            (
                cancelled,
                "is cancelled as nobody may decide its next step",
                "are cancelled as nobody may decide their next steps",
            ),
        ];
        let mut became = became.into_iter().filter(|(count, _, _)| *count > 0);
        let Some((count, one, several)) = became.next() else {
            return self.are("approved");
        };
        let verb = |count: i64, one, several| if count == 1 { one } else { several };
        let first = format!("{} {}", self.of_total(count), verb(count, one, several));
        became.fold(first, |words, (count, one, several)| {
            format!("{words}, {}", counted(count, one, several))
        })
    }

    fn done_of_total(&self) -> String {
        self.of_total(self.done)
    }

    fn of_total(&self, count: i64) -> String {
        if count == self.total {
            self.things(count)
        } else {
            format!("{count} of {}", self.things(self.total))
        }
    }

    fn things(&self, count: i64) -> String {
        format!("{}{}", counted(count, "task", "tasks"), self.whose())
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

fn uncapitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
