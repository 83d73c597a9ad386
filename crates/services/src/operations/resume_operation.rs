//! *Go on*: an operation that stopped before its end is resumed from a page that shows it.

use db::transaction::Transaction;
use uuid::Uuid;

use super::resume::{Resumed, Stop, resume};
use super::start::NotStarted;
use crate::Error;
use crate::actor::PersonActor;
use crate::operations::Operations;

impl Operations<'_> {
    /// Resumes an operation that stopped before its end at `stopped_at` (microseconds): a second click finds that it goes on already,
    /// or that it stopped at another instant since. From then on it acts for whoever resumes it; who started it stays that. Nothing
    /// more is done yet.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who may not, [`Error::NotFound`] where there is none, or none for this person; [`NotStarted`] for
    /// somebody who is too quick, or has many operations under way.
    pub async fn resume(
        self,
        actor: &PersonActor,
        id: Uuid,
        stopped_at: Option<i64>,
    ) -> std::result::Result<Resumed, NotStarted> {
        let (now, stop) = (self.services.now(), Stop::At(stopped_at));
        Transaction::run(&self.services.pool, async |tx| {
            let resumed = resume(tx, self.services.brakes(), actor, (id, stop), now).await?;
            Ok(resumed.ok_or(Error::NotFound)?)
        })
        .await
    }
}
