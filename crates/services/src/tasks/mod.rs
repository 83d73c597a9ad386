//! Tasks (T5, T7, T11–T13, T17): asking, assigning, deciding, cancelling, reading. The rules are the domain's.

mod assign;
mod cancel;
mod close;
mod decide;
pub mod event;
mod inbox;
mod read;
mod request;
mod sweep;

pub use decide::Decided;
pub use inbox::{Filter, Inbox, InboxRow};
pub use read::{LogLine, StepState, StepView, TaskView};
pub use request::{RequestInput, Requestable};
pub use sweep::Swept;
