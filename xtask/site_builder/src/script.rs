//! The scripts: wasm-bindgen's glue and the WebAssembly it loads.

use std::fs;
use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;
use wasm_bindgen_cli_support::Bindgen;

use crate::{Inputs, Profile, optimise, shares};

/// The name wasm-bindgen works under, before the hash is known.
const STEM: &str = "locum";

/// Writes script, WebAssembly and snippets into `pkg`; returns the name without its endings, such as
/// `locum-0123456789abcdef`.
pub(crate) fn write(inputs: &Inputs, pkg: &Path) -> anyhow::Result<String> {
    let is_release = inputs.profile == Profile::Release;
    Bindgen::new()
        .input_path(&inputs.wasm)
        .out_name(STEM)
        .web(true)?
        .typescript(false)
        // Pages pass the address, which holds the hash.
        .omit_default_module_path(true)
        .remove_producers_section(is_release)
        .generate(pkg)?;
    let script = pkg.join(format!("{STEM}.js"));
    let module = pkg.join(format!("{STEM}_bg.wasm"));
    if is_release {
        optimise::in_place(&inputs.root, &module)?;
        shares::write(&module, &inputs.site.with_extension("shares.json"))?;
        optimise::strip(&inputs.root, &module)?;
    }
    let name = format!("{STEM}-{}", hash_of_all(pkg)?);
    fs::rename(&script, pkg.join(format!("{name}.js"))).context("wasm-bindgen wrote no script")?;
    fs::rename(&module, pkg.join(format!("{name}_bg.wasm"))).context("wasm-bindgen wrote no module")?;
    Ok(name)
}

/// One hash over every file: when one of them changes, browsers load all of them anew, and never a
/// script with another build's module.
fn hash_of_all(folder: &Path) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            hash.update(fs::read(entry.path())?);
        }
    }
    Ok(short(&hash.finalize()))
}

/// As much of a hash as a file name needs.
pub(crate) fn short(hash: &[u8]) -> String {
    hex::encode(hash).chars().take(16).collect()
}
