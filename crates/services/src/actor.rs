//! Who acts, through what (G4): goes into every audit entry and every line of a task's log.

use db::provisioning::Author;
use domain::ids::PersonId;

/// The delegator in whose place a proxy acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPlaceOf {
    /// Who lent the role.
    pub person: PersonId,
    /// Their username, for the facts of an audit entry.
    pub username: String,
    /// By which role delegation.
    pub delegation: i64,
}

/// Who acts.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person; none: a job or a command.
    pub person: Option<PersonId>,
    /// Who lent them the role that permits it; none: nobody, or it is not judged yet. `Permitted::acting`
    /// says it.
    pub in_place_of: Option<InPlaceOf>,
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
            in_place_of: None,
            through: path.into(),
            request_id,
        }
    }

    /// A command or job of the system.
    pub fn system(through: impl Into<String>) -> Self {
        Self {
            person: None,
            in_place_of: None,
            through: through.into(),
            request_id: None,
        }
    }

    /// On whose behalf everything is done, by the role that permits it.
    pub(crate) fn on_behalf_of(&self) -> Option<PersonId> {
        self.in_place_of.as_ref().map(|delegator| delegator.person)
    }

    /// The same for what is written as a set.
    pub(crate) fn author(&self) -> Author {
        Author {
            person: self.person,
            on_behalf_of: self.on_behalf_of(),
            delegation: self.in_place_of.as_ref().map(|delegator| delegator.delegation),
            through: self.through.clone(),
            request_id: self.request_id.clone(),
        }
    }
}
