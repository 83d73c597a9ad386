//! Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP's floor), off the async threads and few at a time
//! (`super::hashing`).

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::hashing::{Hashing, Turn};
use crate::session::Authentication;
use crate::{Error, Result};

/// The shortest that the people of the demo may have; what a new password must be, `super::new_password` says.
pub const SHORTEST: usize = 8;

/// The longest, in bytes of UTF-8.
pub const LONGEST: usize = 4096;

/// Verified when the username is unknown, so that the answer takes the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &str) -> std::result::Result<String, String> {
    let hash = argon2()
        .hash_password(password.as_bytes())
        .map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

/// Makes what an unknown username is compared with: before the first visitor types one, and not in their time.
///
/// # Errors
/// When the machine has no threads left.
pub async fn prepare() -> Result<()> {
    let making = tokio::task::spawn_blocking(|| {
        LazyLock::force(&NOBODY);
    });
    making.await.map_err(Error::internal)
}

impl Authentication<'_> {
    /// Hashes a password, as it is kept; makes its own salt.
    ///
    /// # Errors
    /// When the machine has no memory or randomness left.
    pub async fn hash_password(self, password: String) -> Result<String> {
        hash(&self.services.hashing, password).await
    }
}

/// Hashes a password when it is the program's turn; makes its own salt.
///
/// # Errors
/// When the machine has no memory or randomness left.
pub(crate) async fn hash(hashing: &Hashing, password: String) -> Result<String> {
    let turn = hashing.turn_of_program().await?;
    let hashing = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        hash_now(&password)
    });
    hashing.await.map_err(Error::internal)?.map_err(Error::internal)
}

/// Whether the password is the one that was hashed. Without a hash it takes the same time and answers no. The turn ends with the
/// hashing, whether or not anybody still waits for the answer.
///
/// # Errors
/// When the machine has no threads left.
pub(super) async fn verify(turn: Turn, password: String, hash: Option<String>) -> Result<bool> {
    let verifying = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| NOBODY.clone());
        let right = PasswordHash::new(&text)
            .is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok());
        known && right
    });
    verifying.await.map_err(Error::internal)
}
