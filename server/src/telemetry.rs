//! Log lines, to standard error: standard output is for data.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, LogFormat, Settings};

/// Begins to log. `default` is the filter where `LOCUM_LOG` says nothing.
///
/// # Errors
/// When the filter cannot be read.
pub(crate) fn start(settings: &Settings, default: &str) -> Result<(), ConfigError> {
    let wanted = settings.log_filter.as_deref().unwrap_or(default);
    let filter = EnvFilter::try_new(wanted).map_err(|error| {
        let allowed = format!("it must be a tracing filter such as `info` or `warn,services=debug`: {error}");
        ConfigError::value("LOCUM_LOG", wanted, allowed)
    })?;
    // It writes a warning for every session that has expired, and once more each error that its caller writes.
    let quiet = "tower_sessions_core=off".parse();
    let filter = match quiet {
        Ok(quiet) if !wanted.contains("tower_sessions") => filter.add_directive(quiet),
        _ => filter,
    };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // An error says that logging has begun already, which is all that is wanted.
    let _ = match settings.log_format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).try_init(),
    };
    Ok(())
}
