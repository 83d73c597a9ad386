//! The two roles of the database as an operator meets them (O7).

use private_postgres::{Cluster, DATABASE, Durability};
use test_database::{SERVER_ROLE, TestDatabase};
use tokio_postgres::{Client, NoTls};

use crate::support::{Program, Scratch, exchange};

const PEOPLE: &str = "username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles\n\
    ben,Ben Ode,,,,,,,,,employee\n";

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn open(folder: &Scratch) -> Cluster {
    let path = folder.path().to_owned();
    let opening = tokio::task::spawn_blocking(move || Cluster::open(&path, Durability::Durable));
    opening.await.unwrap().unwrap()
}

async fn close(cluster: Cluster) {
    let closing = tokio::task::spawn_blocking(move || cluster.close());
    closing.await.unwrap().unwrap();
}

/// What the program's connection may not do in this cluster, beside that the program works.
async fn check(cluster: &Cluster) {
    let server = connect(&cluster.server_url(DATABASE)).await;
    let entries = "SELECT count(*) FROM audit_log";
    let entries: i64 = server.query_one(entries, &[]).await.unwrap().get(0);
    assert!(entries > 0, "it reads and writes the log");
    for sql in [
        "UPDATE audit_log SET action = 'nothing'",
        "DELETE FROM task_log",
        "TRUNCATE audit_in_name_of",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "SET ROLE locum",
    ] {
        let refused = server.batch_execute(sql).await.expect_err(sql);
        let code = refused.code().map(tokio_postgres::error::SqlState::code);
        assert_eq!(code, Some("42501"), "{sql}: {refused:?}");
    }
}

/// A server that has nothing else to warn of.
const QUIET: (&str, &str) = ("LOCUM_ENV", "development");

fn set(folder: &Scratch) -> [(&str, &str); 3] {
    [
        QUIET,
        ("LOCUM_DATA_DIR", folder.path().to_str().unwrap()),
        ("LOCUM_LOG", "warn"),
    ]
}

