//! The LDAP directory that follows Locum (J7): roles are groups below a base, people are entries below another, and whoever
//! holds a role by any source is a member of its group (R13). Memberships go in and outcomes come out; who is to be a member, when
//! that is asked, and what is written down about it is `services`'. Nothing here knows the database.
//!
//! A person is `uid={username},{people base}`, a role the `groupOfNames` `cn={role code},{roles base}`. People's entries are
//! never changed; groups are made and emptied as needed.

mod batch;
mod config;
mod connection;
mod dn;
mod error;
mod group;
mod membership;
mod people;
mod read;

use domain::text::counting::counted;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

use batch::Batch;
pub use config::{LdapConfig, Patience};
use connection::{Connection, Door};
use connection_settings::Unusable;
use dn::Dn;
pub use error::Unreachable;
pub use membership::{Membership, Sent};
pub use read::{FoundGroup, GroupCursor, Members, Presence, Reader};

/// Whoever is told of memberships.
pub trait Recipient: Send + Sync {
    /// Ensures each membership, and says how that ended: one answer each, in the same order. Already so is success.
    fn send<'a>(&'a self, batch: &'a [Membership]) -> BoxFuture<'a, Vec<Sent>>;
}

/// The directory. One connection is kept and opened anew as needed.
pub struct Directory {
    door: Door,
    people: Dn,
    roles: Dn,
    patience: Patience,
    connection: Mutex<Option<Connection>>,
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Directory")
            .field("people", &self.people.to_string())
            .field("roles", &self.roles.to_string())
            .finish_non_exhaustive()
    }
}

impl Directory {
    /// As configured; connects to nothing yet.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and never repeats a password.
    pub fn new(config: &LdapConfig) -> Result<Self, Unusable> {
        let judged = config.judge()?;
        Ok(Self {
            door: Door::new(config)?,
            people: judged.people,
            roles: judged.roles,
            patience: config.patience,
            connection: Mutex::new(None),
        })
    }

    /// Brings memberships about; answers in the same order, one for each. Several calls come one after the other. From its turn
    /// on it ends within [`Patience::batch`], whatever the directory does: what is not known to have ended by then is
    /// [`Sent::TooSlow`], or [`Sent::Unreachable`] where there is not even a connection.
    pub async fn send(&self, batch: &[Membership]) -> Vec<Sent> {
        let mut work = Batch::new(batch);
        if batch.is_empty() {
            return Vec::new();
        }
        let within = self.patience.batch;
        let mut kept = self.connection.lock().await;
        let mut is_opening = false;
        let outcome = self.work(&mut work, &mut kept, &mut is_opening);
        match timeout_at(Instant::now() + within, outcome).await {
            Ok(Ok(())) => {}
            Ok(Err(unreachable)) => work.rest(&Sent::Unreachable(unreachable.words().to_owned())),
            Err(_) => {
                let words = format!(
                    "the directory took more than {} for {}",
                    counted(within.as_secs(), "second", "seconds"),
                    counted(batch.len(), "change", "changes")
                );
                work.rest(&if is_opening {
                    Sent::Unreachable(words)
                } else {
                    Sent::TooSlow(words)
                });
            }
        }
        work.into_sent()
    }

    async fn work(
        &self,
        work: &mut Batch<'_>,
        kept: &mut Option<Connection>,
        is_opening: &mut bool,
    ) -> Result<(), Unreachable> {
        // A connection that lay idle may have been closed: that costs nobody an attempt. What is asked twice does no harm.
        if let Some(mut connection) = kept.take().filter(|connection| !connection.clone().is_closed())
            && self.run(work, &mut connection).await.is_ok()
        {
            *kept = Some(connection);
            return Ok(());
        }
        *is_opening = true;
        let mut connection = self.open().await?;
        *is_opening = false;
        self.run(work, &mut connection).await?;
        *kept = Some(connection);
        Ok(())
    }

    async fn open(&self) -> Result<Connection, Unreachable> {
        answerable(self.door.open()).await
    }

    async fn run(&self, work: &mut Batch<'_>, connection: &mut Connection) -> Result<(), Unreachable> {
        answerable(work.run(connection, &self.people, &self.roles)).await
    }
}

/// An answer that is no LDAP makes the library panic; to Locum it is a directory that cannot be asked.
async fn answerable<T>(asking: impl Future<Output = Result<T, Unreachable>>) -> Result<T, Unreachable> {
    match AssertUnwindSafe(asking).catch_unwind().await {
        Ok(answered) => answered,
        Err(_) => Err(Unreachable::new("the directory's answer cannot be read")),
    }
}

impl Recipient for Directory {
    fn send<'a>(&'a self, batch: &'a [Membership]) -> BoxFuture<'a, Vec<Sent>> {
        self.send(batch).boxed()
    }
}
