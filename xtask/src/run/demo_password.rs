//! The password of the demo people: made once, kept beside the database it is good for, so that a
//! later run can tell it again.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;

/// Letters that are not taken for one another.
const LETTERS: &[u8; 24] = b"abcdefghijkmnpqrstuvwxyz";

/// Four groups of five: some 91 bits.
const GROUPS: usize = 4;
const GROUP: usize = 5;

/// The password set in the environment, else the one kept in `folder`, else a new one.
pub(crate) fn get(folder: &Path) -> anyhow::Result<String> {
    if let Ok(password) = env::var("LOCUM_DEMO_PASSWORD") {
        return Ok(password);
    }
    let path = folder.join("demo-password");
    let failed = || format!("could not keep the demo password in {}", path.display());
    match std::fs::read_to_string(&path) {
        Ok(kept) if !kept.trim().is_empty() => return Ok(kept.trim().to_owned()),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).with_context(failed),
        _ => {}
    }
    let password = readable(File::open("/dev/urandom")?)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .with_context(failed)?;
    writeln!(file, "{password}").with_context(failed)?;
    Ok(password)
}

fn readable(random: impl Read) -> anyhow::Result<String> {
    let mut letters = BufReader::with_capacity(64, random)
        .bytes()
        .filter_map(|byte| match byte {
            Ok(byte) => letter(byte).map(Ok),
            Err(error) => Some(Err(error)),
        });
    let mut password = String::new();
    for position in 0..GROUPS * GROUP {
        if position > 0 && position % GROUP == 0 {
            password.push('-');
        }
        password.push(letters.next().context("no more random bytes")??);
    }
    Ok(password)
}

/// Each letter is as likely as any other: bytes that would favour some are left out.
fn letter(byte: u8) -> Option<char> {
    let fair = 256 / LETTERS.len() * LETTERS.len();
    let byte = usize::from(byte);
    if byte >= fair {
        return None;
    }
    LETTERS.get(byte % LETTERS.len()).copied().map(char::from)
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_password_is_four_groups_of_letters() {
        let bytes: Vec<u8> = (0..=255).rev().collect();
        assert_eq!(readable(&*bytes).unwrap(), "zyxwv-utsrq-pnmkj-ihgfe");
        assert!(readable(&bytes[..16]).is_err());
    }
}
