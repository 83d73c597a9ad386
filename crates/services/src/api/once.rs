//! A change that is asked for twice is made once: the answer is kept under the other system's key, in the change's
//! transaction, and the second try gets it.

use chrono::{DateTime, TimeDelta, Utc};
use db::Pool;
use db::api_answers::{Kept, NewAnswer};
use db::transaction::Transaction;
use domain::ids::TokenId;
use sha2::{Digest, Sha256};

use super::standing::Standing;
use crate::api::Api;
use crate::{Error, Result};

/// How long an answer is kept.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// What became of a change.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It is made.
    Done(Standing),
    /// It was made before: the answer it was given then.
    Repeated(String),
}

/// A change that is to be made once.
#[derive(Debug, Clone)]
pub struct Once {
    /// Whose key it is.
    pub token: TokenId,
    /// As the other system chose it.
    pub key: String,
    /// What was asked for, by [`Once::request_hash`].
    pub request: Vec<u8>,
    /// How the answer is worded.
    pub wording: fn(&Standing) -> serde_json::Result<String>,
}

impl Once {
    /// What was asked for, in few bytes.
    pub fn request_hash(method: &str, path: &str, body: &[u8]) -> Vec<u8> {
        let mut hash = Sha256::new();
        for part in [method.as_bytes(), path.as_bytes()] {
            hash.update(part);
            hash.update([0]);
        }
        hash.update(body);
        hash.finalize().to_vec()
    }

    /// What to answer for one that was kept: the same again.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the key was used for something else.
    pub fn again(&self, kept: &Kept, now: DateTime<Utc>) -> Result<Option<String>> {
        if kept.at <= now - KEPT {
            return Ok(None);
        }
        if kept.request_hash != self.request {
            return Err(Error::invalid(
                "Idempotency-Key",
                "This key was used for another request in the last 24 hours: use a new key for each change",
            ));
        }
        Ok(Some(kept.answer.clone()))
    }

    /// The row to be written with the change.
    pub(super) fn keep(&self, standing: &Standing, now: DateTime<Utc>) -> Result<NewAnswer> {
        Ok(NewAnswer {
            token_id: self.token,
            key: self.key.clone(),
            request_hash: self.request.clone(),
            answer: (self.wording)(standing).map_err(Error::internal)?,
            at: now,
        })
    }

    /// What came of a change, after it was made or not: where it was not, somebody with the same key may have been
    /// quicker, and their answer is this one's too. What was made takes no connection any more: it stands.
    pub(super) async fn settle(
        once: Option<&Self>,
        pool: &Pool,
        made: Result<Standing>,
        now: DateTime<Utc>,
    ) -> Result<Outcome> {
        match (made, once) {
            (Ok(standing), _) => Ok(Outcome::Done(standing)),
            (Err(error @ (Error::Unavailable(_) | Error::Transient(_) | Error::Internal(_))), _)
            | (Err(error), None) => Err(error),
            (Err(error), Some(once)) => {
                let mut conn = pool.get().await?;
                let kept = db::api_answers::find(&mut conn, once.token, &once.key).await?;
                let again = kept.map(|kept| once.again(&kept, now)).transpose()?;
                again.flatten().map(Outcome::Repeated).ok_or(error)
            }
        }
    }
}

impl Api<'_> {
    /// What was answered to this change before, if it was made; makes room for the key where it is long ago.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the key was used for something else.
    pub async fn answered_before(self, once: &Once, kept: Option<&Kept>) -> Result<Option<String>> {
        let now = self.services.now();
        let Some(kept) = kept else { return Ok(None) };
        let again = once.again(kept, now)?;
        if again.is_none() {
            let mut tx = Transaction::autocommit(&self.services.pool).await?;
            db::api_answers::forget(&mut tx, once.token, &once.key, now - KEPT).await?;
        }
        Ok(again)
    }
}
