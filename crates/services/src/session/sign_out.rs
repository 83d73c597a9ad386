//! Signing out.

use super::store::hash;
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::{Result, Services};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};

impl Services {
    /// Ends a session of somebody's and writes that down, or does neither (G3). `session` is its id, as its cookie has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, actor: &PersonActor, session: i128) -> Result<()> {
        let person = actor.person();
        let now = self.now();
        Transaction::run(&self.pool, async |tx| {
            db::sessions::delete(tx, &hash(session)).await?;
            let record = Record::new(
                actor.in_own_right(),
                now,
                Action::SessionSignedOut,
                ObjectKind::Person,
                person,
            );
            record.concerns(person).write(tx).await
        })
        .await
    }
}
