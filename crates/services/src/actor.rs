//! Who acts, through what (G4): goes into every audit entry and every line of a task's log.
//!
//! A person and the system are two types. A use case that needs a right takes a [`PersonActor`] and asks for the right with it; one
//! that only commands, jobs and tokens have takes a [`SystemActor`]. What is written takes an [`Actor`], which a person only becomes
//! by a right or by their turn, inside this crate: outside it nobody makes an [`Actor`] of a person.

use std::ops::Deref;

use db::provisioning::Author;
use domain::ids::PersonId;
use uuid::Uuid;

use crate::form_id::SentForm;

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

/// Who a change is written in the name of: what audit entries and the logs of tasks take. A person becomes one by a right
/// (`Permitted::acting`) or by their turn; the system is one by itself.
#[derive(Debug, Clone)]
pub struct Actor {
    who: Who,
    through: String,
    request_id: Option<RequestId>,
}

#[derive(Debug, Clone)]
enum Who {
    Person {
        person: PersonId,
        /// Who delegated the role to them that permits it; none: they act in their own right.
        in_place_of: Option<InPlaceOf>,
    },
    /// A job, a command, or an API token.
    System,
}

/// A person who asks for something, before it is judged by what right they may.
#[derive(Debug, Clone)]
pub struct PersonActor {
    person: PersonId,
    own: Actor,
    /// The form by which they ask; none: it has no id, or there is no form.
    form: Option<SentForm>,
}

impl PersonActor {
    /// `through` is the page, or the API token that acts for them.
    pub fn new(person: PersonId, through: impl Into<String>, request_id: Option<RequestId>) -> Self {
        let who = Who::Person {
            person,
            in_place_of: None,
        };
        Self {
            person,
            own: Actor {
                who,
                through: through.into(),
                request_id,
            },
            form: None,
        }
    }

    /// Who asks by a form.
    pub fn by_form(self, form: Option<SentForm>) -> Self {
        Self { form, ..self }
    }

    /// The id under which what comes of their form is kept; none: it has none.
    pub(crate) fn submission(&self) -> Option<Uuid> {
        let form = self.form.as_ref()?;
        Some(form.submission_of(self.person))
    }

    /// Who.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// As it is written where no privilege is needed: signing in, cancelling one's own request.
    pub(crate) fn in_own_right(&self) -> &Actor {
        &self.own
    }

    /// The same for what outlives the request.
    pub(crate) fn into_own_right(self) -> Actor {
        self.own
    }

    /// As it is written where a role permits it: in the place of the delegator of that role, if it is delegated. Whoever asks for a
    /// right gets it from there.
    pub(crate) fn in_place_of(&self, delegator: Option<InPlaceOf>) -> Actor {
        self.own.clone().in_place_of(delegator)
    }
}

/// The system: a job, a command, or another system through its API token. It needs no privilege.
#[derive(Debug, Clone)]
pub struct SystemActor(Actor);

impl SystemActor {
    /// A job or a command.
    pub fn new(through: impl Into<String>) -> Self {
        Self::in_request(through, None)
    }

    /// In a request: what follows from it by itself, or what another system asks for.
    pub fn in_request(through: impl Into<String>, request_id: Option<RequestId>) -> Self {
        Self(Actor {
            who: Who::System,
            through: through.into(),
            request_id,
        })
    }

    /// A person for whom it acts, who is to be judged themselves.
    pub(crate) fn for_person(&self, person: PersonId) -> PersonActor {
        PersonActor::new(person, self.through.clone(), self.request_id.clone())
    }
}

impl Deref for SystemActor {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.0
    }
}

impl From<SystemActor> for Actor {
    fn from(system: SystemActor) -> Self {
        system.0
    }
}

impl Actor {
    /// The person; none: the system.
    pub(crate) fn person(&self) -> Option<PersonId> {
        match &self.who {
            Who::Person { person, .. } => Some(*person),
            Who::System => None,
        }
    }

    /// In whose place they act; none: nobody's.
    pub(crate) fn delegator(&self) -> Option<&InPlaceOf> {
        match &self.who {
            Who::Person { in_place_of, .. } => in_place_of.as_ref(),
            Who::System => None,
        }
    }

    /// The page, job, command or API token.
    pub(crate) fn through(&self) -> &str {
        &self.through
    }

    /// The same in the place of this delegator, or in one's own right. The system stays itself.
    pub(crate) fn in_place_of(mut self, delegator: Option<InPlaceOf>) -> Self {
        if let Who::Person { in_place_of, .. } = &mut self.who {
            *in_place_of = delegator;
        }
        self
    }

    /// The system by itself, in the same request: what follows from it is nobody's act (G4).
    pub(crate) fn by_itself(&self) -> SystemActor {
        SystemActor::in_request(self.through.clone(), self.request_id.clone())
    }

    /// On whose behalf everything is done, by the role that permits it.
    pub(crate) fn on_behalf_of(&self) -> Option<PersonId> {
        self.delegator().map(|delegator| delegator.person)
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
            person: self.person(),
            on_behalf_of: self.on_behalf_of(),
            delegation: self.delegator().map(|delegator| delegator.delegation),
            through: self.through.clone(),
            request_id: self.own_request_id().map(str::to_owned),
            client_request_id: self.clients_request_id().map(str::to_owned),
        }
    }
}
