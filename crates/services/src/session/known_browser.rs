//! Browsers in which somebody has signed in before (S): each has a random id in a cookie of its own, and a row for each person who
//! signed in there, by the id's hash. It is no session and gives no right: it only lets its person try to sign in while others'
//! tries keep their account or address closed.

use db::transaction::Transaction;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::PersonId;
use rand::Rng as _;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::session::Authentication;

/// So long after the last time that somebody signed in with it a browser is known.
pub const KNOWN_FOR: TimeDelta = TimeDelta::days(365);

const BYTES: usize = 16;

/// Expired rows that are removed at once.
const BATCH: i64 = 1000;

/// The random id of a browser, 128 bits, as its cookie holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserId(String);

impl BrowserId {
    fn new() -> Self {
        let mut bytes = [0; BYTES];
        rand::rng().fill_bytes(&mut bytes);
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads a cookie; none for what no id looks like, which then costs no query.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_id = text.len() == 2 * BYTES && text.bytes().all(is_digit);
        is_id.then(|| Self(text.to_owned()))
    }

    /// For its cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl fmt::Debug for BrowserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BrowserId")
    }
}

impl Authentication<'_> {
    /// Whether whoever has this username signed in with that browser before.
    pub(super) async fn knows(self, browser: &BrowserId, account: &str) -> Result<bool> {
        let mut conn = self.services.pool.get().await?;
        Ok(db::known_browsers::is_known(&mut conn, &browser.hash(), account, self.services.now()).await?)
    }

    /// Removes up to a thousand that nobody has signed in with for long, and returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_known_browsers(self) -> Result<usize> {
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        Ok(db::known_browsers::prune(&mut tx, self.services.now(), BATCH).await?)
    }
}

/// Notes that somebody signed in with a browser, and returns the id that it has from now on. Where it was not known to be theirs, that
/// is a new one: nobody can have planted or seen it before. Others who are known there stay so.
pub(super) async fn remember(
    tx: &mut Transaction,
    browser: Option<BrowserId>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<BrowserId> {
    let expires_at = now + KNOWN_FOR;
    let new = BrowserId::new();
    if let Some(sent) = browser {
        if db::known_browsers::seen(tx, &sent.hash(), person, now, expires_at).await? {
            return Ok(sent);
        }
        db::known_browsers::rename(tx, &sent.hash(), &new.hash()).await?;
    }
    db::known_browsers::remember(tx, &new.hash(), person, now, expires_at).await?;
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::BrowserId;

    #[test]
    fn s_an_id_is_read_back_and_nothing_else_is() {
        let id = BrowserId::new();
        assert_eq!(BrowserId::parse(id.reveal()), Some(id.clone()));
        assert_ne!(id, BrowserId::new());
        assert_eq!(format!("{id:?}"), "BrowserId", "never in a log");
        let upper = "A".repeat(32);
        for odd in ["", "0123", &upper, &format!("{}0", id.reveal()), "é"] {
            assert_eq!(BrowserId::parse(odd), None, "{odd}");
        }
    }
}
