//! Setting somebody's password, from a command.

use db::transaction::Transaction;
use domain::audit::Action;

use super::password;
use crate::actor::SystemActor;
use crate::audit::Record;
use crate::{Error, Services};

impl Services {
    /// Sets a person's password, ends their sessions and forgets their browsers.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown username, [`Error::Invalid`] for a password that is too short or too long.
    pub async fn set_password(
        &self,
        actor: &SystemActor,
        username: &str,
        password: String,
    ) -> crate::Result<()> {
        if password.chars().count() < password::SHORTEST {
            let message = format!("Password must have at least {} characters", password::SHORTEST);
            return Err(Error::invalid("password", message));
        }
        if password.len() > password::LONGEST {
            let message = format!("Password must have at most {} bytes", password::LONGEST);
            return Err(Error::invalid("password", message));
        }
        let hash = password::hash(&self.hashing, password).await?;
        Transaction::run(&self.pool, async |tx| {
            store_password(tx, actor, username, &hash, self.now()).await
        })
        .await
    }
}

async fn store_password(
    tx: &mut Transaction,
    actor: &SystemActor,
    username: &str,
    hash: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> crate::Result<()> {
    let person = db::people::by_username(tx, username)
        .await?
        .ok_or(Error::NotFound)?;
    db::people::set_password_hash(tx, person.id(), hash, now).await?;
    db::sessions::delete_of(tx, person.id()).await?;
    db::known_browsers::forget_of(tx, person.id()).await?;
    let record = Record::new(actor, now, Action::PersonPasswordSet, "person", person.id());
    record.concerns(person.id()).write(tx).await
}
