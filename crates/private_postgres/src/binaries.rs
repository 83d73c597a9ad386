//! Finding PostgreSQL's server binaries.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// The oldest PostgreSQL major version Locum's SQL runs on.
pub const OLDEST_MAJOR: u32 = 15;

/// Folders that hold one `bin` for each major version: Debian's, then Red Hat's.
const VERSIONED: [(&str, &str); 2] = [("/usr/lib/postgresql", ""), ("/usr", "pgsql-")];

/// What the crate itself runs. All of it has to be in one folder.
const PROGRAMS: [&str; 6] = [
    "postgres",
    "initdb",
    "pg_ctl",
    "pg_isready",
    "createdb",
    "createuser",
];

/// A folder with `postgres`, `initdb` and their companions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// Finds the binaries: `LOCUM_PG_BIN` if it is set, else the newest installed by the system's
    /// packages, else those on `PATH`.
    ///
    /// # Errors
    /// [`Error::BinariesNotFound`] says where was looked.
    pub fn find() -> Result<Self, Error> {
        let found = search();
        // The first of those equally new: packages before PATH.
        let newest = found
            .binaries
            .into_iter()
            .rev()
            .max_by_key(|binaries| binaries.major);
        newest.ok_or(Error::BinariesNotFound {
            looked: found.looked.join("; "),
        })
    }

    /// Finds the binaries that can open the existing cluster in `cluster`, which takes the major
    /// version that made it.
    pub(crate) fn find_for(cluster: &Path) -> Result<Self, Error> {
        let Some(major) = major_of_cluster(cluster) else {
            return Self::find();
        };
        let found = search();
        if found.binaries.is_empty() {
            return Err(Error::BinariesNotFound {
                looked: found.looked.join("; "),
            });
        }
        let looked = found
            .binaries
            .iter()
            .map(|binaries| format!("{} has {}", binaries.folder.display(), binaries.major))
            .collect::<Vec<_>>()
            .join("; ");
        found
            .binaries
            .into_iter()
            .find(|binaries| binaries.major == major)
            .ok_or(Error::MajorNotFound {
                path: cluster.to_owned(),
                major,
                looked,
            })
    }

    /// The path of one program, such as `psql` or `pgbench`; whether it exists is the caller's to see.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The major version, such as 15.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }
}

/// What a search came upon: usable binaries, and a line for each place.
struct Found {
    binaries: Vec<Binaries>,
    looked: Vec<String>,
}

fn search() -> Found {
    let folders = match env::var_os("LOCUM_PG_BIN").filter(|folder| !folder.is_empty()) {
        Some(folder) => vec![PathBuf::from(folder)],
        None => versioned().into_iter().chain(on_path()).collect(),
    };
    let mut found = Found {
        binaries: Vec::new(),
        looked: Vec::new(),
    };
    if folders.is_empty() {
        found
            .looked
            .push("neither /usr/lib/postgresql/*/bin nor PATH has it".to_owned());
    }
    for folder in folders {
        match major_of_binaries(&folder) {
            Some(major) if major >= OLDEST_MAJOR => found.binaries.push(Binaries { folder, major }),
            Some(major) => found.looked.push(format!("{} has {major}", folder.display())),
            None => found
                .looked
                .push(format!("{} does not have all of it", folder.display())),
        }
    }
    found
}

fn versioned() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (parent, prefix) in VERSIONED {
        let Ok(entries) = fs::read_dir(parent) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let is_version = name
                .to_str()
                .and_then(|name| name.strip_prefix(prefix))
                .is_some_and(|version| version.parse::<f32>().is_ok());
            let folder = entry.path().join("bin");
            if is_version && folder.is_dir() {
                folders.push(folder);
            }
        }
    }
    folders
}

fn on_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // A link on PATH leads to the folder that holds the others.
    env::split_paths(&path)
        .filter_map(|folder| {
            fs::canonicalize(folder.join("postgres"))
                .ok()?
                .parent()
                .map(Path::to_owned)
        })
        .collect()
}

fn major_of_binaries(folder: &Path) -> Option<u32> {
    if !PROGRAMS.iter().all(|program| folder.join(program).is_file()) {
        return None;
    }
    let output = Command::new(folder.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    major_in(&String::from_utf8_lossy(&output.stdout))
}

fn major_of_cluster(cluster: &Path) -> Option<u32> {
    fs::read_to_string(cluster.join("PG_VERSION"))
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// The major version in a line such as `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major_in(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    let digits = number
        .split(|character: char| !character.is_ascii_digit())
        .next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_in;

    #[test]
    fn reads_the_major_version() {
        assert_eq!(
            major_in("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(major_in("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_in("postgres: command not found"), None);
    }
}
