//! What went wrong in a run: one thing that fails stops no other (J5).

use crate::{Error, Result};

/// The first error, kept until everything has had its turn.
#[derive(Debug, Default)]
pub(super) struct Trouble(Option<Error>);

impl Trouble {
    /// Keeps an error, and answers with what there is otherwise.
    ///
    /// # Errors
    /// Without a database nothing else fares better: that error is not kept, but ends the run.
    pub(super) fn keep<T>(&mut self, what: &'static str, outcome: Result<T>) -> Result<Option<T>> {
        match outcome {
            Ok(done) => Ok(Some(done)),
            Err(Error::Unavailable(cause)) => Err(Error::Unavailable(cause)),
            Err(error) => {
                tracing::error!(what, error = %error.chain(), "a part of the job failed: the rest goes on");
                self.0.get_or_insert(error);
                Ok(None)
            }
        }
    }

    /// Everything has had its turn.
    ///
    /// # Errors
    /// The first that was kept.
    pub(super) fn end(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}
