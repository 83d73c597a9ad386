//! Settings: environment variables, each of which may also stand in the TOML file that `LOCUM_CONFIG` names. The
//! environment wins. A value that cannot be used ends the program with a message that names it.

mod error;
mod ldap;
mod notify;
mod proxies;
mod public_url;
mod source;
mod values;
mod variables;

use std::path::PathBuf;

use ldap_directory::{Directory, LdapConfig};
use message_transports::{MailConfig, SlackConfig};
use services::clock::Clock;
use services::notify::NotifyConfig;

pub use error::ConfigError;
pub use proxies::TrustedProxies;
pub use public_url::PublicUrl;
pub(crate) use public_url::without_default_port;
pub use source::Source;
pub use values::{ApiRate, Environment, Hsts, Listen, LogFormat, MetricsListen};
pub use variables::{VARIABLES, Variable, table};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the database is; none: a private one in `data_dir`.
    pub database_url: Option<String>,
    /// Where the same database is for the role that owns Locum's tables and migrates them (O7); none: as `database_url`.
    pub database_owner_url: Option<String>,
    /// What Locum keeps on the disk.
    pub data_dir: PathBuf,
    /// Where to listen.
    pub listen: Listen,
    /// Where `/metrics` is served.
    pub metrics_listen: MetricsListen,
    /// The address that browsers use; none: as `listen` says.
    pub public_url: Option<PublicUrl>,
    /// The proxies that may say where a request came from.
    pub trusted_proxies: TrustedProxies,
    /// Which hosts browsers have to reach by https.
    pub hsts: Hsts,
    /// What kind of installation this is.
    pub environment: Environment,
    /// G2; only in the test environment.
    pub clock_file: Option<PathBuf>,
    /// The password of every demo person; none: a random one.
    pub demo_password: Option<String>,
    /// Mail, if any.
    pub mail: Option<MailConfig>,
    /// Slack, if any.
    pub slack: Option<SlackConfig>,
    /// The LDAP directory, if any.
    pub ldap: Option<LdapConfig>,
    /// How often one token of the API may call.
    pub api_rate: ApiRate,
    /// A tracing filter; none: the command's own default.
    pub log_filter: Option<String>,
    /// How log lines look.
    pub log_format: LogFormat,
}

impl Settings {
    /// Reads the process' environment and the file that it names.
    ///
    /// # Errors
    /// Names the variable and the value that cannot be used.
    pub fn of_process() -> Result<Self, ConfigError> {
        Self::read(&Source::of_process()?)
    }

    /// Reads from a source.
    ///
    /// # Errors
    /// As [`Settings::of_process`].
    pub fn read(source: &Source) -> Result<Self, ConfigError> {
        let environment = source.parsed("LOCUM_ENV")?.unwrap_or(Environment::Production);
        let clock_file = source.get("LOCUM_CLOCK_FILE").map(PathBuf::from);
        if let Some(path) = &clock_file {
            values::check_clock_file(path, environment)?;
        }
        let (mail, slack) = notify::read(source)?;
        let database_url = source.get("DATABASE_URL").map(str::to_owned);
        let database_owner_url = source.get("LOCUM_DATABASE_OWNER_URL").map(str::to_owned);
        if database_owner_url.is_some() && database_url.is_none() {
            return Err(ConfigError::Unusable {
                variable: "LOCUM_DATABASE_OWNER_URL".to_owned(),
                reason: "it belongs to DATABASE_URL, which is not set; a private Postgres needs neither"
                    .to_owned(),
            });
        }
        Ok(Self {
            database_url,
            database_owner_url,
            data_dir: source.get("LOCUM_DATA_DIR").unwrap_or("./data").into(),
            listen: source.parsed("LOCUM_LISTEN")?.unwrap_or_default(),
            metrics_listen: MetricsListen::read(source)?,
            public_url: source.parsed("LOCUM_PUBLIC_URL")?,
            trusted_proxies: TrustedProxies::read(source)?,
            hsts: source.parsed("LOCUM_HSTS")?.unwrap_or_default(),
            environment,
            clock_file,
            demo_password: source.get("LOCUM_DEMO_PASSWORD").map(str::to_owned),
            mail,
            slack,
            ldap: ldap::read(source)?,
            api_rate: source.parsed("LOCUM_API_RATE")?.unwrap_or_default(),
            log_filter: source.get("LOCUM_LOG").map(str::to_owned),
            log_format: source.parsed("LOCUM_LOG_FORMAT")?.unwrap_or(LogFormat::Text),
        })
    }

    /// In production people reach a server by https, or only from its own machine (S): elsewhere passwords and cookies would go
    /// over the network in the clear.
    ///
    /// # Errors
    /// Says what to set.
    pub fn check_public_url(&self) -> Result<(), ConfigError> {
        let is_safe = match &self.public_url {
            // A loopback address of a server that the network reaches is a slip.
            Some(url) => url.is_https() || (url.is_loopback() && self.listen.is_loopback()),
            None => self.listen.is_loopback(),
        };
        if self.environment != Environment::Production || is_safe {
            return Ok(());
        }
        Err(match &self.public_url {
            Some(url) => ConfigError::value(
                "LOCUM_PUBLIC_URL",
                url.origin(),
                "with LOCUM_ENV=production it must be an https:// address, as passwords would go over the network in the \
                 clear: end TLS in a proxy, and set the address in people's browsers",
            ),
            None => ConfigError::Unusable {
                variable: "LOCUM_PUBLIC_URL".to_owned(),
                reason: format!(
                    "it is not set, and other machines reach LOCUM_LISTEN ({}). With LOCUM_ENV=production it must be the \
                     https:// address in people's browsers",
                    self.listen
                ),
            },
        })
    }

    /// What to warn of at start: nobody has said how people reach this server, and in production that should be by https (S). A
    /// loopback address in `LOCUM_PUBLIC_URL` is an answer too.
    pub fn warning(&self) -> Option<&'static str> {
        let is_open = self.environment == Environment::Production && self.public_url.is_none();
        is_open.then_some(
            "LOCUM_PUBLIC_URL is not set. Behind a proxy that ends TLS, set it to the https:// address in people's browsers: without \
             it links in mails lead to this machine, and cookies are Secure only where the proxy sends X-Forwarded-Proto. For use on \
             this machine alone, set it to its http:// address",
        )
    }

    /// How messages leave the house, with links to `public_url`.
    pub fn notify(&self, public_url: &PublicUrl) -> NotifyConfig {
        NotifyConfig {
            public_url: public_url.origin().to_owned(),
            mail: self.mail.clone(),
            slack: self.slack.clone(),
        }
    }

    /// The LDAP directory that is configured, if one is; connects to nothing yet.
    ///
    /// # Errors
    /// Names the setting that cannot be used.
    pub fn directory(&self) -> Result<Option<Directory>, ConfigError> {
        let directory = self.ldap.as_ref().map(Directory::new).transpose();
        directory.map_err(ConfigError::of_transport)
    }

    /// The one clock (G2).
    pub fn clock(&self) -> Clock {
        match &self.clock_file {
            Some(path) => Clock::file(path.clone()),
            None => Clock::Machine,
        }
    }
}

#[cfg(test)]
mod tests;
