//! Work that may take longer than a request: what kinds of it there are, and how far each thing in it is.

mod retry;
mod words;

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
use crate::task::TaskState;

pub use retry::pause_before_retry;
pub use words::{Act, Further, Summary};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum OperationKind {
    /// Approve or deny several tasks.
    Decide,
    /// Pass several tasks on.
    Reassign,
    /// Comment on several tasks.
    Comment,
    /// A super administrator reassigns several or all of a person's open tasks.
    ReassignAll,
    /// Start an access review.
    AccessReview,
    /// Import a file of people.
    PeopleImport,
    /// Make the directory as Locum says.
    Reconcile,
}

codes!(OperationKind);

impl OperationKind {
    /// Whether each batch of it is one transaction; else each thing is.
    pub fn goes_by_batches(self) -> bool {
        match self {
            Self::Decide | Self::Reassign | Self::Comment | Self::PeopleImport | Self::Reconcile => false,
            Self::ReassignAll | Self::AccessReview => true,
        }
    }
}

/// How far one thing of an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ItemState {
    /// It is to be done.
    Pending,
    /// It was done.
    Done,
    /// It was refused.
    Failed,
    /// It does not exist for whoever started the operation (T17).
    Unknown,
}

codes!(ItemState);

/// What became of a task that was approved, where the task is not approved by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ItemOutcome {
    /// It went on to its next step.
    NextStep,
    /// Nobody may decide its next step: it was cancelled (T12).
    Cancelled,
}

codes!(ItemOutcome);

impl ItemOutcome {
    /// What an approval that leaves the task in this state has come to. None: the task is approved, as it says.
    pub fn of_approval(state: TaskState) -> Option<Self> {
        match state {
            TaskState::Open => Some(Self::NextStep),
            TaskState::Cancelled => Some(Self::Cancelled),
            TaskState::Approved | TaskState::Denied => None,
        }
    }
}
