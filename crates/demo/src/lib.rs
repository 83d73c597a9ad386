//! Organisations to try Locum with: a small one that reads like a real company (contract, The demo organisation),
//! and a generated one of any size for measuring. Both go into an empty database only.
//!
//! The small one is the tables in `data/`, read in order: roles, people, policies and what may be requested are
//! written as of four months ago, and then the history is lived through by the use cases themselves, each event with
//! the clock of its day, so that logs, audit entries and messages are what they would have been.
//!
//! No rules live here, and no SQL: what fills tables in one statement is `db::demo`.

mod away;
mod catalogue;
mod generated;
mod history;
mod lending;
mod people;
mod tables;

use chrono::{DateTime, TimeDelta, Utc};
use db::transaction::Transaction;
use services::actor::SystemActor;
use services::clock::Clock;
use services::jobs::Trigger;
use services::people::import::ImportError;
use services::session::password;
use services::{Error, Result, Services};

/// What was loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DemoReport {
    /// People.
    pub people: usize,
    /// Delegation rules, whatever their state.
    pub rules: usize,
    /// Role delegations, whatever their state.
    pub delegations: usize,
    /// Tasks, open and closed.
    pub tasks: usize,
}

/// How long ago the organisation began to use Locum, in days: before anything in its history.
const BEGAN: i64 = 130;

const COMMAND: &str = "locum demo load";

fn command() -> SystemActor {
    SystemActor::new(COMMAND)
}

/// Writes an organisation through the use cases.
#[derive(Clone)]
struct Loader {
    services: Services,
}

/// Loads the demo organisation. Everyone gets the password, each with a salt of their own.
///
/// # Errors
/// [`Error::Conflict`] when there are people already, [`Error::Invalid`] for a password that is too short.
pub async fn load(services: &Services, password: &str) -> Result<DemoReport> {
    Loader::new(services).load(password).await
}

/// Loads a generated organisation for measuring: `people` people in up to eight levels, `tasks_per_person` times
/// as many tasks, of which one in twenty is open, and delegation rules for one person in twenty. The usernames of
/// the demo organisation that the contract names exist in it too. The same numbers make the same organisation.
///
/// # Errors
/// [`Error::Conflict`] when there are people already, [`Error::Invalid`] for a password that is too short or
/// fewer than [`SMALLEST`] people.
pub async fn load_generated(
    services: &Services,
    people: usize,
    tasks_per_person: usize,
    password: &str,
) -> Result<DemoReport> {
    if people < SMALLEST {
        return Err(Error::invalid(
            "people",
            format!("People must be {SMALLEST} or more"),
        ));
    }
    let loader = Loader::new(services);
    loader.require_empty(password).await?;
    let tasks = people.saturating_mul(tasks_per_person);
    loader.generate(people, tasks, password).await
}

impl Loader {
    fn new(services: &Services) -> Self {
        Self {
            services: services.clone(),
        }
    }

    async fn load(&self, password: &str) -> Result<DemoReport> {
        let now = self.services.now();
        self.require_empty(password).await?;
        let people = people::table(now)?;
        let hashes = people::hash_for_each(&self.services, &people.usernames, password).await?;
        Transaction::run(self.services.pool(), async |tx| {
            write_organisation(tx, &people, hashes, now - TimeDelta::days(BEGAN)).await
        })
        .await?;
        let (rules, delegations, tasks) = self.live_through(now).await?;
        // Somebody may have left since they were asked.
        self.services.tasks().sweep(&command()).await?;
        // What was lent and granted meanwhile has been sent, or needs to be sent nowhere (J3).
        self.services.jobs().run(Trigger::Command).await?;
        let mut tx = Transaction::autocommit(self.services.pool()).await?;
        // It tells of the past: nobody is to get a mail about it today.
        db::deliveries::send_nothing_of_the_past(&mut tx).await?;
        db::demo::analyze(&mut tx).await?;
        Ok(DemoReport {
            people: people.usernames.len(),
            rules,
            delegations,
            tasks,
        })
    }

    async fn require_empty(&self, password: &str) -> Result<()> {
        if password.chars().count() < password::SHORTEST {
            let message = format!("Password must have at least {} characters", password::SHORTEST);
            return Err(Error::invalid("password", message));
        }
        if db::people::any(&mut *self.services.pool().get().await?).await? {
            let message = "there are people in this database already: a demo organisation is loaded into an empty one only";
            return Err(Error::Conflict(message.to_owned()));
        }
        Ok(())
    }

    /// The same use cases at another time: what the history tells of that day happens then.
    fn at(&self, at: DateTime<Utc>) -> Self {
        Self {
            services: self.services.clone().with_clock(Clock::Fixed(at)),
        }
    }
}

async fn write_organisation(
    tx: &mut Transaction,
    people: &people::Table,
    hashes: Vec<String>,
    began: DateTime<Utc>,
) -> Result<()> {
    catalogue::insert_roles(tx, &command(), began).await?;
    people::insert(tx, people, hashes, began).await?;
    catalogue::insert_policies(tx, &command(), began).await?;
    catalogue::insert_provisioning(tx, &command(), began).await
}

/// The smallest generated organisation: everybody whom the contract names needs a place.
pub const SMALLEST: usize = 64;

/// The demo's own tables are wrong: a defect.
fn defect(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("the demo's tables: {error}"))
}

/// The demo's people could not be imported.
fn not_imported(error: ImportError) -> Error {
    match error {
        ImportError::Failed(error) => error,
        other => defect(other),
    }
}
