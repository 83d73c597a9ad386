//! Tasks (T5, T7, T11–T14, T17): asking, assigning, deciding, reassigning, commenting, cancelling, reading. The rules are the domain's.

mod assign;
mod bulk;
mod cancel;
mod close;
mod comment;
mod covering;
pub(crate) mod create;
pub(crate) mod decide;
pub mod event;
mod inbox;
mod journal;
pub(crate) mod known;
pub(crate) mod one_open;
mod oversee;
mod preview;
mod read;
pub(crate) mod reassign;
mod request;
pub(crate) mod review;
mod revoke;
mod sweep;
pub(crate) mod turn;

pub use bulk::{BulkAct, Carried, MOST, Ticked};
pub use covering::Covering;
pub use db::tasks::waiting::{PAGE as OPEN_TASKS_PAGE, Waiting, WaitingRow};
pub use decide::{Decided, Verdict};
pub use inbox::{AskedRow, DecidedRow, Filter, Inbox, InboxRow, ListPlace, RequestRow};
pub use oversee::{BulkReassigned, Chosen, LISTED, Left, ToReassign};
pub use preview::{Foreseen, ForeseenStep, Imagined};
pub use read::{AskedNow, LogLine, StepState, StepView, TaskView};
pub use reassign::{PassingOn, Reassigned};
pub use request::{RequestInput, Requestable};
pub use revoke::{Revocable, RevocationInput};
pub use sweep::Swept;
