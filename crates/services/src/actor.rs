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

/// What a request is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId {
    /// By us, in log lines and audit entries: always made here.
    pub own: String,
    /// By the client, or by a proxy before us. None: it sent nothing that can be kept.
    pub clients: Option<String>,
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
    /// In which request; none: a job or a command.
    pub request_id: Option<RequestId>,
}

impl Actor {
    /// A person on a page.
    pub fn on_page(person: PersonId, path: impl Into<String>, request_id: Option<RequestId>) -> Self {
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

    /// The system by itself, in the same request: what follows from it is nobody's act (G4).
    pub(crate) fn by_itself(&self) -> Self {
        Self {
            person: None,
            in_place_of: None,
            ..self.clone()
        }
    }

    /// On whose behalf everything is done, by the role that permits it.
    pub(crate) fn on_behalf_of(&self) -> Option<PersonId> {
        self.in_place_of.as_ref().map(|delegator| delegator.person)
    }

    /// What we call the request.
    pub(crate) fn own_request_id(&self) -> Option<&str> {
        self.request_id.as_ref().map(|id| id.own.as_str())
    }

    /// What the client calls the request.
    pub(crate) fn clients_request_id(&self) -> Option<&str> {
        self.request_id.as_ref()?.clients.as_deref()
    }

    /// The same for what is written as a set.
    pub(crate) fn author(&self) -> Author {
        Author {
            person: self.person,
            on_behalf_of: self.on_behalf_of(),
            delegation: self.in_place_of.as_ref().map(|delegator| delegator.delegation),
            through: self.through.clone(),
            request_id: self.own_request_id().map(str::to_owned),
            client_request_id: self.clients_request_id().map(str::to_owned),
        }
    }
}
