//! A token's secret: 256 random bits behind a prefix that secret scanners know. Only its hash is kept.

use rand::Rng as _;
use sha2::{Digest, Sha256};

/// What every token begins with.
pub const PREFIX: &str = "locum_";

const BYTES: usize = 32;

/// A secret as its holder has it. It is shown once, and never in a log.
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub fn new() -> Self {
        let mut bytes = [0; BYTES];
        rand::rng().fill_bytes(&mut bytes);
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{PREFIX}{digits}"))
    }

    /// Reads one that was sent; none for what no token looks like, which then costs no query.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_secret = digits.len() == 2 * BYTES
            && digits
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_secret.then(|| Self(text.to_owned()))
    }

    /// What is kept of it. As random as it is, one round of a fast hash is enough.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }

    /// To be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn s_a_secret_is_read_back_and_nothing_else_is() {
        let secret = Secret::new();
        let again = Secret::parse(secret.reveal()).unwrap();
        assert_eq!(secret.hash(), again.hash());
        assert_ne!(secret.hash(), Secret::new().hash());
        assert_eq!(format!("{secret:?}"), "Secret", "never in a log");
        for odd in [
            "",
            "locum_",
            "locum_0123",
            &secret.reveal().to_uppercase(),
            &secret.reveal().replace("locum_", "other_"),
            &format!("{}0", secret.reveal()),
        ] {
            assert!(Secret::parse(odd).is_none(), "{odd}");
        }
    }
}
