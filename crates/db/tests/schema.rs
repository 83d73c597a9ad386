//! `schema.rs` is what the migrations make; with `LOCUM_UPDATE_SCHEMA=1` this test writes it anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use std::fmt::Write as _;

use test_database::TestDatabase;
use tokio_postgres::Row;

const COLUMNS: &str =
    "SELECT c.relname::text AS table_name, a.attname::text AS column_name, t.typname::text AS kind,
    NOT a.attnotnull AS nullable,
    (SELECT string_agg(k.attname, ', ' ORDER BY array_position(i.indkey::int2[], k.attnum)) FROM pg_index i
      JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY(i.indkey::int2[])
      WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
    (SELECT f.confrelid::regclass::text FROM pg_constraint f
      WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.conkey = ARRAY[a.attnum] LIMIT 1) AS target
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE c.relkind IN ('r', 'v') AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_%'
  ORDER BY c.relname COLLATE \"C\", a.attnum";

/// Tables whose ids have a type of their own in the domain, and the SQL type of that. Columns that refer to them have it too.
const KEYS: [(&str, &str); 8] = [
    ("api_tokens", "TokenKey"),
    ("delegation_rules", "RuleKey"),
    ("grants", "GrantKey"),
    ("people", "PersonKey"),
    ("policies", "PolicyKey"),
    ("policy_steps", "StepKey"),
    ("roles", "RoleKey"),
    ("tasks", "TaskKey"),
];

/// Views that the DSL uses, with the columns by which a row is known. Postgres does not know which columns of a view are never null;
/// of these none is.
const VIEWS: [(&str, &str); 5] = [
    ("administrative_roles", "role_id, privilege"),
    ("delegable_roles", "person_id, role_id"),
    ("provisioning_rules_of_people", "rule_id, person_id"),
    ("shown_people", "id"),
    ("unsent_delegations", "delegation_id"),
];

/// Columns that hold a code or a zone, and those that hold ids without a foreign key.
const TYPED: [(&str, &str, &str); 35] = [
    ("absences", "kind", "AbsenceKindCode"),
    ("absences", "state", "AbsenceStateCode"),
    ("audit_log", "people", "PersonKey"),
    ("delegation_rules", "kind", "RuleKindCode"),
    ("deliveries", "channel", "ChannelCode"),
    ("delivery_channels", "channel", "ChannelCode"),
    ("grants", "source", "HoldingSourceCode"),
    ("operation_items", "outcome", "ItemOutcomeCode"),
    ("operation_items", "state", "ItemStateCode"),
    ("operations", "kind", "OperationKindCode"),
    ("people", "time_zone", "ZoneName"),
    ("delegable_roles", "person_id", "PersonKey"),
    ("delegable_roles", "role_id", "RoleKey"),
    ("provisioning_rules_of_people", "person_id", "PersonKey"),
    ("policies", "kind", "PolicyKindCode"),
    ("profile_values", "code", "ProfileOptionCode"),
    ("role_delegations", "end_reason", "EndReasonCode"),
    ("role_policies", "kind", "PolicyKindCode"),
    ("role_privileges", "privilege", "PrivilegeCode"),
    ("role_requests", "kind", "RequestKindCode"),
    ("role_requests", "state", "RequestStateCode"),
    ("roles", "data_scope", "DataScopeCode"),
    ("administrative_roles", "privilege", "PrivilegeCode"),
    ("administrative_roles", "role_id", "RoleKey"),
    ("shown_people", "id", "PersonKey"),
    ("task_assignments", "barred", "PersonKey"),
    ("task_assignments", "copies", "PersonKey"),
    ("task_assignments", "path", "PersonKey"),
    ("task_decisions", "decided_for", "PersonKey"),
    ("task_decisions", "decision", "DecisionCode"),
    ("task_log", "people", "PersonKey"),
    ("tasks", "kind", "PolicyKindCode"),
    ("tasks", "state", "TaskStateCode"),
    ("audit_people", "person_id", "PersonKey"),
    ("audit_in_name_of", "proxy_id", "PersonKey"),
];

#[derive(Debug)]
struct Column {
    table: String,
    name: String,
    kind: String,
    nullable: bool,
    key: Option<String>,
    target: Option<String>,
}

impl Column {
    fn of(row: &Row) -> Self {
        Self {
            table: row.get("table_name"),
            name: row.get("column_name"),
            kind: row.get("kind"),
            nullable: row.get("nullable"),
            key: row.get("key"),
            target: row.get("target"),
        }
    }

    /// The type in `schema.rs`.
    fn sql_type(&self) -> String {
        let is_own_key = self.key.as_deref() == Some(self.name.as_str());
        let owner = self
            .target
            .as_deref()
            .or(is_own_key.then_some(self.table.as_str()));
        let of_key = KEYS
            .iter()
            .find(|(table, _)| Some(*table) == owner)
            .map(|(_, key)| *key);
        let typed = TYPED
            .iter()
            .find(|(table, column, _)| (*table, *column) == (&self.table, &self.name));
        let named = typed.map(|(_, _, name)| *name).or(of_key);
        let plain = match (self.kind.strip_prefix('_'), named) {
            (Some(element), named) => format!("Array<{}>", named.unwrap_or_else(|| diesel_type(element))),
            (None, named) => named.unwrap_or_else(|| diesel_type(&self.kind)).to_owned(),
        };
        if self.nullable && !self.is_of_view() {
            format!("Nullable<{plain}>")
        } else {
            plain
        }
    }

    fn is_of_view(&self) -> bool {
        self.key.is_none()
    }

    fn view_key(&self) -> Option<&'static str> {
        VIEWS
            .iter()
            .find(|(view, _)| *view == self.table)
            .map(|(_, key)| *key)
    }
}

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
        other => panic!("name the Diesel type of {other} here"),
    }
}

