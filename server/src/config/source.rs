//! Where settings come from: the environment before the file.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use config::{Config, File, FileFormat};

use super::error::ConfigError;
use super::variables::VARIABLES;

/// The values that are set. An empty one counts as not set, but where [`Source::is_empty`] is asked.
#[derive(Debug, Clone, Default)]
pub struct Source {
    values: HashMap<&'static str, String>,
    empty: HashSet<&'static str>,
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
        let file = environment("LOCUM_CONFIG")?.filter(|path| !path.is_empty());
        let mut source = match file {
            Some(path) => of_file(&path)?,
            None => Self::default(),
        };
        for variable in VARIABLES {
            if let Some(value) = environment(variable.name)? {
                source.set(variable.name, value);
            }
        }
        Ok(source)
    }

    /// Sets a value; an empty one leaves what was set before.
    fn set(&mut self, name: &'static str, value: String) {
        if value.is_empty() {
            self.empty.insert(name);
        } else {
            self.empty.remove(name);
            self.values.insert(name, value);
        }
    }

    /// Whether the value that was set last is an empty one.
    pub fn is_empty(&self, name: &str) -> bool {
        self.empty.contains(name)
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

fn of_file(path: &str) -> Result<Source, ConfigError> {
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
    let mut source = Source::default();
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
        source.set(variable.name, value);
    }
    Ok(source)
}
