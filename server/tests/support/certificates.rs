//! Certificates made for one test.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};

/// An authority that signs what it is asked to.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

/// Where a server finds its certificate and key.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The certificate.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

impl Authority {
    /// A new one, trusted by nobody.
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            certificate,
        }
    }

    /// Its own certificate, for who trusts it.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let file = folder.join("ca.pem");
        std::fs::write(&file, &self.certificate).unwrap();
        file
    }

    /// A server's certificate for this host.
    pub fn certificate(&self, host: &str, folder: &Path) -> Certificate {
        self.signed(host, 2100, folder)
    }

    /// One that has expired.
    pub fn expired_certificate(&self, host: &str, folder: &Path) -> Certificate {
        self.signed(host, 2021, folder)
    }

    fn signed(&self, host: &str, until: i32, folder: &Path) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "a directory");
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let made = Certificate {
            certificate: folder.join("server.pem"),
            key: folder.join("server.key"),
        };
        std::fs::write(&made.certificate, certificate.pem()).unwrap();
        std::fs::write(&made.key, key.serialize_pem()).unwrap();
        made
    }
}
