//! The folder of the built site must be there, even if empty, for it to be embedded.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let site = Path::new("../target/site");
    std::fs::create_dir_all(site)?;
    // Only an optimised build carries the site in itself; any other reads it from the disk.
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed={}", site.display());
    } else {
        println!("cargo:rerun-if-changed=build.rs");
    }
    Ok(())
}
