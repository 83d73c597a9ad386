//! Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP's floor), off the async threads and few at a time.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// The shortest password that is taken (ASVS 5.0, 6.2.1).
pub const SHORTEST: usize = 8;

/// Each hash takes 19 MiB: two at once keep the memory bounded and the other requests served.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

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

/// Hashes a password; makes its own salt.
///
/// # Errors
/// When the machine has no memory or randomness left.
pub async fn hash(password: String) -> Result<String> {
    let internal = |error: String| Error::Internal(error);
    let _turn = AT_ONCE
        .acquire()
        .await
        .map_err(|error| internal(error.to_string()))?;
    let hashing = tokio::task::spawn_blocking(move || hash_now(&password));
    hashing
        .await
        .map_err(|error| internal(error.to_string()))?
        .map_err(internal)
}

/// Whether the password is the one that was hashed. Without a hash it takes the same time and answers no.
///
/// # Errors
/// When the machine has no threads left.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    let internal = |error: String| Error::Internal(error);
    let _turn = AT_ONCE
        .acquire()
        .await
        .map_err(|error| internal(error.to_string()))?;
    let verifying = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| NOBODY.clone());
        let right = PasswordHash::new(&text)
            .is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok());
        known && right
    });
    verifying.await.map_err(|error| internal(error.to_string()))
}
