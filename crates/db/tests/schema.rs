//! `schema.rs` is what the migrations make; with `LOCUM_UPDATE_SCHEMA=1` this test writes it anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use std::fmt::Write as _;

use db::statement::statement;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel_async::RunQueryDsl;
use test_database::TestDatabase;

#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
    #[diesel(sql_type = Nullable<Text>)]
    key: Option<String>,
}

const COLUMNS: &str =
    "SELECT c.relname AS table, a.attname AS column, t.typname AS kind, NOT a.attnotnull AS nullable,
    (SELECT string_agg(k.attname, ', ' ORDER BY array_position(i.indkey::int2[], k.attnum)) FROM pg_index i
      JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY(i.indkey::int2[])
      WHERE i.indrelid = c.oid AND i.indisprimary) AS key
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_%'
  ORDER BY c.relname COLLATE \"C\", a.attnum";

fn diesel_type(postgres: &str) -> &'static str {
    match postgres {
        "int8" => "Int8",
        "int4" => "Int4",
        "int2" => "Int2",
        "text" => "Text",
        "bool" => "Bool",
        "date" => "Date",
        "timestamptz" => "Timestamptz",
        "jsonb" => "Jsonb",
        "uuid" => "Uuid",
        "bytea" => "Bytea",
        "_int8" => "Array<Int8>",
        "_text" => "Array<Text>",
        other => panic!("name the Diesel type of {other} here"),
    }
}

fn write(columns: &[Column]) -> String {
    let mut out = String::from(
        "//! Made from the migrations: `LOCUM_UPDATE_SCHEMA=1 cargo xtask test schema`.\n#![allow(missing_docs, reason = \"the migrations say what each column means\")]\n",
    );
    for table in columns.chunk_by(|a, b| a.table == b.table) {
        let key = table[0].key.clone().expect("every table has a primary key");
        write!(out, "\ndiesel::table! {{\n    {} ({key}) {{\n", table[0].table).unwrap();
        for column in table {
            let plain = diesel_type(&column.kind);
            let kind = if column.nullable {
                format!("Nullable<{plain}>")
            } else {
                plain.to_owned()
            };
            writeln!(out, "        {} -> {kind},", column.column).unwrap();
        }
        out.push_str("    }\n}\n");
    }
    let tables: Vec<_> = columns
        .chunk_by(|a, b| a.table == b.table)
        .map(|t| t[0].table.as_str())
        .collect();
    write!(
        out,
        "\ndiesel::allow_tables_to_appear_in_same_query!(\n    {}\n);\n",
        tables.join(",\n    ")
    )
    .unwrap();
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn schema_matches_the_migrations() {
    let database = TestDatabase::new().await;
    let mut conn = database.pool.get().await.unwrap();
    let columns: Vec<Column> = statement(COLUMNS).load(&mut conn).await.unwrap();
    drop(conn);
    let made = write(&columns);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema.rs");
    if std::env::var_os("LOCUM_UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    database.drop_database().await;
    assert_eq!(kept, made, "run `LOCUM_UPDATE_SCHEMA=1 cargo xtask test schema`");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_can_be_undone_and_run_again() {
    let database = TestDatabase::new().await;
    let undone = database.revert_all().await;
    assert!(undone > 0);
    assert_eq!(
        db::migrations::run(&database.owner_pool(), chrono::DateTime::UNIX_EPOCH)
            .await
            .unwrap(),
        undone
    );
    database.drop_database().await;
}
