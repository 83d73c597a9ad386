//! Signing out: the session itself is the server's to end; here it is written down.

use crate::actor::PersonActor;
use crate::audit::Record;
use crate::{Result, Services};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};

impl Services {
    /// Writes down that somebody ended their session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, actor: &PersonActor) -> Result<()> {
        let person = actor.person();
        let mut tx = Transaction::autocommit(&self.pool).await?;
        let record = Record::new(
            actor.in_own_right(),
            self.now(),
            Action::SessionSignedOut,
            ObjectKind::Person,
            person,
        );
        record.concerns(person).write(&mut tx).await
    }
}
