//! Use cases: each opens its transaction, asks for the right, calls domain and db, and writes audit entries and
//! messages with the change (G3). No SQL here, no HTML, no HTTP.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use db::Pool;

pub mod absences;
pub mod access;
pub mod access_reviews;
pub mod actor;
pub mod api;
pub mod audit;
pub mod brakes;
pub mod clock;
pub mod delegates;
pub mod demo;
pub mod directory;
pub mod error;
mod form_id;
pub mod hr_accounts;
pub mod jobs;
pub mod ldap;
pub mod notifications;
pub mod notify;
pub mod operations;
pub mod people;
pub mod policies;
pub mod profile_options;
pub mod provisioning;
pub mod refusals;
mod rights;
pub mod role_delegations;
pub mod security_console;
pub mod session;
pub mod tasks;

pub use db::changes;
pub use error::{Error, FieldProblem, Result};

use brakes::{Brakes, USUAL_API_RATE};
use clock::{Clock, Stopwatch};
use jobs::Recipient;
use notify::{Transports, Wake};
use refusals::Refusals;
use session::Gate;
use session::hashing::Hashing;

/// How long after the first a second click may come: it is answered as done.
pub(crate) const SECOND_CLICK: chrono::TimeDelta = chrono::TimeDelta::seconds(30);

/// The use cases over one database and one clock. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    pool: Pool,
    clock: Clock,
    gate: Gate,
    hashing: Hashing,
    brakes: Brakes,
    refusals: Refusals,
    transports: Arc<Transports>,
    wake: Wake,
    directory: Option<Arc<dyn Recipient>>,
    /// Held by whoever tells the directory: one batch at a time.
    directory_turn: Arc<tokio::sync::Mutex<()>>,
    /// Held by each thing of an operation while it is done.
    operation_slots: Arc<tokio::sync::Semaphore>,
}

impl Services {
    /// Over a migrated database.
    pub fn new(pool: Pool, clock: Clock) -> Self {
        Self {
            pool,
            brakes: Brakes::new(&Stopwatch::new(clock.clone()), USUAL_API_RATE),
            refusals: Refusals::new(clock.clone()),
            gate: Gate::new(&Stopwatch::new(clock.clone())),
            clock,
            hashing: Hashing::new(),
            transports: Arc::new(Transports::none()),
            wake: Wake::new(),
            directory: None,
            directory_turn: Arc::default(),
            operation_slots: Arc::new(tokio::sync::Semaphore::new(operations::AT_ONCE)),
        }
    }

    /// With other brakes than the usual ones.
    pub fn with_brakes(self, brakes: Brakes) -> Self {
        Self { brakes, ..self }
    }

    /// With another limit on guessing than one by the machine's time.
    pub fn with_gate(self, gate: Gate) -> Self {
        Self { gate, ..self }
    }

    /// What holds up whoever is too quick.
    pub fn brakes(&self) -> &Brakes {
        &self.brakes
    }

    /// An id for a form that is shown: sent twice, it is one change.
    pub fn new_form_id(&self) -> uuid::Uuid {
        uuid::Uuid::new_v4()
    }

    /// The present instant (G2).
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Connections, for the session store and the checks of readiness.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }
}
