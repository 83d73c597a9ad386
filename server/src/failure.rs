//! Why a command did not do what it was asked for; decides the exit code.

use std::fmt;
use std::process::ExitCode;

use crate::config::ConfigError;

/// The end of a command that failed. The words are for the person at the terminal.
#[derive(Debug)]
pub enum Failure {
    /// Something went wrong: exit code 1.
    Failed(String),
    /// What was asked for cannot be done as asked: exit code 2.
    BadInput(String),
}

impl Failure {
    /// Something went wrong.
    pub fn failed(words: impl fmt::Display) -> Self {
        Self::Failed(words.to_string())
    }

    /// The exit code that says so.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failed(_) => ExitCode::from(1),
            Self::BadInput(_) => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(words) | Self::BadInput(words) => f.write_str(words),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::BadInput(error.to_string())
    }
}

impl From<services::Error> for Failure {
    fn from(error: services::Error) -> Self {
        match error {
            services::Error::Invalid(problems) => {
                let words: Vec<_> = problems.into_iter().map(|problem| problem.message).collect();
                Self::BadInput(words.join("\n"))
            }
            services::Error::Unavailable(cause) => Self::Failed(cause.to_string()),
            services::Error::Transient(cause) => {
                Self::Failed(format!("nothing was changed; try again: {cause}"))
            }
            other => Self::Failed(other.chain().to_string()),
        }
    }
}
