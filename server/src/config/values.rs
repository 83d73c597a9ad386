//! What single settings may hold. Each type's error is the clause after "but".

use std::fmt;
use std::num::NonZeroU32;
use std::path::Path;
use std::str::FromStr;

use chrono::DateTime;
use services::brakes::USUAL_API_RATE;

use super::error::ConfigError;
use super::source::Source;

/// What no server reaches: whoever wants no limit says this.
const HIGHEST_API_RATE: u32 = 1_000_000;

/// What kind of installation this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// People work with it.
    Production,
    /// Somebody works on it.
    Development,
    /// Tests drive it: the clock may be a file.
    Test,
}

impl FromStr for Environment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "production" => Ok(Self::Production),
            "development" => Ok(Self::Development),
            "test" => Ok(Self::Test),
            _ => Err("it must be `production`, `development` or `test`".to_owned()),
        }
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("it must be `text` or `json`".to_owned()),
        }
    }
}

/// Where to listen: an address or host name, and a port. Port 0 is any free one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    host: String,
    port: u16,
}

impl Listen {
    /// As the system takes it: `127.0.0.1:3000`, `[::1]:3000`.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Whether only this machine reaches it.
    pub fn is_loopback(&self) -> bool {
        super::public_url::is_loopback(&self.host)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 3000,
        }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let allowed =
            || "it must be an address and a port, such as `127.0.0.1:3000` or `[::1]:3000`".to_owned();
        let (host, port) = text.rsplit_once(':').ok_or_else(allowed)?;
        let port = port.parse().map_err(|_| allowed())?;
        let is_bare_v6 = host.contains(':') && !(host.starts_with('[') && host.ends_with(']'));
        let is_odd = host.is_empty() || host.contains(char::is_whitespace) || host.contains('/');
        if is_bare_v6 || is_odd {
            return Err(allowed());
        }
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }
}

/// Where `/metrics` is served: on a listener of its own, so that whoever reaches the pages does not reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetricsListen {
    /// Nowhere.
    Nowhere,
    /// At the usual address, or nowhere where that cannot be listened on: a second server on the same machine starts all the same.
    Usual,
    /// At this address, or the server does not start.
    At(Listen),
}

impl MetricsListen {
    const VARIABLE: &str = "LOCUM_METRICS_LISTEN";

    /// An empty value is a value: nowhere.
    pub(super) fn read(source: &Source) -> Result<Self, ConfigError> {
        if source.is_empty(Self::VARIABLE) {
            return Ok(Self::Nowhere);
        }
        Ok(source.parsed(Self::VARIABLE)?.map_or(Self::Usual, Self::At))
    }

    /// The usual address.
    pub fn usual() -> Listen {
        Listen {
            host: "127.0.0.1".to_owned(),
            port: 9464,
        }
    }
}

/// Which hosts browsers have to reach by https, where people reach Locum by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hsts {
    /// This host alone.
    #[default]
    Host,
    /// And every host whose name ends in this one's.
    Subdomains,
}

impl FromStr for Hsts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "host" => Ok(Self::Host),
            "subdomains" => Ok(Self::Subdomains),
            _ => Err("it must be `host` or `subdomains`".to_owned()),
        }
    }
}

/// Calls a second for one token of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiRate(NonZeroU32);

impl ApiRate {
    /// As it is used; never none.
    pub fn calls_a_second(self) -> NonZeroU32 {
        self.0
    }
}

impl Default for ApiRate {
    fn default() -> Self {
        Self(USUAL_API_RATE)
    }
}

impl FromStr for ApiRate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rate = text
            .parse()
            .ok()
            .filter(|rate: &NonZeroU32| rate.get() <= HIGHEST_API_RATE);
        rate.map(Self).ok_or_else(|| {
            format!("it must be a whole number of calls a second from 1 to {HIGHEST_API_RATE}, such as 2000")
        })
    }
}

/// G2: the clock may be a file in tests only, and the file must be good from the start.
pub(super) fn check_clock_file(path: &Path, environment: Environment) -> Result<(), ConfigError> {
    let refused = |allowed: String| Err(ConfigError::value("LOCUM_CLOCK_FILE", path.display(), allowed));
    if environment != Environment::Test {
        return refused("it may be set only with LOCUM_ENV=test".to_owned());
    }
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return refused(format!("that file cannot be read: {error}")),
    };
    match DateTime::parse_from_rfc3339(text.trim()) {
        Ok(_) => Ok(()),
        Err(error) => refused(format!(
            "that file must hold an RFC 3339 instant such as 2028-01-11T09:00:00Z: {error}"
        )),
    }
}