fn import(folder: &Scratch) {
    let output = Program::run(&["people", "import", "-"], &set(folder), PEOPLE);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_the_private_cluster_has_two_roles_from_the_beginning() {
    let folder = Scratch::new();
    let server = Program::serve(&set(&folder));
    assert_eq!(server.said, "", "there is nothing to warn of");
    import(&folder);
    let cluster = open(&folder).await;
    check(&cluster).await;
    server.signal("TERM");
    let (status, said) = server.wait();
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
    close(cluster).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_a_data_folder_of_the_version_before_is_upgraded_at_start() {
    let folder = Scratch::new();
    import(&folder);
    // As that version left it: one role, and a schema without what came with the second one.
    let cluster = open(&folder).await;
    let owner = connect(&cluster.owner_url(DATABASE)).await;
    for migration in ["000126_analyze_tables", "000125_task_log_append_only"] {
        let down = format!(
            "{}/../migrations/2026-11-29-{migration}/down.sql",
            env!("CARGO_MANIFEST_DIR")
        );
        owner
            .batch_execute(&std::fs::read_to_string(down).unwrap())
            .await
            .unwrap();
    }
    let forget = "DELETE FROM __diesel_schema_migrations WHERE version IN ('20261129000125', '20261129000126'); \
        DROP OWNED BY locum_server; DROP ROLE locum_server";
    owner.batch_execute(forget).await.unwrap();
    std::fs::remove_file(cluster.folder().join("server-role-created")).unwrap();
    drop(owner);
    close(cluster).await;

    let server = Program::serve(&set(&folder));
    assert_eq!(server.said, "");
    assert!(exchange(server.connect(), "/readyz", "").starts_with("HTTP/1.1 200"));
    import(&folder);
    let cluster = open(&folder).await;
    check(&cluster).await;
    close(cluster).await;
    server.signal("TERM");
    assert_eq!(server.wait().0.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_a_server_that_owns_what_it_uses_says_so_at_start() {
    let database = TestDatabase::new().await;
    let log = ("LOCUM_LOG", "warn");
    let (own, owner) = (
        ("DATABASE_URL", database.url.as_str()),
        ("LOCUM_DATABASE_OWNER_URL", database.owner_url.as_str()),
    );
    let as_owner = ("DATABASE_URL", database.owner_url.as_str());
    for set in [&[as_owner, log][..], &[as_owner, owner, log]] {
        let server = Program::serve(set);
        assert!(
            server.said.contains("WARN")
                && server
                    .said
                    .contains("is a superuser or a member of one: it could change the audit log"),
            "{}",
            server.said
        );
    }
    for set in [&[own, log, QUIET][..], &[own, owner, log, QUIET]] {
        assert_eq!(Program::serve(set).said, "");
    }
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_migrating_as_the_owner_gives_the_servers_role_what_it_needs() {
    let database = TestDatabase::new().await;
    let own = ("DATABASE_URL", database.url.as_str());
    let owner = ("LOCUM_DATABASE_OWNER_URL", database.owner_url.as_str());
    let take = format!("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {SERVER_ROLE}");
    database.batch(&take).await;
    let run = |command: &str, set: &[(&str, &str)]| {
        let output = Program::run(
            &[command],
            &[set, &[("LOCUM_LISTEN", "127.0.0.1:0")]].concat(),
            "",
        );
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for command in ["serve", "migrate"] {
        let (code, said) = run(command, &[own]);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains(SERVER_ROLE) && said.contains("run `locum migrate` with LOCUM_DATABASE_OWNER_URL"),
            "{said}"
        );
    }
    let (code, said) = run("migrate", &[own, owner]);
    assert_eq!((code, said.as_str()), (Some(0), "The schema is up to date.\n"));
    assert!(exchange(Program::serve(&[own]).connect(), "/readyz", "").starts_with("HTTP/1.1 200"));

    // A table that is missing is named; and where the schema is behind, that is said and not tried.
    database
        .batch(&format!("REVOKE DELETE ON sessions FROM {SERVER_ROLE}"))
        .await;
    let (code, said) = run("serve", &[own]);
    assert!(code == Some(1) && said.contains("may not use sessions"), "{said}");
    database.revert_from("2026-11-29-000125").await;
    let (code, said) = run("serve", &[own]);
    assert!(
        code == Some(1) && said.contains("the database has to be migrated, and its role"),
        "{said}"
    );
    let (code, said) = run("migrate", &[own, owner]);
    assert!(code == Some(0) && said.contains("Ran "), "{said}");
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_an_owners_address_that_leads_elsewhere_is_refused_before_anything_is_changed() {
    let (database, other) = (TestDatabase::new().await, TestDatabase::new().await);
    other.revert_from("2026-11-29-000125").await;
    let set = [
        ("DATABASE_URL", database.url.as_str()),
        ("LOCUM_DATABASE_OWNER_URL", other.owner_url.as_str()),
    ];
    let output = Program::run(&["migrate"], &set, "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.starts_with("error: LOCUM_DATABASE_OWNER_URL cannot be used: it leads to another database"),
        "{said}"
    );
    let found = db::migrations::compatibility(&other.pool).await.unwrap();
    assert_eq!(found, db::migrations::Compatibility::Behind);
    database.drop_database().await;
    other.drop_database().await;
}

/// The same address as another role.
fn as_role(role: &str, url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    format!("{scheme}://{role}@{}", rest.split_once('@').unwrap().1)
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_an_owner_without_further_rights_sets_up_a_database_of_ones_own() {
    let other = TestDatabase::new().await;
    let admin = other.connect().await;
    // As the README says. Roles are the whole cluster's.
    let name = format!("own_{}", uuid::Uuid::new_v4().simple());
    let server = format!("{name}_server");
    for sql in [
        format!("CREATE ROLE {name} LOGIN"),
        format!("CREATE ROLE {server} LOGIN"),
        format!("CREATE DATABASE {name} OWNER {name} ENCODING 'UTF8' TEMPLATE template0"),
    ] {
        admin.batch_execute(&sql).await.unwrap();
    }
    let place = format!("{}/{name}", other.owner_url.rsplit_once('/').unwrap().0);
    let (own, owners) = (as_role(&server, &place), as_role(&name, &place));
    let (url, owner) = (
        ("DATABASE_URL", own.as_str()),
        ("LOCUM_DATABASE_OWNER_URL", owners.as_str()),
    );
    let log = ("LOCUM_LOG", "warn");
    let migrated = Program::run(&["migrate"], &[url, owner], "");
    assert_eq!(migrated.status.code(), Some(0), "{migrated:?}");
    let loaded = Program::run(&["people", "import", "-"], &[url], PEOPLE);
    assert_eq!(loaded.status.code(), Some(0), "{loaded:?}");
    assert_eq!(
        Program::serve(&[url, log, QUIET]).said,
        "",
        "by itself, with nothing to warn of"
    );
    let client = connect(&own).await;
    for sql in [
        "DELETE FROM audit_log".to_owned(),
        "ALTER TABLE task_log DISABLE TRIGGER ALL".to_owned(),
        format!("SET ROLE {name}"),
    ] {
        let refused = client.batch_execute(&sql).await.expect_err(&sql);
        let code = refused.code().map(tokio_postgres::error::SqlState::code);
        assert_eq!(code, Some("42501"), "{sql}: {refused:?}");
    }
    drop(client);
    // What could go wrong: one role for both, and a member of the owner.
    let said = Program::serve(&[("DATABASE_URL", owners.as_str()), log])
        .said
        .clone();
    assert!(
        said.contains(&format!("as {name}, which owns Locum's tables: it could")),
        "{said}"
    );
    admin
        .batch_execute(&format!("GRANT {name} TO {server}"))
        .await
        .unwrap();
    let said = Program::serve(&[url, owner, log]).said.clone();
    assert!(
        said.contains(&format!("as {server}, which is a member of {name}, which owns")),
        "{said}"
    );
    for sql in [
        format!("DROP DATABASE {name} WITH (FORCE)"),
        format!("DROP ROLE {server}"),
        format!("DROP ROLE {name}"),
    ] {
        admin.batch_execute(&sql).await.unwrap();
    }
    drop(admin);
    other.drop_database().await;
}
