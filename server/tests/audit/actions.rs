//! Statements that act by a set write entries of the log by themselves: they know the actions of the domain (R23).

use std::fs;
use std::path::{Path, PathBuf};

use domain::audit::Action;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found)
        } else {
            found.push(path)
        }
    }
}

/// The quoted `object.verb` words behind each place that inserts into the log.
fn actions_in(sql: &str) -> Vec<&str> {
    let statements = sql.split("INSERT INTO audit_log").skip(1);
    let heads = statements.map(|rest| rest.split(";\n").next().unwrap_or_default());
    let quoted = heads.flat_map(|statement| statement.split('\'').skip(1).step_by(2));
    let is_action = |word: &&str| {
        word.contains('.')
            && word
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || "._".contains(letter))
    };
    quoted.filter(is_action).collect()
}

#[test]
fn r23_every_statement_that_writes_to_the_log_names_an_action_of_the_domain() {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/db/sql"),
        &mut files,
    );
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for action in actions_in(&text) {
            assert!(
                Action::from_code(action).is_some(),
                "{action} in {}",
                file.display()
            );
            found.push(action.to_owned());
        }
    }
    found.sort_unstable();
    found.dedup();
    let expected = ["grant.autoprovisioned", "grant.revoked", "person.imported"];
    assert_eq!(found, expected, "the search finds what is there");
}
