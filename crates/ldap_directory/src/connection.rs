//! One connection to the directory: opened, encrypted, bound; each operation within its time. What is asked on it is
//! decided elsewhere.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use ldap3::controls::{Assertion, CriticalControl, MakeCritical, PagedResults, RawControl};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapResult, Mod, Scope, SearchEntry};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::config::{Judged, LdapConfig, Security};
use crate::error::{Code, Unreachable, said, with_text};
use connection_settings::{Secret, Unusable};

/// Microsoft's, and OpenLDAP's too: adding a member who is there is no error. Servers that do not know it pass over it.
const PERMISSIVE_MODIFY: &str = "1.2.840.113556.1.4.1413";

/// Entries of a search that come at once (RFC 2696).
pub(crate) const PAGE: i32 = 500;

/// How a connection is opened.
pub(crate) struct Door {
    judged: Judged,
    bind_dn: String,
    bind_password: Secret,
    connect_within: Duration,
    answer_within: Duration,
    tls: Option<Arc<rustls::ClientConfig>>,
}

impl Door {
    /// Reads the authorities' certificates; connects to nothing.
    pub(crate) fn new(config: &LdapConfig) -> Result<Self, Unusable> {
        let judged = config.judge()?;
        let tls = match judged.security {
            Security::Plain => None,
            Security::StartTls | Security::Tls => Some(Arc::new(tls_config(config)?)),
        };
        Ok(Self {
            judged,
            bind_dn: config.bind_dn.clone(),
            bind_password: config.bind_password.clone(),
            connect_within: config.patience.connect,
            answer_within: config.patience.answer,
            tls,
        })
    }

    /// Connects, encrypts and binds.
    pub(crate) async fn open(&self) -> Result<Connection, Unreachable> {
        let mut settings = LdapConnSettings::new()
            .set_conn_timeout(self.connect_within)
            .set_starttls(self.judged.security == Security::StartTls);
        if let Some(tls) = &self.tls {
            settings = settings.set_config(Arc::clone(tls));
        }
        let (driver, ldap) = LdapConnAsync::from_url_with_settings(settings, &self.judged.url).await?;
        // Ends with the last handle, or when the directory closes the connection; who waits for an answer then is told.
        tokio::spawn(driver.drive());
        let mut connection = Connection {
            ldap,
            answer_within: self.answer_within,
        };
        let bound = connection
            .operation()
            .simple_bind(&self.bind_dn, self.bind_password.reveal())
            .await?;
        match bound.rc {
            0 => Ok(connection),
            49 | 48 | 32 => Err(Unreachable::new(
                "the directory does not accept LOCUM_LDAP_BIND_DN with LOCUM_LDAP_BIND_PASSWORD",
            )),
            13 | 8 => Err(Unreachable::new(with_text(
                "the directory takes the password on an encrypted connection only".to_owned(),
                &bound,
            ))),
            _ => Err(Unreachable::new(format!(
                "the directory does not let Locum in: {}",
                said(&bound)
            ))),
        }
    }
}

