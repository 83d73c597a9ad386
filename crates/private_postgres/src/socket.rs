//! The folder of the socket. Unix allows about a hundred bytes for the path of a socket, so a data
//! directory that lies too deep gets a short folder elsewhere, remembered in `socket-folder`.

use std::fs::{self, DirBuilder, File};
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::account::Account;
use crate::folder::{create_owned, give_to};

/// The longest folder that leaves room for `/.s.PGSQL.5432.lock` below Linux' 107 bytes.
const LONGEST_FOLDER: usize = 85;

/// The folder the next server shall put its socket in; created.
pub(crate) fn folder_for(root: &Path, account: Account) -> Result<PathBuf, Error> {
    let near = root.join("socket");
    if is_usable(&near) {
        create_owned(&near, account)?;
        return Ok(near);
    }
    let note = root.join("socket-folder");
    if let Some(kept) = remembered(&note).filter(|folder| is_private(folder, root)) {
        return Ok(kept);
    }
    let folder = create_short(account)?;
    fs::write(&note, folder.as_os_str().as_encoded_bytes()).map_err(Error::at(&note))?;
    give_to(&note, account)?;
    Ok(folder)
}

/// Removes the short folder, if there was one, after the server has stopped.
pub(crate) fn forget(root: &Path) {
    let note = root.join("socket-folder");
    if let Some(folder) = remembered(&note).filter(|folder| is_private(folder, root)) {
        // An empty folder or a forgotten note does no harm.
        let _ = fs::remove_dir(folder);
        let _ = fs::remove_file(note);
    }
}

/// PostgreSQL's clients take a comma for the end of one host and the beginning of another.
fn is_usable(folder: &Path) -> bool {
    let bytes = folder.as_os_str().as_encoded_bytes();
    bytes.len() <= LONGEST_FOLDER && !bytes.contains(&b',')
}

fn remembered(note: &Path) -> Option<PathBuf> {
    fs::read_to_string(note).ok().map(PathBuf::from)
}

/// Whether a folder in a place open to everybody is still ours: no link, same owner as the cluster's
/// folder, closed to others.
fn is_private(folder: &Path, root: &Path) -> bool {
    let (Ok(folder), Ok(root)) = (fs::symlink_metadata(folder), fs::metadata(root)) else {
        return false;
    };
    folder.is_dir() && folder.uid() == root.uid() && folder.mode() & 0o077 == 0
}

/// A new folder under `/run`, or `/tmp` for those who may not write there. Its name cannot be
/// guessed, and creating it fails if it exists, so nobody else can put theirs in its place.
fn create_short(account: Account) -> Result<PathBuf, Error> {
    let parent = match account {
        Account::Dropped { .. } => Path::new("/run"),
        Account::Own => Path::new("/tmp"),
    };
    let folder = parent.join(format!(
        "locum-{}",
        random_name().map_err(Error::at("/dev/urandom"))?
    ));
    DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .map_err(Error::at(&folder))?;
    give_to(&folder, account)?;
    Ok(folder)
}

fn random_name() -> std::io::Result<String> {
    let mut bytes = [0_u8; 8];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:016x}", u64::from_ne_bytes(bytes)))
}
