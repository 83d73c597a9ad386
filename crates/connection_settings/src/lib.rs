//! What a connection to another system is configured with: secrets, which are never written out, and the error that names a setting.
//! Which settings there are is said where they are used, and where they are read from is the server's to know.

use std::fmt;
use std::net::IpAddr;

/// A password, token, or an address that holds one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// In the clear, for whoever it is meant for.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} cannot be used: {reason}")]
pub struct Unusable {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong, without its value.
    pub reason: String,
}

impl Unusable {
    /// Says what is wrong with a variable's value, without repeating it.
    pub fn new(variable: &'static str, reason: impl Into<String>) -> Self {
        Self {
            variable,
            reason: reason.into(),
        }
    }
}

/// Whether a host is this machine: there nothing has to be encrypted.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_a_secret_is_not_written_out() {
        assert_eq!(format!("{:?}", Secret::new("hush")), "[secret]");
        assert_eq!(Secret::new("hush").reveal(), "hush");
    }

    #[test]
    fn s_only_this_machine_is_loopback() {
        for (host, is_ours) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("[::1]", true),
            ("127.0.0.1.example.org", false),
            ("ldap.example.org", false),
        ] {
            assert_eq!(is_loopback(host), is_ours, "{host}");
        }
    }
}
