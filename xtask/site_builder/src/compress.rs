//! Compressed copies, made once here instead of at every request.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use walkdir::WalkDir;

use crate::manifest::Manifest;
use crate::step;

/// What is worth it; fonts and pictures are compressed already.
const ENDINGS: [&str; 8] = ["js", "wasm", "css", "svg", "json", "txt", "html", "webmanifest"];

/// Writes `.br` and `.gz` beside each file of a kind in [`ENDINGS`].
pub(crate) fn beside_each(site: &Path) -> anyhow::Result<()> {
    step("Compressing the site");
    for entry in WalkDir::new(site) {
        let entry = entry?;
        let path = entry.path();
        // The manifest is for the server.
        let is_served = entry.file_type().is_file() && entry.file_name() != Manifest::FILE;
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if is_served && ENDINGS.contains(&ending) {
            let content = fs::read(path)?;
            fs::write(with(path, "br"), brotli(&content)?)?;
            fs::write(with(path, "gz"), gzip(&content)?)?;
        }
    }
    Ok(())
}

/// A path with another ending appended.
pub(crate) fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn brotli(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters).context("brotli")?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::{brotli, gzip, with};
    use std::io::Read;
    use std::path::Path;

    #[test]
    fn compressed_copies_hold_the_same() {
        let content = "all the same, all the same, all the same".repeat(20);
        let mut read = String::new();
        brotli::Decompressor::new(&*brotli(content.as_bytes()).unwrap(), 4096)
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, content);
        read.clear();
        flate2::read::GzDecoder::new(&*gzip(content.as_bytes()).unwrap())
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, content);
    }

    #[test]
    fn the_copy_keeps_the_whole_name() {
        assert_eq!(with(Path::new("pkg/a.js"), "br"), Path::new("pkg/a.js.br"));
    }
}
