//! What a site was made from, in one line: as long as it is the same, the site is.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::Inputs;

/// The stamp of a site of these inputs.
pub(crate) fn of_inputs(inputs: &Inputs) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    hash.update(format!("{:?}", inputs.profile));
    // Cargo and npm write these only when something changed, so their times tell enough.
    hash.update(age(&inputs.wasm)?);
    hash.update(age(&std::env::current_exe()?)?);
    hash.update(age(&inputs.root.join("end2end/package-lock.json")).unwrap_or_default());
    for folder in ["style", "public"] {
        add_folder(&mut hash, &inputs.root.join(folder))?;
    }
    Ok(hex::encode(hash.finalize()))
}

fn age(file: &Path) -> anyhow::Result<String> {
    let metadata = fs::metadata(file).with_context(|| format!("{} is missing", file.display()))?;
    Ok(format!(
        "{}.{:09} {}\n",
        metadata.mtime(),
        metadata.mtime_nsec(),
        metadata.len()
    ))
}

/// People's own files count by their content: git changes their times without changing them.
fn add_folder(hash: &mut Sha256, folder: &Path) -> anyhow::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            hash.update(entry.path().to_string_lossy().as_bytes());
            hash.update(Sha256::digest(fs::read(entry.path())?));
        }
    }
    Ok(())
}
