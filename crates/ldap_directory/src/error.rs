//! What goes wrong with a directory, in words that help its operator.

use std::io;

use domain::text::plain::one_line;
use ldap3::{LdapError, LdapResult};
use rustls::CertificateError;

use crate::membership::Sent;

/// Nothing can be asked of the directory now; the words say why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(String);

impl Unreachable {
    pub(crate) fn new(words: impl std::fmt::Display) -> Self {
        Self(one_line(&words.to_string(), 500))
    }

    /// Why.
    pub fn words(&self) -> &str {
        &self.0
    }
}

impl From<LdapError> for Unreachable {
    fn from(error: LdapError) -> Self {
        match &error {
            LdapError::Io { source } => Self::new(of_socket(source)),
            LdapError::Rustls { source } => Self::new(of_tls(source)),
            LdapError::Timeout { .. } => Self::new("the directory does not answer in time"),
            LdapError::OpSend { .. }
            | LdapError::ResultRecv { .. }
            | LdapError::IdScrubSend { .. }
            | LdapError::EndOfStream => Self::new("the directory closed the connection"),
            LdapError::DNSName { .. } => {
                Self::new("the host in LOCUM_LDAP_URL cannot stand in a certificate")
            }
            // Nothing but StartTLS is asked for where this comes from.
            LdapError::LdapResult { result } => Self::new(format!(
                "the directory does not encrypt the connection (StartTLS): {}",
                said(result)
            )),
            other => Self::new(format!("the directory cannot be asked: {other}")),
        }
    }
}

fn of_socket(error: &io::Error) -> String {
    let tls = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match (tls, error.kind()) {
        (Some(tls), _) => of_tls(tls),
        (None, io::ErrorKind::ConnectionRefused) => {
            "nothing listens at LOCUM_LDAP_URL: the connection was refused".to_owned()
        }
        (None, io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe) => {
            "the directory closed the connection".to_owned()
        }
        _ => format!("the directory cannot be reached: {error}"),
    }
}

fn of_tls(error: &rustls::Error) -> String {
    let rustls::Error::InvalidCertificate(problem) = error else {
        return format!("the directory does not encrypt the connection: {error}");
    };
    match problem {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "the directory's certificate is signed by nobody whom this machine trusts: \
             name the authority's own certificate in LOCUM_LDAP_CA_FILE"
                .to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the directory's certificate is not for the host in LOCUM_LDAP_URL".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the directory's certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the directory's certificate is not valid yet".to_owned()
        }
        other => format!("the directory's certificate cannot be trusted: {other:?}"),
    }
}

/// What the directory answered to one operation (RFC 4511, appendix A).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    Success,
    SizeLimit,
    NoSuchAttribute,
    AlreadyThere,
    NoSuchObject,
    SchemaViolation,
    EntryExists,
    AssertionFailed,
    /// It will say the same to any other change now.
    NoChanges,
    Other,
}

impl Code {
    pub(crate) fn of(result: &LdapResult) -> Self {
        match result.rc {
            0 => Self::Success,
            4 => Self::SizeLimit,
            16 => Self::NoSuchAttribute,
            20 => Self::AlreadyThere,
            32 => Self::NoSuchObject,
            65 => Self::SchemaViolation,
            68 => Self::EntryExists,
            122 => Self::AssertionFailed,
            8 | 10 | 13 | 51..=53 => Self::NoChanges,
            _ => Self::Other,
        }
    }
}

/// A refusal that another attempt may overcome.
pub(crate) fn later(result: &LdapResult) -> Sent {
    let why = match result.rc {
        50 => "the directory does not let LOCUM_LDAP_BIND_DN do this (insufficient access)".to_owned(),
        10 => "the directory at LOCUM_LDAP_URL takes no changes; it refers to another one".to_owned(),
        51 => "the directory is busy".to_owned(),
        52 => "the directory is unavailable".to_owned(),
        53 => "the directory is unwilling to take changes".to_owned(),
        65 => "the directory's schema does not allow it".to_owned(),
        rc => format!("the directory refused it with code {rc}"),
    };
    Sent::Later(one_line(&with_text(why, result), 500))
}

/// What the directory says of itself, behind words of ours.
pub(crate) fn with_text(words: String, result: &LdapResult) -> String {
    match result.text.trim() {
        "" => words,
        text => format!("{words}: {text}"),
    }
}

/// A result that is not expected, in words.
pub(crate) fn said(result: &LdapResult) -> String {
    with_text(format!("code {}", result.rc), result)
}