/// The machine's authorities, and those of the file.
fn tls_config(config: &LdapConfig) -> Result<rustls::ClientConfig, Unusable> {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // A system store holds the odd certificate that rustls cannot read; the rest serve.
        let _ = roots.add(certificate);
    }
    if let Some(path) = &config.ca_file {
        let unusable = |reason: String| Unusable::new("LOCUM_LDAP_CA_FILE", reason);
        let read = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| unusable(format!("{} cannot be read: {error}", path.display())))?;
        if read.is_empty() {
            return Err(unusable(format!("{} holds no certificate", path.display())));
        }
        for certificate in read {
            roots
                .add(certificate)
                .map_err(|error| unusable(format!("{}: {error}", path.display())))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Unusable::new("LOCUM_LDAP_URL", error.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// A bound connection. Clones ask on the same one.
#[derive(Clone)]
pub(crate) struct Connection {
    ldap: Ldap,
    answer_within: Duration,
}

/// Entries as far as a search had a good end.
pub(crate) type Found = Result<Vec<SearchEntry>, LdapResult>;

impl Connection {
    /// Whether the directory has closed it, as far as anybody has noticed.
    pub(crate) fn is_closed(&mut self) -> bool {
        self.ldap.is_closed()
    }

    fn operation(&mut self) -> &mut Ldap {
        self.ldap.with_timeout(self.answer_within)
    }

    /// Adds and removes members of a group in one step. Empty sets are left out.
    pub(crate) async fn change_members(
        &mut self,
        group: &str,
        add: HashSet<&str>,
        remove: HashSet<&str>,
    ) -> Result<LdapResult, Unreachable> {
        let mut changes = Vec::new();
        // In this order the group is at no moment without members, for directories that look at each step.
        if !add.is_empty() {
            changes.push(Mod::Add("member", add));
        }
        if !remove.is_empty() {
            changes.push(Mod::Delete("member", remove));
        }
        let permissive = RawControl {
            ctype: PERMISSIVE_MODIFY.to_owned(),
            crit: false,
            val: None,
        };
        Ok(self
            .operation()
            .with_controls(permissive)
            .modify(group, changes)
            .await?)
    }

    /// Makes a group with its first members.
    pub(crate) async fn create_group(
        &mut self,
        group: &str,
        name: &str,
        members: HashSet<&str>,
    ) -> Result<LdapResult, Unreachable> {
        let attributes = vec![
            ("objectClass", HashSet::from(["top", "groupOfNames"])),
            ("cn", HashSet::from([name])),
            ("member", members),
        ];
        Ok(self.operation().add(group, attributes).await?)
    }

    /// Removes an entry, if it is still as the filter says (RFC 4528).
    pub(crate) async fn delete_if(&mut self, dn: &str, filter: &str) -> Result<LdapResult, Unreachable> {
        let assertion: CriticalControl<Assertion<&str>> = Assertion { filter }.critical();
        Ok(self.operation().with_controls(assertion).delete(dn).await?)
    }

    /// Reads one entry; none where there is none.
    pub(crate) async fn entry(
        &mut self,
        dn: &str,
        attributes: &[&str],
    ) -> Result<Result<Option<SearchEntry>, LdapResult>, Unreachable> {
        let found = self
            .operation()
            .search(dn, Scope::Base, "(objectClass=*)", attributes.to_vec())
            .await?;
        Ok(match Code::of(&found.1) {
            Code::Success => Ok(entries(found.0).into_iter().next()),
            Code::NoSuchObject => Ok(None),
            _ => Err(found.1),
        })
    }

    /// One page of the entries right below `base`; the cookie leads to the next one, and is empty after the last.
    pub(crate) async fn page(
        &mut self,
        base: &str,
        filter: &str,
        attributes: &[&str],
        cookie: Vec<u8>,
    ) -> Result<(Found, Vec<u8>), Unreachable> {
        let paged = PagedResults { size: PAGE, cookie };
        let found = self
            .operation()
            .with_controls(paged)
            .search(base, Scope::OneLevel, filter, attributes.to_vec())
            .await?;
        let cookie = found
            .1
            .ctrls
            .iter()
            .find(|control| matches!(control.0, Some(ldap3::controls::ControlType::PagedResults)))
            .map(|control| control.1.parse::<PagedResults>().cookie)
            .unwrap_or_default();
        Ok(match Code::of(&found.1) {
            Code::Success => (Ok(entries(found.0)), cookie),
            _ => (Err(found.1), Vec::new()),
        })
    }
}

fn entries(found: Vec<ldap3::ResultEntry>) -> Vec<SearchEntry> {
    found
        .into_iter()
        .filter(|entry| !entry.is_ref() && !entry.is_intermediate())
        .map(SearchEntry::construct)
        .collect()
}
