//! Every statement that stands in a file is prepared on the migrated schema: Postgres says which types its parameters and columns
//! have, and Rust binds and reads just those.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use std::collections::BTreeSet;
use std::path::Path;

use db::people::import::BEGIN;
use db::statement::{Registered, Typed};
use test_database::TestDatabase;
use tokio_postgres::types::Type;

/// Files below `crates/db/sql/`.
fn files(folder: &Path, below: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, below, found);
        } else {
            let name = path.strip_prefix(below).unwrap();
            found.insert(name.to_str().unwrap().to_owned());
        }
    }
}

fn name_of(oid: u32) -> String {
    Type::from_oid(oid).map_or_else(|| format!("type {oid}"), |known| known.name().to_owned())
}

/// What Rust has otherwise than Postgres.
fn differences(statement: &Registered, prepared: &tokio_postgres::Statement) -> Vec<String> {
    let mut found = Vec::new();
    let bound = (statement.parameters)();
    let wanted = prepared.params();
    if bound.len() != wanted.len() {
        found.push(format!(
            "Rust binds {} parameters, the statement has {}",
            bound.len(),
            wanted.len()
        ));
    }
    for (number, (bound, wanted)) in bound.iter().zip(wanted).enumerate() {
        if bound.oid != wanted.oid() {
            let bound = format!(
                "${} `{}` is bound as {}",
                number + 1,
                bound.name,
                name_of(bound.oid)
            );
            found.push(format!("{bound}, and is {wanted}"));
        }
    }
    let read = (statement.columns)();
    for Typed { name, oid } in &read {
        match prepared.columns().iter().find(|column| column.name() == *name) {
            None => found.push(format!("Rust reads `{name}`, which is no column")),
            Some(column) if column.type_().oid() != *oid => {
                found.push(format!(
                    "`{name}` is read as {}, and is {}",
                    name_of(*oid),
                    column.type_()
                ));
            }
            Some(_) => {}
        }
    }
    for column in prepared.columns() {
        if !read.iter().any(|typed| typed.name == column.name()) {
            found.push(format!("nobody reads `{}`", column.name()));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_and_rust_agree_on_every_statement() {
    let database = TestDatabase::new().await;
    let client = database.connect_as_server().await;
    let temporary = BEGIN.replace("ON COMMIT DROP", "");
    client.batch_execute(&temporary).await.unwrap();
    let mut wrong = Vec::new();
    for statement in Registered::all() {
        match client.prepare(statement.sql).await {
            Ok(prepared) => {
                let found = differences(statement, &prepared);
                wrong.extend(
                    found
                        .into_iter()
                        .map(|what| format!("{}: {what}", statement.file)),
                );
            }
            Err(error) => {
                let said = error
                    .as_db_error()
                    .map_or_else(|| error.to_string(), ToString::to_string);
                wrong.push(format!("{}: {said}", statement.file));
            }
        }
    }
    drop(client);
    database.drop_database().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_one_statement_of_the_crate() {
    let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    let mut there = BTreeSet::new();
    files(&sql, &sql, &mut there);
    let mut registered: Vec<&str> = Registered::all().map(|statement| statement.file).collect();
    registered.sort_unstable();
    let unused: Vec<_> = there
        .iter()
        .filter(|file| !registered.contains(&file.as_str()))
        .collect();
    assert!(unused.is_empty(), "no statement has these files: {unused:?}");
    let twice: Vec<_> = registered.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "two statements have one file: {twice:?}");
}
