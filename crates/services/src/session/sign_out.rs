//! Signing out.

use super::store::hash;
use crate::Result;
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::session::Authentication;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};

impl Authentication<'_> {
    /// Ends a session of somebody's and writes that down, or does neither (G3). `session` is its id, as its cookie has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(self, actor: &PersonActor, session: i128) -> Result<()> {
        let person = actor.person();
        let now = self.services.now();
        Transaction::run(&self.services.pool, async |tx| {
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