fn write(columns: &[Column]) -> String {
    let mut out = String::from(
        "//! Made from the migrations: `LOCUM_UPDATE_SCHEMA=1 cargo xtask test schema`.\n#![allow(missing_docs, reason = \"the migrations say what each column means\")]\n",
    );
    let tables: Vec<&[Column]> = columns.chunk_by(|a, b| a.table == b.table).collect();
    for table in &tables {
        let name = &table[0].table;
        let key = table[0].key.as_deref().or(table[0].view_key());
        let key = key.expect("every table has a primary key, every view stands in VIEWS");
        write!(
            out,
            "\ndiesel::table! {{\n    use crate::sql_types::*;\n    use diesel::sql_types::*;\n\n    {name} ({key}) {{\n"
        )
        .unwrap();
        for column in *table {
            writeln!(out, "        {} -> {},", column.name, column.sql_type()).unwrap();
        }
        out.push_str("    }\n}\n");
    }
    out.push('\n');
    for (child, column, parent) in joins(columns) {
        writeln!(out, "diesel::joinable!({child} -> {parent} ({column}));").unwrap();
    }
    let names: Vec<_> = tables.iter().map(|table| table[0].table.as_str()).collect();
    let names = names.join(",\n    ");
    write!(
        out,
        "\ndiesel::allow_tables_to_appear_in_same_query!(\n    {names}\n);\n"
    )
    .unwrap();
    out
}

/// Foreign keys by which two tables are joined without saying how: where there is one between them and no more.
fn joins(columns: &[Column]) -> Vec<(&str, &str, &str)> {
    let keys: Vec<(&str, &str, &str)> = columns
        .iter()
        .filter_map(|column| {
            Some((
                column.table.as_str(),
                column.name.as_str(),
                column.target.as_deref()?,
            ))
        })
        .collect();
    let between = |a: &str, b: &str| {
        let same = |(child, _, parent): &&(&str, &str, &str)| {
            (*child, *parent) == (a, b) || (*child, *parent) == (b, a)
        };
        keys.iter().filter(same).count()
    };
    let alone = |(child, _, parent): &(&str, &str, &str)| child != parent && between(child, parent) == 1;
    keys.iter().copied().filter(alone).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn schema_matches_the_migrations() {
    let database = TestDatabase::new().await;
    let rows = database.connect().await.query(COLUMNS, &[]).await.unwrap();
    let columns = rows.iter().map(Column::of);
    let made = write(
        &columns
            .filter(|column| !column.is_of_view() || column.view_key().is_some())
            .collect::<Vec<_>>(),
    );
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
