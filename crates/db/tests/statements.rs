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

use db::statement::{Registered, Script, Typed};
use diesel_async::RunQueryDsl;
use test_database::TestDatabase;
use tokio_postgres::types::Type;

/// What makes temporary tables.
const SCRIPTS: [Script; 2] = [db::people::import::BEGIN, db::demo::STAGING];

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
    for script in SCRIPTS {
        let lasting = script.sql.replace("ON COMMIT DROP", "");
        client.batch_execute(&lasting).await.unwrap();
    }
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
    let scripts = SCRIPTS.iter().map(|script| script.file);
    let mut registered: Vec<&str> = Registered::all()
        .map(|statement| statement.file)
        .chain(scripts)
        .collect();
    registered.sort_unstable();
    let unused: Vec<_> = there
        .iter()
        .filter(|file| !registered.contains(&file.as_str()))
        .collect();
    assert!(unused.is_empty(), "no statement has these files: {unused:?}");
    let twice: Vec<_> = registered.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "two statements have one file: {twice:?}");
}

/// All Rust files below a folder.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Diesel prepares what sets columns at every use, which is a round trip of its own.
#[test]
fn what_sets_columns_is_prepared_once_a_connection() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let setting: Vec<&str> = files
        .iter()
        .flat_map(|text| text.split(".set(").skip(1))
        .collect();
    assert!(setting.len() > 40, "the search finds what is there");
    for after in setting {
        let chain = after.split(".await").next().unwrap_or_default();
        assert!(chain.contains(".prepared()"), "say `.prepared()`: .set({chain}");
    }
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prepared_statement_stays_on_its_connection() {
    let database = TestDatabase::new().await;
    let at = "2028-01-10T12:00:00Z".parse().unwrap();
    let mut tx = db::transaction::Transaction::autocommit(&database.pool)
        .await
        .unwrap();
    for _ in 0..2 {
        db::api_tokens::touch(&mut tx, domain::ids::TokenId(1), at)
            .await
            .unwrap();
    }
    drop(tx);
    // The pool has had one connection until now.
    let mut conn = database.pool.get().await.unwrap();
    let kept =
        "SELECT count(*) AS count FROM pg_prepared_statements WHERE statement LIKE 'UPDATE \"api_tokens\"%'";
    let kept: Count = diesel::sql_query(kept).get_result(&mut conn).await.unwrap();
    assert_eq!(kept.count, 1);
    drop(conn);
    database.drop_database().await;
}
