//! Tasks (T5, T7, T11–T14, T17): asking, assigning, deciding, reassigning, commenting, cancelling, reading. The rules are the domain's.

mod assign;
mod cancel;
mod close;
pub(crate) mod comment;
mod covering;
pub(crate) mod create;
pub(crate) mod decide;
mod denial;
pub mod event;
mod facts;
mod imagined;
mod inbox;
mod journal;
pub(crate) mod known;
mod moved;
pub(crate) mod one_open;
mod oversee;
mod preview;
mod read;
pub(crate) mod reassign;
mod removal;
mod request;
pub(crate) mod review;
mod revoke;
mod sweep;
pub(crate) mod turn;

pub use covering::Covering;
pub use db::tasks::waiting::{PAGE as OPEN_TASKS_PAGE, Waiting, WaitingRow};
pub use decide::{Decided, Verdict};
pub use denial::Denial;
pub use imagined::Imagined;
pub use inbox::{AskedRow, DecidedRow, Filter, Inbox, InboxRow, ListPlace, RequestRow};
pub use moved::TasksMoved;
pub(crate) use moved::{StrandedBefore, StrandedByChange};
pub use oversee::{BulkReassigned, Chosen, LISTED, Left, ToReassign};
pub(crate) use oversee::{Progress as ReassignProgress, ReassignMany, stopped_in_words};
pub use preview::{Foreseen, ForeseenStep};
pub use read::{AskedNow, LogLine, StepState, StepView, TaskView};
pub use reassign::{PassingOn, Reassigned};
pub use removal::{KeptBy, Removal, RemovalOutcome, RoleRemoval};
pub use request::{RequestInput, Requestable};
pub use revoke::{Revocable, RevocationEffects, RevocationInput};
pub use sweep::Swept;

use domain::ids::TaskId;

/// The use cases of this feature: approval tasks, from the request to the decision.
#[derive(Clone, Copy)]
pub struct Tasks<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: approval tasks, from the request to the decision.
    pub fn tasks(&self) -> Tasks<'_> {
        Tasks { services: self }
    }
}

/// Tasks that one form may send.
pub const MOST: usize = 1_000;

/// A task that was ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticked {
    /// Which.
    pub task: TaskId,
    /// The step that stood open when the list was shown (G5): a second click acts on no second step. None: whichever is
    /// open.
    pub step: Option<i16>,
}
