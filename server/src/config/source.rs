//! Where settings come from: the environment before the file.

use std::collections::HashMap;
use std::str::FromStr;

use config::{Config, File, FileFormat};

use super::error::ConfigError;
use super::variables::VARIABLES;

/// The values that are set. An empty one counts as not set.
#[derive(Debug, Clone, Default)]
pub struct Source {
    values: HashMap<&'static str, String>,
}

impl Source {
    /// The process' environment, and the file that it names.
    ///
    /// # Errors
    /// When a value is no text, or the file cannot be used.
    pub fn of_process() -> Result<Self, ConfigError> {
        Self::new(|name| match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(ConfigError::Unusable {
                variable: name.to_owned(),
                reason: "it is not valid UTF-8".to_owned(),
            }),
        })
    }

    /// An environment given as a function, and the file that it names.
    ///
    /// # Errors
    /// As [`Source::of_process`].
    pub fn new(
        environment: impl Fn(&str) -> Result<Option<String>, ConfigError>,
    ) -> Result<Self, ConfigError> {
        let set = |name: &str| Ok(environment(name)?.filter(|value| !value.is_empty()));
        let mut values = match set("LOCUM_CONFIG")? {
            Some(path) => of_file(&path)?,
            None => HashMap::new(),
        };
        for variable in VARIABLES {
            if let Some(value) = set(variable.name)? {
                values.insert(variable.name, value);
            }
        }
        Ok(Self { values })
    }

    /// A value as it stands.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A value as what it means; the type's error says what is allowed.
    ///
    /// # Errors
    /// When it is not allowed.
    pub fn parsed<T: FromStr<Err = String>>(&self, name: &str) -> Result<Option<T>, ConfigError> {
        self.get(name)
            .map(|value| {
                value
                    .parse()
                    .map_err(|allowed: String| ConfigError::value(name, value, allowed))
            })
            .transpose()
    }
}

fn of_file(path: &str) -> Result<HashMap<&'static str, String>, ConfigError> {
    let failed = |reason: String| ConfigError::File {
        path: path.to_owned(),
        reason,
    };
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let file = Config::builder()
        .add_source(File::from_str(&text, FileFormat::Toml))
        .build()
        .map_err(|error| failed(error.to_string()))?;
    let read: HashMap<String, config::Value> = file
        .try_deserialize()
        .map_err(|error| failed(error.to_string()))?;
    let mut values = HashMap::new();
    for (key, value) in read {
        let known = VARIABLES
            .iter()
            .find(|variable| variable.name == key && key != "LOCUM_CONFIG");
        // A misspelt setting that is silently left out would be worse than a server that does not start.
        let Some(variable) = known else {
            return Err(failed(format!(
                "there is no setting `{key}`; `locum serve --help` lists all"
            )));
        };
        let value = value
            .into_string()
            .map_err(|error| failed(format!("{key}: {error}")))?;
        if !value.is_empty() {
            values.insert(variable.name, value);
        }
    }
    Ok(values)
}
