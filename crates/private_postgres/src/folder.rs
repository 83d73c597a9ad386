//! The folders of a cluster: where they are, who owns them, and where to go when the account that
//! runs PostgreSQL cannot get there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::account::Account;

/// Where root keeps clusters that PostgreSQL's account could not reach otherwise.
const SYSTEM_FOLDER: &str = "/var/lib/locum";

/// The folder `postgres/` of a data directory.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
    notice: Option<String>,
}

impl Folder {
    /// Creates what is missing below `data_directory`, or below [`SYSTEM_FOLDER`] where the account
    /// may not enter one of its parents.
    pub(crate) fn prepare(data_directory: &Path, account: Account) -> Result<Self, Error> {
        let Place { chosen, notice } = Place::of(data_directory, account)?;
        create_with_parents(&chosen)?;
        let chosen = fs::canonicalize(&chosen).map_err(Error::at(&chosen))?;
        let root = chosen.join("postgres");
        create_owned(&root, account)?;
        Ok(Self { root, notice })
    }

    pub(crate) fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.root.join("cluster")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }
}

/// Where the cluster asked for in a data directory is kept: there, unless the account that runs
/// PostgreSQL cannot reach it. Creates nothing.
pub(crate) struct Place {
    pub(crate) chosen: PathBuf,
    notice: Option<String>,
}

impl Place {
    pub(crate) fn of(data_directory: &Path, account: Account) -> Result<Self, Error> {
        let wanted = std::path::absolute(data_directory).map_err(Error::at(data_directory))?;
        let Some(barrier) = barrier(&wanted, account) else {
            return Ok(Self {
                chosen: wanted,
                notice: None,
            });
        };
        let chosen = Path::new(SYSTEM_FOLDER).join(name_of(&wanted));
        let notice = format!(
            "PostgreSQL's own user may not enter {}, so the database is kept in {} instead of {}.",
            barrier.display(),
            chosen.display(),
            wanted.display(),
        );
        Ok(Self {
            chosen,
            notice: Some(notice),
        })
    }
}

/// Creates a folder that only `account` may enter, or gives an existing one back to it.
pub(crate) fn create_owned(folder: &Path, account: Account) -> Result<(), Error> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        other => other.map_err(Error::at(folder))?,
    }
    give_to(folder, account)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(Error::at(folder))
}

/// Makes `account` the owner of a file or folder.
pub(crate) fn give_to(path: &Path, account: Account) -> Result<(), Error> {
    let Account::Dropped { user, group } = account else {
        return Ok(());
    };
    std::os::unix::fs::lchown(path, Some(user), Some(group)).map_err(Error::at(path))
}

/// Creates `folder` and its missing parents so that other accounts may pass through them, whatever
/// the caller's umask says: what is private lies deeper.
fn create_with_parents(folder: &Path) -> Result<(), Error> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|ancestor| !ancestor.exists())
        .collect();
    for ancestor in missing.into_iter().rev() {
        match fs::create_dir(ancestor) {
            // Another process may be doing the same.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
            other => other.map_err(Error::at(ancestor))?,
        }
        fs::set_permissions(ancestor, fs::Permissions::from_mode(0o755)).map_err(Error::at(ancestor))?;
    }
    Ok(())
}

/// The first existing folder on the way to `folder` that `account` may not enter.
fn barrier(folder: &Path, account: Account) -> Option<PathBuf> {
    let existing = folder.ancestors().find(|ancestor| ancestor.exists())?;
    let real = fs::canonicalize(existing).ok()?;
    let mut way: Vec<&Path> = real.ancestors().collect();
    way.reverse();
    way.into_iter()
        .find(|folder| folder.is_dir() && !account.may_enter(folder))
        .map(Path::to_owned)
}

/// One folder name for a whole path, so that two data directories never share a cluster:
/// `/root/locum/data` becomes `root-locum-data`, anything unusual is percent-encoded.
fn name_of(path: &Path) -> String {
    let text = path.to_string_lossy();
    let mut name = String::new();
    for byte in text.trim_matches('/').bytes() {
        match byte {
            b'/' => name.push('-'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' => name.push(char::from(byte)),
            other => name.push_str(&format!("%{other:02X}")),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::name_of;
    use std::path::Path;

    #[test]
    fn different_paths_have_different_names() {
        assert_eq!(name_of(Path::new("/root/locum/data")), "root-locum-data");
        assert_ne!(name_of(Path::new("/root/a-b")), name_of(Path::new("/root/a/b")));
        assert_ne!(name_of(Path::new("/root/a%2Db")), name_of(Path::new("/root/a-b")));
    }
}
