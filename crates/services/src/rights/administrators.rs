//! R22 (5): nothing removes the last super administrator.

use chrono::{DateTime, Utc};
use db::rights::Administrators;
use db::transaction::Transaction;

use crate::{Error, Result};

/// The super administrators before a change that may take some of them away. Their role stays locked until the
/// transaction ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remaining {
    before: Administrators,
}

impl Remaining {
    /// Counts them before the change.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn before(tx: &mut Transaction, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self {
            before: db::rights::administrators(tx, now).await?,
        })
    }

    /// Whether, after the change, there is still one who is active, one of these without a termination date, and one of
    /// these who can sign in, wherever there was one before.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn remain(self, tx: &mut Transaction, now: DateTime<Utc>) -> Result<bool> {
        let after = db::rights::administrators(tx, now).await?;
        let kept = |before: i64, after: i64| before == 0 || after > 0;
        Ok(kept(self.before.active, after.active)
            && kept(self.before.lasting, after.lasting)
            && kept(self.before.signing_in, after.signing_in)
            && db::rights::administrator_remains(tx).await?)
    }

    /// The same as a refusal of what was done to the person of this name.
    ///
    /// # Errors
    /// [`Error::Conflict`] when none remains.
    pub(crate) async fn require(self, tx: &mut Transaction, name: &str, now: DateTime<Utc>) -> Result<()> {
        if self.remain(tx, now).await? {
            Ok(())
        } else {
            Err(is_last(name))
        }
    }

    /// The same of a change that the database itself may refuse at once, in a transaction that has been judged like this before.
    ///
    /// # Errors
    /// [`Error::Conflict`] when none remains.
    pub(crate) async fn require_after(
        self,
        tx: &mut Transaction,
        name: &str,
        changed: db::Result<()>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        match changed {
            Ok(()) => self.require(tx, name, now).await,
            Err(error) if error.is_constraint("super_administrator_remains") => Err(is_last(name)),
            Err(other) => Err(other.into()),
        }
    }
}

fn is_last(name: &str) -> Error {
    Error::Conflict(format!(
        "{name} is the last active super administrator: make somebody else one first"
    ))
}
