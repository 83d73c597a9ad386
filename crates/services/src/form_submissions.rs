//! A form that is sent twice is one change (G6). Every form has an id of its own. What came of the change is kept under it in the
//! change's transaction, and a second sending is answered with that.
//!
//! The id comes from the browser, so it may be any: what is kept is bound to who sends it, so that it never meets what somebody else
//! sent, and tells nothing of whether there is such a thing (S). It is bound to what is in the form, too: who goes back and sends the
//! form with something else in it wants another change. A form without an id, as from a script, is always the first sending.

use chrono::{DateTime, TimeDelta, Utc};
use db::form_submissions::{Submission, insert, outcome_of};
use db::transaction::Transaction;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::actor::PersonActor;
use crate::{Error, Result, Services, changes};

pub use crate::form_id::SentForm;

/// How long it is known that a form was sent.
pub(crate) const KEPT: TimeDelta = TimeDelta::days(7);

/// What came of a form.
#[derive(Debug, Clone)]
pub(crate) enum Submitted<T> {
    /// It was sent for the first time, and this is done now.
    Now(T),
    /// It was sent before, and this was done then.
    Before(T),
}

impl<T> Submitted<T> {
    /// What came of it, now or before.
    pub(crate) fn outcome(self) -> T {
        match self {
            Self::Now(outcome) | Self::Before(outcome) => outcome,
        }
    }
}

impl Services {
    /// Makes the change that a form asks for, in a transaction, once: a second sending changes nothing, and is answered as the first
    /// one was.
    ///
    /// # Errors
    /// What keeps the change from being made, unless that is the form's first sending.
    pub(crate) async fn submit<T, E>(
        &self,
        actor: &PersonActor,
        now: DateTime<Utc>,
        change: impl AsyncFnOnce(&mut Transaction) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E>
    where
        T: Serialize + DeserializeOwned,
        E: From<Error> + From<db::Error>,
    {
        let submitted = self.submit_once(actor, now, change).await;
        submitted.map(Submitted::outcome)
    }

    /// The same, for who has to tell the two apart.
    ///
    /// # Errors
    /// The same.
    pub(crate) async fn submit_once<T, E>(
        &self,
        actor: &PersonActor,
        now: DateTime<Utc>,
        change: impl AsyncFnOnce(&mut Transaction) -> std::result::Result<T, E>,
    ) -> std::result::Result<Submitted<T>, E>
    where
        T: Serialize + DeserializeOwned,
        E: From<Error> + From<db::Error>,
    {
        let submission = actor.submission();
        changes::are_recognised_by(submission.as_ref());
        let made = Transaction::run(&self.pool, async |tx| {
            let outcome = change(tx).await?;
            if let Some(id) = submission {
                let submission = Submission {
                    id,
                    person_id: actor.person(),
                    outcome: serde_json::to_value(&outcome).map_err(Error::internal)?,
                    at: now,
                };
                // Where another sending was quicker, nothing of this one is kept.
                insert(tx, submission).await?;
            }
            Ok(outcome)
        })
        .await;
        match made {
            Ok(outcome) => Ok(Submitted::Now(outcome)),
            // Refused, perhaps because the first sending has done it already. Where that cannot be read, this is refused.
            Err(refused) => match self.submitted_before(actor).await {
                Ok(Some(outcome)) => Ok(Submitted::Before(outcome)),
                Ok(None) | Err(_) => Err(refused),
            },
        }
    }

    /// What came of the first sending of the form that this request sends, if it was sent before.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn submitted_before<T: DeserializeOwned>(
        &self,
        actor: &PersonActor,
    ) -> Result<Option<T>> {
        let Some(id) = actor.submission() else {
            return Ok(None);
        };
        let mut conn = self.pool.get().await?;
        let outcome = outcome_of(&mut conn, id).await?;
        let outcome = outcome.map(serde_json::from_value).transpose();
        outcome.map_err(Error::internal)
    }
}
