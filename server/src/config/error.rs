//! A setting that cannot be used.

/// Which variable, what it holds, and what it may hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// One variable's value.
    #[error("{variable} is `{value}`, but {allowed}")]
    Value {
        /// Its name.
        variable: String,
        /// What it holds.
        value: String,
        /// What it may hold, as a clause.
        allowed: String,
    },
    /// A value that is not repeated, because it may hold a password or is no text.
    #[error("{variable} cannot be used: {reason}")]
    Unusable {
        /// Its name.
        variable: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file that `LOCUM_CONFIG` names.
    #[error("the settings file {path} (named by LOCUM_CONFIG) cannot be used: {reason}")]
    File {
        /// Where it is.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl ConfigError {
    /// A value that is not allowed.
    pub fn value(variable: &str, value: impl ToString, allowed: impl ToString) -> Self {
        Self::Value {
            variable: variable.to_owned(),
            value: value.to_string(),
            allowed: allowed.to_string(),
        }
    }
}
