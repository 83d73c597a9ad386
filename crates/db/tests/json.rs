//! What is read from documents that Postgres makes of rows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use std::path::Path;

/// Every Rust file below a folder, with its text.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path))
        } else {
            found.push((
                path.display().to_string(),
                std::fs::read_to_string(&path).unwrap(),
            ))
        }
    }
    found
}

/// The fields of types that are read from JSON and hold an instant, each with the line before it.
fn instants(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut derived, mut inside, mut before) = (false, false, "");
    for line in text.lines() {
        if line.starts_with("#[derive(") {
            derived = line.contains("Deserialize");
        } else if line.starts_with('}') {
            inside = false;
        } else if line.contains("struct ") || line.contains("enum ") {
            inside = derived && line.ends_with('{');
            derived = false;
        } else if inside && line.contains("DateTime<") {
            found.push((before.trim().to_owned(), line.trim().to_owned()));
        }
        before = line;
    }
    found
}

#[test]
fn g6_every_instant_that_comes_through_json_is_read_in_every_year() {
    let mut count = 0;
    for (file, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for (before, field) in instants(&text) {
            assert!(
                before.starts_with("#[serde(deserialize_with = \"crate::json::"),
                "{file}: {field} needs a line of db::json before it"
            );
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
    let unsaid = "#[derive(Deserialize)]\npub struct S {\n    pub at: DateTime<Utc>,\n}\n";
    assert_eq!(instants(unsaid).len(), 1);
}
