//! The directory follows a change at once (R11, G3): a change writes its requests in its own transaction, and after the commit
//! whoever follows sends them, without a run of the job. Any number of nodes follow: requests are claimed as the job claims them
//! (J4), so nothing is sent twice, and what one of them could not send, another or the next run of the job sends.

use super::Counts;
use super::directory::{Pace, Went};
use crate::Result;
use crate::jobs::Jobs;

/// Through what it acts, in the audit log (G4).
const NAME: &str = "directory follower";

/// How a look for something to send ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// There was nothing to send, or there is no directory.
    Nothing,
    /// A batch was sent: there may be more.
    Sent,
    /// The directory cannot be reached. What was to be sent is as it was before, and costs no attempt (J5).
    Unreachable,
}

impl Jobs<'_> {
    /// Tells the directory a batch of what it has not been told by now.
    ///
    /// # Errors
    /// When the database fails; what was in hand is taken up again when its lease ends.
    pub async fn follow(self, pace: &mut Pace) -> Result<Followed> {
        let Some(directory) = self.services.directory.clone() else {
            return Ok(Followed::Nothing);
        };
        let mut counts = Counts::default();
        let went = self
            .send_next(directory.as_ref(), pace, NAME, &mut counts)
            .await?;
        if counts.ended_for_cause > 0 {
            // There are messages to deliver.
            self.services.wake.up();
        }
        Ok(match went {
            None => Followed::Nothing,
            Some(Went::Through | Went::TooSlow) => Followed::Sent,
            Some(Went::Unreachable) => Followed::Unreachable,
        })
    }
}
