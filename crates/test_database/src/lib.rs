//! Test databases: every test has its own, cloned from a template on a throwaway cluster, and dropped with it.
//! `cargo xtask test` starts that cluster and names it in `LOCUM_TEST_POSTGRES`, by the address of its superuser.
//!
//! The program under test connects as the server does (O7), so every test also shows that it needs no more rights; what a test
//! itself does to a database it does as the owner.
//!
//! A crate of its own, and no feature of `db`: tests and program are built from the same `db`, once.

#![allow(
    clippy::expect_used,
    reason = "a test without its database, or whose set-up is wrong, must stop at once"
)]

use std::fs;
use std::path::Path;

use db::Pool;
use db::audit::{Entry, Filter};
use tokio_postgres::{Client, NoTls};

/// The role that the program connects as.
pub const SERVER_ROLE: &str = "locum_server";

/// A database of a test's own.
pub struct TestDatabase {
    /// Connections to it, of the server's role.
    pub pool: Pool,
    /// Its address for the server's role, for a process that the test starts.
    pub url: String,
    /// Its address for the owner.
    pub owner_url: String,
    name: String,
    cluster: String,
}

/// With everything around it the name of a template is 63 letters at most.
const LONGEST_NAME: usize = 23;

/// Connections of a test's pool.
const CONNECTIONS: usize = 8;

/// Names of templates carry a print of the migrations: an old template is never used for a new schema.
fn template_name(of: &str) -> String {
    let print = include_str!(concat!(env!("OUT_DIR"), "/migrations_print"));
    assert!(
        of.len() <= LONGEST_NAME,
        "PostgreSQL cuts names that are longer: {of}"
    );
    format!("locum_template_{print}{of}")
}

fn url_for(cluster: &str, database: &str) -> String {
    let (server, _) = cluster.rsplit_once('/').unwrap_or((cluster, ""));
    format!("{server}/{database}")
}

/// The address that stands for one role instead of the superuser.
fn url_of(role: &str, url: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("an address begins with its scheme");
    let (_, rest) = rest.split_once('@').unwrap_or(("", rest));
    format!("{scheme}://{role}@{rest}")
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the test cluster answers");
    tokio::spawn(connection);
    client
}

impl TestDatabase {
    /// One in which every migration has run, and nothing else.
    ///
    /// # Panics
    /// When there is no test cluster: tests of the database run under `cargo xtask test`.
    pub async fn new() -> Self {
        Self::filled("", async |_, _| {}).await
    }

    /// One that `fill`, given the server's connections to it and its address, has filled for some other test or for this one: what many tests
    /// begin with is written once. `name` stands for what `fill` writes: letters, digits and underscores.
    ///
    /// # Panics
    /// When there is no test cluster, or `fill` panics.
    pub async fn filled(name: &str, fill: impl AsyncFnOnce(Pool, String)) -> Self {
        let cluster = std::env::var("LOCUM_TEST_POSTGRES")
            .expect("LOCUM_TEST_POSTGRES is not set: run the tests with `cargo xtask test`");
        let admin = connect(&cluster).await;
        let template = template_name("");
        ensure(&admin, &template, async || {
            migrated(&admin, &cluster, &template).await;
        })
        .await;
        let wanted = template_name(name);
        if !name.is_empty() {
            ensure(&admin, &wanted, async || {
                filled(&admin, &cluster, (&template, &wanted), fill).await;
            })
            .await;
        }
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        clone(&admin, &wanted, &name).await;
        let owner_url = url_for(&cluster, &name);
        let url = url_of(SERVER_ROLE, &owner_url);
        let pool = Pool::new(&url, CONNECTIONS).expect("the address can be read");
        Self {
            pool,
            url,
            owner_url,
            name,
            cluster,
        }
    }

