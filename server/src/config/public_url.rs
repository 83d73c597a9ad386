//! The address that browsers use.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::Uri;
use axum::http::uri::Authority;

/// An origin: scheme, host and port, as a browser writes it in `Origin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    is_https: bool,
}

impl PublicUrl {
    /// What a server that listens there is reached by, from this machine.
    pub fn of_listener(address: SocketAddr) -> Self {
        let authority = match address {
            SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("127.0.0.1:{}", v4.port()),
            SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("[::1]:{}", v6.port()),
            other => other.to_string(),
        };
        Self {
            origin: format!("http://{}", without_default_port("http", &authority)),
            is_https: false,
        }
    }

    /// As a browser writes it: `https://locum.example.org`, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether only browsers on this machine reach it.
    pub fn is_loopback(&self) -> bool {
        let uri = self.origin.parse::<Uri>().ok();
        uri.as_ref().and_then(Uri::host).is_some_and(is_loopback)
    }

    /// Whether people's browsers speak to it through TLS.
    pub fn is_https(&self) -> bool {
        self.is_https
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let allowed = "it must be an address without a path, such as `https://locum.example.org`";
        let uri: Uri = text.parse().map_err(|_| allowed.to_owned())?;
        let scheme = uri
            .scheme_str()
            .filter(|scheme| matches!(*scheme, "http" | "https"));
        let authority = uri
            .authority()
            .filter(|authority| !authority.as_str().contains('@'));
        let has_path = uri.path_and_query().is_some_and(|path| path.as_str() != "/");
        match (scheme, authority.map(Authority::as_str)) {
            (Some(scheme), Some(authority)) if !has_path => Ok(Self {
                origin: format!("{scheme}://{}", without_default_port(scheme, authority)),
                is_https: scheme == "https",
            }),
            _ => Err(allowed.to_owned()),
        }
    }
}

/// Whether a host, as it stands in an address, is this machine's own.
pub(super) fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let by_name = bare == "localhost" || bare.ends_with(".localhost");
    by_name
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Host and port in lower case; the port only where it is not the scheme's own.
pub(crate) fn without_default_port(scheme: &str, authority: &str) -> String {
    let default = match scheme {
        "https" => ":443",
        _ => ":80",
    };
    let lower = authority.to_ascii_lowercase();
    lower.strip_suffix(default).map_or(lower.clone(), str::to_owned)
}
