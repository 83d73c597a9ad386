//! What the directory is configured with, and how it is judged before anything is asked.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::dn::Dn;
use connection_settings::{Secret, Unusable, is_loopback};

/// How the directory is reached, and where people and roles are in it (J7).
#[derive(Debug, Clone)]
pub struct LdapConfig {
    /// `ldaps://host[:636]`: TLS from the start. `ldap://host[:389]`: StartTLS, but plain to the loopback address as long
    /// as no `ca_file` is named.
    pub url: String,
    /// Who Locum is in the directory; must be allowed to read people and to write roles.
    pub bind_dn: String,
    /// And its password.
    pub bind_password: Secret,
    /// A person is `uid={username},{people_base}`.
    pub people_base: String,
    /// A role is `cn={role code},{roles_base}`.
    pub roles_base: String,
    /// Certificates (PEM) of authorities that are trusted besides the machine's.
    pub ca_file: Option<PathBuf>,
    /// How long the directory may take.
    pub patience: Patience,
}

/// How long the directory may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// To accept a connection, encryption included.
    pub connect: Duration,
    /// For one answer.
    pub answer: Duration,
    /// For one batch, from the first connection to the last answer. It ends before a request's lease does (J4).
    pub batch: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(10),
            batch: Duration::from_secs(15),
        }
    }
}

/// How what is said is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// Not at all: it does not leave this machine.
    Plain,
    /// The connection is encrypted before anything else is said on it.
    StartTls,
    /// The connection is encrypted from the start.
    Tls,
}

/// Settings that have been judged.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) url: Url,
    pub(crate) security: Security,
    pub(crate) people: Dn,
    pub(crate) roles: Dn,
}

impl LdapConfig {
    /// Judges the settings; connects to nothing.
    pub(crate) fn judge(&self) -> Result<Judged, Unusable> {
        let (url, security) = address(&self.url, self.ca_file.is_some())
            .map_err(|reason| Unusable::new("LOCUM_LDAP_URL", reason))?;
        if self.bind_password.reveal().is_empty() {
            // To a directory a name without a password is nobody, and it says that all is well (RFC 4513, 5.1.2).
            return Err(Unusable::new("LOCUM_LDAP_BIND_PASSWORD", "it is empty"));
        }
        dn("LOCUM_LDAP_BIND_DN", &self.bind_dn)?;
        Ok(Judged {
            url,
            security,
            people: dn("LOCUM_LDAP_PEOPLE_BASE", &self.people_base)?,
            roles: dn("LOCUM_LDAP_ROLES_BASE", &self.roles_base)?,
        })
    }
}

fn dn(variable: &'static str, text: &str) -> Result<Dn, Unusable> {
    Dn::parse(text)
        .filter(|dn| !dn.is_empty())
        .ok_or_else(|| Unusable::new(variable, "it must be a name such as ou=roles,dc=example,dc=org"))
}

fn address(text: &str, has_ca: bool) -> Result<(Url, Security), String> {
    const ALLOWED: &str = "it must be an address such as ldaps://ldap.example.org or ldap://ldap.example.org:389, \
                           without a name, password or path in it";
    let url = Url::parse(text.trim()).map_err(|_| ALLOWED.to_owned())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(ALLOWED)?;
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none();
    let security = match url.scheme() {
        "ldaps" => Security::Tls,
        "ldap" if is_loopback(host) && !has_ca => Security::Plain,
        // Never in the clear, whatever the server offers.
        "ldap" => Security::StartTls,
        _ => return Err(ALLOWED.to_owned()),
    };
    if is_bare {
        Ok((url, security))
    } else {
        Err(ALLOWED.to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;

    fn config(url: &str) -> LdapConfig {
        LdapConfig {
            url: url.to_owned(),
            bind_dn: "cn=locum,dc=example,dc=org".to_owned(),
            bind_password: Secret::new("hush"),
            people_base: "ou=people,dc=example,dc=org".to_owned(),
            roles_base: "ou=roles,dc=example,dc=org".to_owned(),
            ca_file: None,
            patience: Patience::default(),
        }
    }

    #[test]
    fn j7_in_the_clear_only_on_this_machine() {
        for (url, security) in [
            ("ldap://127.0.0.1:3389", Security::Plain),
            ("ldap://localhost", Security::Plain),
            ("ldap://[::1]:3389/", Security::Plain),
            ("ldap://ldap.example.org", Security::StartTls),
            ("ldap://127.0.0.1.example.org", Security::StartTls),
            ("ldaps://ldap.example.org", Security::Tls),
            ("ldaps://127.0.0.1:636", Security::Tls),
        ] {
            assert_eq!(config(url).judge().unwrap().security, security, "{url}");
        }
        let with_ca = LdapConfig {
            ca_file: Some("/etc/ssl/directory.pem".into()),
            ..config("ldap://127.0.0.1:3389")
        };
        assert_eq!(with_ca.judge().unwrap().security, Security::StartTls);
    }

    #[test]
    fn what_cannot_be_used_is_named_and_not_repeated() {
        for url in [
            "ldap.example.org",
            "http://ldap.example.org",
            "ldap://",
            "ldapi:///run/slapd",
            "ldap://me:hush@ldap.example.org",
            "ldaps://ldap.example.org/dc=hush",
            "ldaps://ldap.example.org?hush",
        ] {
            let message = config(url).judge().unwrap_err().to_string();
            assert!(
                message.starts_with("LOCUM_LDAP_URL cannot be used") && !message.contains("hush"),
                "{message}"
            );
        }
        let good = || config("ldaps://ldap.example.org");
        for (config, variable) in [
            (
                LdapConfig {
                    bind_password: Secret::new(""),
                    ..good()
                },
                "LOCUM_LDAP_BIND_PASSWORD",
            ),
            (
                LdapConfig {
                    bind_dn: "locum".to_owned(),
                    ..good()
                },
                "LOCUM_LDAP_BIND_DN",
            ),
            (
                LdapConfig {
                    people_base: " ".to_owned(),
                    ..good()
                },
                "LOCUM_LDAP_PEOPLE_BASE",
            ),
            (
                LdapConfig {
                    roles_base: "ou=roles,,dc=org".to_owned(),
                    ..good()
                },
                "LOCUM_LDAP_ROLES_BASE",
            ),
        ] {
            let message = config.judge().unwrap_err().to_string();
            assert!(message.starts_with(variable), "{message}");
        }
    }
}
