//! Where sessions are kept: by the hash of their id, so that a copy of the database signs nobody in (S).

use chrono::{DateTime, Utc};
use db::Pool;
use db::sessions::Session;
use db::transaction::Transaction;
use domain::ids::PersonId;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::session::Authentication;

/// Sessions over the database.
#[derive(Clone)]
pub struct Sessions {
    pool: Pool,
}

impl Authentication<'_> {
    /// The store.
    pub fn store(self) -> Sessions {
        Sessions {
            pool: self.services.pool.clone(),
        }
    }
}

pub(super) fn hash(id: i128) -> Vec<u8> {
    Sha256::digest(id.to_be_bytes()).to_vec()
}

impl Sessions {
    /// Reads a session that has not expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(&self, id: i128, now: DateTime<Utc>) -> Result<Option<Session>> {
        let mut conn = self.pool.get().await?;
        Ok(db::sessions::load(&mut conn, &hash(id), now).await?)
    }

    /// Makes a session; false when the id is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create(&self, id: i128, person: Option<PersonId>, session: Session) -> Result<bool> {
        let mut tx = Transaction::autocommit(&self.pool).await?;
        Ok(db::sessions::create(&mut tx, &hash(id), person, session).await?)
    }

    /// Writes a session that exists.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(&self, id: i128, person: Option<PersonId>, session: Session) -> Result<()> {
        let mut tx = Transaction::autocommit(&self.pool).await?;
        Ok(db::sessions::save(&mut tx, &hash(id), person, session).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete(&self, id: i128) -> Result<()> {
        let mut tx = Transaction::autocommit(&self.pool).await?;
        Ok(db::sessions::delete(&mut tx, &hash(id)).await?)
    }

    /// Removes up to a thousand expired sessions and returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune(&self, now: DateTime<Utc>) -> Result<usize> {
        let mut tx = Transaction::autocommit(&self.pool).await?;
        Ok(db::sessions::prune(&mut tx, now, 1000).await?)
    }
}
