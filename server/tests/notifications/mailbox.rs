//! A real mail server, aiosmtpd, that keeps what it takes; and Python's own parser, which reads it back.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const MAILBOX: &str = include_str!("python/mailbox.py");
const READ: &str = include_str!("python/readmail.py");

/// The server. It ends with the test.
pub(super) struct Mailbox {
    server: Child,
    /// Where it listens.
    port: u16,
    folder: TempDir,
}

/// The Python that `cargo xtask test` sets up.
fn python() -> PathBuf {
    let set = std::env::var_os("LOCUM_TEST_PYTHON").map(PathBuf::from);
    let python =
        set.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/python/bin/python"));
    assert!(
        python.exists(),
        "{} is not there: run the tests with `cargo xtask test`",
        python.display()
    );
    python
}

impl Mailbox {
    /// On a port that is free.
    pub(super) fn new() -> Self {
        Self::on(0)
    }

    /// On this port, with an empty folder.
    pub(super) fn on(port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["mails", "behaviour"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let mut command = Command::new(python());
        command
            .args(["-c", MAILBOX])
            .arg(folder.path().join("mails"))
            .arg(folder.path().join("behaviour"));
        command
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().expect("the mail server says its port");
        Self { server, port, folder }
    }

    /// For `LOCUM_SMTP_URL`.
    pub(super) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Gives this answer in place of taking a mail; none: takes it.
    pub(super) fn answer(&self, answer: Option<&str>) {
        let file = self.folder.path().join("behaviour/refuse");
        match answer {
            Some(answer) => std::fs::write(file, answer).unwrap(),
            None => std::fs::remove_file(file).unwrap(),
        }
    }

    /// Takes mails and does not say so.
    pub(super) fn hold(&self) {
        std::fs::write(self.folder.path().join("behaviour/hold"), "").unwrap();
    }

    /// Says so again.
    pub(super) fn go_on(&self) {
        std::fs::remove_file(self.folder.path().join("behaviour/hold")).unwrap();
    }

    fn files(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder.path().join("mails")).unwrap();
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "eml"));
        files.sort();
        files
    }

    /// How many mails it has taken.
    pub(super) fn count(&self) -> usize {
        self.files().len()
    }

    /// Everything it has taken, in that order.
    pub(super) fn mails(&self) -> Vec<Mail> {
        self.files().iter().map(|file| Mail::read(file)).collect()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A mail as another program reads it.
pub(super) struct Mail {
    read: Value,
    envelope: Value,
}

impl Mail {
    fn read(file: &Path) -> Self {
        let output = Command::new(python())
            .args(["-c", READ])
            .arg(file)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self {
            read: serde_json::from_slice(&output.stdout).unwrap(),
            envelope: serde_json::from_str(&std::fs::read_to_string(file.with_extension("json")).unwrap())
                .unwrap(),
        }
    }

    /// A header, decoded. There is one of that name, and no other.
    pub(super) fn header(&self, name: &str) -> String {
        let headers = self.read["headers"].as_array().unwrap().iter();
        let found: Vec<_> = headers
            .filter(|pair| pair[0].as_str().unwrap().eq_ignore_ascii_case(name))
            .collect();
        assert_eq!(found.len(), 1, "one {name}: {}", self.read["headers"]);
        found[0][1].as_str().unwrap().to_owned()
    }

    /// Whether there is a header of that name.
    pub(super) fn has_header(&self, name: &str) -> bool {
        let mut headers = self.read["headers"].as_array().unwrap().iter();
        headers.any(|pair| pair[0].as_str().unwrap().eq_ignore_ascii_case(name))
    }

    /// The part of that type, decoded.
    pub(super) fn part(&self, kind: &str) -> String {
        let mut parts = self.read["parts"].as_array().unwrap().iter();
        let part = parts.find(|part| part["type"] == kind).unwrap();
        part["text"].as_str().unwrap().to_owned()
    }

    /// The types of the whole and of its parts.
    pub(super) fn types(&self) -> Vec<String> {
        let parts = self.read["parts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| &part["type"]);
        let types = std::iter::once(&self.read["type"]).chain(parts);
        types.map(|kind| kind.as_str().unwrap().to_owned()).collect()
    }

    /// Whom the server was told to give it to.
    pub(super) fn recipients(&self) -> Vec<String> {
        let to = self.envelope["to"].as_array().unwrap().iter();
        to.map(|address| address.as_str().unwrap().to_owned()).collect()
    }

    /// What a strict reader finds wrong with its form, and its longest line.
    pub(super) fn defects(&self) -> (String, u64, bool) {
        (
            self.read["defects"].to_string(),
            self.read["longest_line"].as_u64().unwrap(),
            self.read["ascii_header"].as_bool().unwrap(),
        )
    }
}
