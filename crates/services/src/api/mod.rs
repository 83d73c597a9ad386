//! What other systems do through the API: their tokens, the tasks they post and read, the decisions they carry over, what
//! they ask about access, and the keys that make a repeated change one change.

mod decide;
mod once;
mod post_task;
mod read;
pub mod secret;
mod standing;
mod tokens;

pub use decide::{CarriedDecision, CarriedReassignment};
pub(crate) use once::KEPT;
pub use once::{Once, Outcome};
pub use post_task::{MAX_EXTERNAL_REF, MAX_TITLE, PostTask};
pub use read::{Event, Holding, MOST_TASKS, Summary, TaskFilter, TaskPage};
pub use standing::{Assignee, Standing};
pub use tokens::{Bearer, Token};

/// The use cases of this feature: what other systems ask by the JSON API, and the tokens they sign in with.
#[derive(Clone, Copy)]
pub struct Api<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: what other systems ask by the JSON API, and the tokens they sign in with.
    pub fn api(&self) -> Api<'_> {
        Api { services: self }
    }
}
