//! Where the built site is: each profile has its own. The folder must be there, even if empty, for it to be embedded.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let profile = std::env::var("PROFILE").unwrap_or_default();
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let site = Path::new(&root).join("../target/site").join(&profile);
    std::fs::create_dir_all(&site)?;
    println!("cargo:rustc-env=LOCUM_SITE={}", site.display());
    // Only an optimised build carries the site in itself; any other reads it from the disk.
    if profile == "release" {
        println!("cargo:rerun-if-changed={}", site.display());
    } else {
        println!("cargo:rerun-if-changed=build.rs");
    }
    Ok(())
}
