//! Setting somebody's password, from a command.

use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};

use super::{new_password, password};
use crate::Error;
use crate::actor::SystemActor;
use crate::audit::Record;
use crate::session::Authentication;

impl Authentication<'_> {
    /// Sets a person's password, ends their sessions and forgets their browsers.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown username, [`Error::Invalid`] for a password that is too short, too long, or easy to guess (I5).
    pub async fn set_password(
        self,
        actor: &SystemActor,
        username: &str,
        password: String,
    ) -> crate::Result<()> {
        let owner = {
            let mut conn = self.services.pool.get().await?;
            db::people::by_username(&mut conn, username)
                .await?
                .ok_or(Error::NotFound)?
        };
        new_password::judge(&password, &owner)?;
        let hash = password::hash(&self.services.hashing, password).await?;
        Transaction::run(&self.services.pool, async |tx| {
            store_password(tx, actor, username, &hash, self.services.now()).await
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
    let record = Record::new(
        actor,
        now,
        Action::PersonPasswordSet,
        ObjectKind::Person,
        person.id(),
    );
    record.concerns(person.id()).write(tx).await
}
