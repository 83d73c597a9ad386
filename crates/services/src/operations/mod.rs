//! Operations: work that may take longer than a request. Its row is written before it begins, so that leaving the page, a server
//! that is killed, or a limit on time loses nothing: any server continues what is not finished, under a lease.
//!
//! Each thing is done in a transaction of its own, and the row that says so changes in the same one. So a thing is never done
//! twice, whoever holds the lease: the lease only keeps servers from doing each other's work.
//! Who started it, or resumed it last, is asked for the right at each of them again (G9).

mod access_review;
mod batches;
mod commands;
mod drive;
mod notify;
mod read;
mod reassign_all;
pub(crate) mod resume;
mod resume_operation;
pub(crate) mod start;
mod tasks;

pub use access_review::ReviewMade;
pub(crate) use commands::{Command, Tally};
pub(crate) use drive::AT_ONCE;
pub use drive::LEAST;
pub use read::{OperationLine, OperationList, OperationView, PAGE, Refused, Resumable, Subject};
pub use resume::Resumed;
pub use start::{BulkAct, NotStarted};

use db::operations::Leased;

use crate::actor::{PersonActor, RequestId};
use crate::{Error, Result};

/// The use cases of this feature: bulk operations that go on after the request.
#[derive(Clone, Copy)]
pub struct Operations<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: bulk operations that go on after the request.
    pub fn operations(&self) -> Operations<'_> {
        Operations { services: self }
    }
}

/// For whom it acts, in the request that let it: who resumed it last, or else who started it.
///
/// # Errors
/// [`Error::Internal`] for one that nobody started: a command's, which no server continues.
fn actor_of(operation: &Leased) -> Result<PersonActor> {
    let person = operation.acts_for();
    let person = person.ok_or_else(|| Error::internal("an operation that nobody started"))?;
    let (own, clients) = (operation.request_id.clone(), operation.client_request_id.clone());
    let request_id = own.map(|own| RequestId { own, clients });
    Ok(PersonActor::new(person, operation.through.clone(), request_id))
}
