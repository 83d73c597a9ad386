//! Use cases: each opens its transaction, asks for the right, calls domain and db, and writes audit entries and
//! messages with the change (G3). No SQL here, no HTML, and of HTTP only what is said of each way in (`endpoint`).

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
pub mod delegation_end;
pub mod directory;
pub mod endpoint;
pub mod error;
mod form_id;
pub mod form_submissions;
pub mod hr_accounts;
pub mod jobs;
pub mod notifications;
pub mod notify;
pub mod operations;
pub mod people;
pub mod policies;
pub mod profile_options;
pub mod provisioning;
pub mod reconcile;
pub mod refusals;
pub mod retention;
mod rights;
pub mod role_delegations;
pub mod security_console;
pub mod session;
pub mod stale;
pub mod tasks;

pub use db::changes;
pub use error::{Error, FieldProblem, Result};

use brakes::{Brakes, USUAL_API_RATE};
use clock::{Clock, Stopwatch};
use ldap_directory::Recipient;
use notify::{Transports, Wake};
use refusals::Refusals;
use session::Gate;
use session::guessing::Guesses;
use session::hashing::Hashing;

/// The use cases over one database and one clock. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    pool: Pool,
    clock: Clock,
    gate: Gate,
    hashing: Hashing,
    brakes: Brakes,
    refusals: Refusals,
    guesses: Guesses,
    transports: Arc<Transports>,
    wake: Wake,
    directory: Option<Arc<dyn Recipient>>,
    /// Held by whoever tells the directory: one batch at a time.
    directory_turn: Arc<tokio::sync::Mutex<()>>,
    /// Held by each thing of an operation while it is done.
    operation_slots: Arc<tokio::sync::Semaphore>,
    /// Held by each dry run.
    dry_run_slots: Arc<tokio::sync::Semaphore>,
}

/// Dry runs at once: each holds a connection, and what the change locks.
const DRY_RUNS: usize = 2;
/// How long one waits for the others. It holds nothing meanwhile.
const DRY_RUN_WAIT: std::time::Duration = std::time::Duration::from_secs(3);

impl Services {
    /// Over a migrated database.
    pub fn new(pool: Pool, clock: Clock) -> Self {
        Self {
            pool,
            brakes: Brakes::new(&Stopwatch::new(clock.clone()), USUAL_API_RATE),
            refusals: Refusals::new(clock.clone()),
            guesses: Guesses::new(&Stopwatch::new(clock.clone())),
            gate: Gate::new(&Stopwatch::new(clock.clone())),
            clock,
            hashing: Hashing::new(),
            transports: Arc::new(Transports::none()),
            wake: Wake::new(),
            directory: None,
            directory_turn: Arc::default(),
            operation_slots: Arc::new(tokio::sync::Semaphore::new(operations::AT_ONCE)),
            dry_run_slots: Arc::new(tokio::sync::Semaphore::new(DRY_RUNS)),
        }
    }

    /// Makes a change and takes it back, to say what it would do. Only a few at once: whoever asks again and again must not hold up
    /// those who decide (S).
    pub(crate) async fn dry_run<R>(
        &self,
        change: impl AsyncFnOnce(&mut db::transaction::Transaction) -> Result<R>,
    ) -> Result<R> {
        let _slot = self.dry_run_slot().await?;
        db::transaction::Transaction::undone(&self.pool, change).await
    }

    /// A place among the dry runs, for as long as it is kept.
    pub(crate) async fn dry_run_slot(&self) -> Result<impl Drop + use<>> {
        let slot = Arc::clone(&self.dry_run_slots).acquire_owned();
        let busy = |()| Error::unavailable("too many questions at once");
        let slot = tokio::time::timeout(DRY_RUN_WAIT, slot).await;
        slot.map_err(|_| busy(()))?.map_err(|_| busy(()))
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

    /// At another time: what is told of a day happens then.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
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