    /// A connection of the owner, who may do everything.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn connect(&self) -> Client {
        connect(&self.owner_url).await
    }

    /// A connection of the server's role, beside the pool.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn connect_as_server(&self) -> Client {
        connect(&self.url).await
    }

    /// Connections of the owner, for whoever migrates.
    ///
    /// # Panics
    /// Never: the address has been read before.
    pub fn owner_pool(&self) -> Pool {
        Pool::new(&self.owner_url, CONNECTIONS).expect("the address can be read")
    }

    /// Runs SQL as it stands, for what no use case does: a state that only time or an accident brings about.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn batch(&self, sql: &str) {
        let done = self.connect().await.batch_execute(sql).await;
        done.expect("the set-up's SQL is right");
    }

    /// The first column of what the owner reads, which is text.
    ///
    /// # Panics
    /// When the database does not answer so.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.connect().await.query(sql, &[]).await;
        let rows = rows.expect("the test's SQL is right");
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The whole audit log as its page lists it, the newest entry first.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn audit_entries(&self) -> Vec<Entry> {
        let mut conn = self.pool.get().await.expect("a connection");
        let (mut entries, mut filter) = (Vec::new(), Filter::default());
        loop {
            let page = db::audit::list(&mut conn, &filter).await;
            let page = page.expect("the audit log is read");
            let Some(last) = page.last() else {
                return entries;
            };
            filter.before_id = Some(last.id);
            entries.extend(page);
        }
    }

    /// Runs SQL that must be refused, and returns the database's words.
    ///
    /// # Panics
    /// When the database takes it.
    pub async fn refuses(&self, sql: &str) -> String {
        let refused = self.connect().await.batch_execute(sql).await;
        let error = refused.expect_err("the database refuses it");
        error
            .as_db_error()
            .map_or_else(|| error.to_string(), |error| error.message().to_owned())
    }

    /// Undoes every migration by its `down.sql`, the newest first; returns how many.
    ///
    /// # Panics
    /// When one fails.
    pub async fn revert_all(&self) -> usize {
        self.revert_from("").await
    }

    /// Undoes the migrations from `first` on, a folder's name, by their `down.sql`, the newest first; returns how many.
    ///
    /// # Panics
    /// When one fails.
    pub async fn revert_from(&self, first: &str) -> usize {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
        let entries = fs::read_dir(folder).expect("the migrations are there");
        let mut folders: Vec<_> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.is_dir() && path.file_name().is_some_and(|name| name >= first))
            .collect();
        folders.sort();
        let client = self.connect().await;
        for folder in folders.iter().rev() {
            let down = fs::read_to_string(folder.join("down.sql")).expect("every migration can be undone");
            let undone = client.batch_execute(&down).await;
            undone.unwrap_or_else(|error| panic!("{}: {error:?}", folder.display()));
        }
        // A folder's digits, up to its words, are the version.
        let version: String = first.chars().filter(char::is_ascii_digit).collect();
        client
            .execute(
                "DELETE FROM __diesel_schema_migrations WHERE version >= $1",
                &[&version],
            )
            .await
            .expect("what was undone is forgotten");
        folders.len()
    }

    /// Drops the database. Tests that fail leave theirs to the cluster's end.
    ///
    /// # Panics
    /// When it cannot be dropped.
    pub async fn drop_database(self) {
        let Self {
            pool, name, cluster, ..
        } = self;
        drop(pool);
        let admin = connect(&cluster).await;
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        admin
            .batch_execute(&drop)
            .await
            .expect("the database can be dropped");
    }
}

async fn clone(admin: &Client, template: &str, name: &str) {
    // Copying files beats copying through the log by far for a database this small.
    let clone = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
    admin
        .batch_execute(&clone)
        .await
        .expect("the template can be cloned");
}

/// Makes a template once, under a lock: nextest runs each test in a process of its own.
async fn ensure(admin: &Client, template: &str, make: impl AsyncFnOnce()) {
    if exists(admin, template).await {
        return;
    }
    admin
        .batch_execute("SELECT pg_advisory_lock(7011)")
        .await
        .expect("the template's lock");
    if !exists(admin, template).await {
        make().await;
    }
    admin
        .batch_execute("SELECT pg_advisory_unlock(7011)")
        .await
        .expect("the template's lock");
}

async fn exists(admin: &Client, name: &str) -> bool {
    let query = "SELECT FROM pg_database WHERE datname = $1";
    let found = admin.query_opt(query, &[&name]).await;
    found.expect("the catalogue answers").is_some()
}

async fn migrated(admin: &Client, cluster: &str, template: &str) {
    let building = format!("{template}_building");
    drop_unfinished(admin, &building).await;
    let role = format!(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{SERVER_ROLE}') THEN \
         CREATE ROLE {SERVER_ROLE} LOGIN; END IF; END $$"
    );
    admin
        .batch_execute(&role)
        .await
        .expect("the server's role can be made");
    admin
        .batch_execute(&format!("CREATE DATABASE {building}"))
        .await
        .expect("the template can be made");
    let pool = Pool::new(&url_for(cluster, &building), 1).expect("the address can be read");
    // Nothing is there whose instant a migration could write.
    db::migrations::run(&pool, Default::default())
        .await
        .expect("the migrations run");
    db::database_roles::give(&pool, SERVER_ROLE)
        .await
        .expect("the server's role gets what it needs");
    drop(pool);
    publish(admin, &building, template).await;
}

async fn filled(
    admin: &Client,
    cluster: &str,
    (from, template): (&str, &str),
    fill: impl AsyncFnOnce(Pool, String),
) {
    let building = format!("{template}_building");
    drop_unfinished(admin, &building).await;
    clone(admin, from, &building).await;
    let owner_url = url_for(cluster, &building);
    let url = url_of(SERVER_ROLE, &owner_url);
    let pool = Pool::new(&url, CONNECTIONS).expect("the address can be read");
    fill(pool, url).await;
    // Statistics come with the copy, so that no test's plans depend on when autovacuum came by.
    let client = connect(&owner_url).await;
    client
        .batch_execute("VACUUM ANALYZE")
        .await
        .expect("the template can be vacuumed");
    drop(client);
    publish(admin, &building, template).await;
}

async fn drop_unfinished(admin: &Client, building: &str) {
    let drop = format!("DROP DATABASE IF EXISTS {building} WITH (FORCE)");
    admin
        .batch_execute(&drop)
        .await
        .expect("an unfinished template can be dropped");
}

/// Under its own name it is there for everybody, whole.
async fn publish(admin: &Client, building: &str, template: &str) {
    let close =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{building}'");
    admin
        .batch_execute(&close)
        .await
        .expect("connections to the template can be closed");
    let rename = format!("ALTER DATABASE {building} RENAME TO {template}");
    admin
        .batch_execute(&rename)
        .await
        .expect("the template can be named");
}
