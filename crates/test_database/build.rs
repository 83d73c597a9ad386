//! A print of the migrations, so that test templates of another schema are never reused.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=../../migrations");
    let mut files: Vec<_> = fs::read_dir("../../migrations")?.collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(fs::DirEntry::path);
    let mut hasher = DefaultHasher::new();
    for folder in files.iter().filter(|entry| entry.path().is_dir()) {
        fs::read(folder.path().join("up.sql"))?.hash(&mut hasher);
    }
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(
        std::path::Path::new(&out).join("migrations_print"),
        format!("{:016x}", hasher.finish()),
    )
}
