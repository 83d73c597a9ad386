//! The directory follows each change while the server is up (R11): woken after every request that may have changed something, and
//! by other processes; else by looking again and again. What is sent, and when it is tried again, is the services'; the job does
//! the same at its runs, so nothing depends on this.

use std::time::Duration;

use services::jobs::{Followed, Pace};
use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Next, Round, Starts};

/// How long a directory that cannot be reached is let be: at first, and at most.
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct FollowDirectory {
    pace: Pace,
    /// How long the directory is let be now; none: it can be reached, as far as anybody knows.
    rest: Option<Duration>,
}

impl BackgroundJob for FollowDirectory {
    const NAME: &'static str = "follow-directory";
    const DOES: &'static str = "sends the directory what has changed (R11), where there is one";
    const STARTS: Starts = Starts::WhenWoken;

    fn instances(context: &Context) -> Vec<Self> {
        let has_directory = context.services.jobs().has_directory();
        has_directory.then(Self::default).into_iter().collect()
    }

    async fn run(&mut self, services: &Services) -> Result<Round> {
        let followed = services.jobs().follow(&mut self.pace).await;
        // After an error nothing is known of the directory.
        self.rest = after(self.rest, *followed.as_ref().unwrap_or(&Followed::Nothing));
        let followed = followed?;
        let next = match (self.rest, followed) {
            // Nobody shortens this: a busy server would ask a directory that is down with every request.
            (Some(rest), _) => Next::After(rest.mul_f64(0.75 + rand::random::<f64>() / 2.0)),
            (None, Followed::Sent) => Next::AtOnce,
            (None, Followed::Nothing | Followed::Unreachable) => Next::AsUsual,
        };
        let counts = Counts::of("batches", usize::from(followed == Followed::Sent));
        Ok(Round { counts, next })
    }
}

/// How long the directory is let be now; none: it can be reached, as far as anybody knows.
fn after(rest: Option<Duration>, followed: Followed) -> Option<Duration> {
    match (followed, rest) {
        (Followed::Unreachable, None) => {
            tracing::warn!("the directory cannot be reached; Tools › Scheduled Processes says why");
            Some(FIRST_REST)
        }
        (Followed::Unreachable, Some(rest)) => Some((rest * 2).min(LONGEST_REST)),
        (Followed::Sent, Some(_)) => {
            tracing::info!("the directory can be reached again");
            None
        }
        (Followed::Sent, None) => None,
        // Another node, or the job, has sent what waited: nothing is known of the directory.
        (Followed::Nothing, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j5_a_directory_that_cannot_be_reached_is_asked_less_and_less_often_until_it_answers() {
        let mut rests = Vec::new();
        let mut rest = None;
        for _ in 0..8 {
            rest = after(rest, Followed::Unreachable);
            rests.push(rest.unwrap_or_default().as_secs());
        }
        assert_eq!(rests, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(after(rest, Followed::Sent), None);
        assert_eq!(after(rest, Followed::Nothing), None);
        assert_eq!(after(None, Followed::Unreachable), Some(FIRST_REST));
    }
}
