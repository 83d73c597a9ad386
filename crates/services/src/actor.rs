//! Who acts, through what (G4): goes into every audit entry and every line of a task's log.

use domain::ids::PersonId;

/// Who acts.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person; none: a job or a command.
    pub person: Option<PersonId>,
    /// The page, job, command or API token.
    pub through: String,
    /// As in the log lines of the request.
    pub request_id: Option<String>,
}

impl Actor {
    /// A person on a page.
    pub fn on_page(person: PersonId, path: impl Into<String>, request_id: Option<String>) -> Self {
        Self {
            person: Some(person),
            through: path.into(),
            request_id,
        }
    }

    /// A command or job of the system.
    pub fn system(through: impl Into<String>) -> Self {
        Self {
            person: None,
            through: through.into(),
            request_id: None,
        }
    }
}
