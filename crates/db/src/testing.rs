//! Test databases: every test has its own, cloned from a migrated template on a throwaway cluster, and dropped
//! with it. `cargo xtask test` starts that cluster and names it in `LOCUM_TEST_POSTGRES`.

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

use crate::pool::Pool;

/// A database of a test's own.
pub struct TestDatabase {
    /// Connections to it.
    pub pool: Pool,
    /// Its address, for a process that the test starts.
    pub url: String,
    name: String,
    cluster: String,
}

/// The template's name carries a print of the migrations: an old template is never used for a new schema.
fn template_name() -> String {
    let print = include_str!(concat!(env!("OUT_DIR"), "/migrations_print"));
    format!("locum_template_{print}")
}

fn url_for(cluster: &str, database: &str) -> String {
    let (server, _) = cluster.rsplit_once('/').unwrap_or((cluster, ""));
    format!("{server}/{database}")
}

impl TestDatabase {
    /// Clones the template.
    ///
    /// # Panics
    /// When there is no test cluster: tests of the database run under `cargo xtask test`.
    #[allow(clippy::expect_used, reason = "a test without its database must stop at once")]
    pub async fn new() -> Self {
        let cluster = std::env::var("LOCUM_TEST_POSTGRES")
            .expect("LOCUM_TEST_POSTGRES is not set: run the tests with `cargo xtask test`");
        let template = template_name();
        prepare_template(&cluster, &template).await;
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        let mut admin = AsyncPgConnection::establish(&cluster)
            .await
            .expect("the test cluster answers");
        let clone = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        admin
            .batch_execute(&clone)
            .await
            .expect("the template can be cloned");
        let url = url_for(&cluster, &name);
        let pool = Pool::new(&url, 8).expect("the address can be read");
        Self {
            pool,
            url,
            name,
            cluster,
        }
    }

    /// Runs SQL as it stands, for what no use case does: a state that only time or an accident brings about.
    ///
    /// # Panics
    /// When the database refuses it.
    #[allow(clippy::expect_used, reason = "a test without its set-up must stop at once")]
    pub async fn batch(&self, sql: &str) {
        let mut conn = self.pool.get().await.expect("the test database answers");
        conn.batch_execute(sql).await.expect("the set-up's SQL is right");
    }

    /// Runs SQL that must be refused, and returns the database's words.
    ///
    /// # Panics
    /// When the database takes it.
    #[allow(clippy::expect_used, reason = "a test without its set-up must stop at once")]
    pub async fn refuses(&self, sql: &str) -> String {
        let mut conn = self.pool.get().await.expect("the test database answers");
        conn.batch_execute(sql)
            .await
            .expect_err("the database refuses it")
            .to_string()
    }

    /// Drops the database. Tests that fail leave theirs to the cluster's end.
    #[allow(clippy::expect_used, reason = "a test without its database must stop at once")]
    pub async fn drop_database(self) {
        let mut admin = AsyncPgConnection::establish(&self.cluster)
            .await
            .expect("the test cluster answers");
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        admin
            .batch_execute(&drop)
            .await
            .expect("the database can be dropped");
    }
}

/// Makes the template once, under a lock: nextest runs each test in a process of its own.
#[allow(clippy::expect_used, reason = "a test without its database must stop at once")]
async fn prepare_template(cluster: &str, template: &str) {
    let mut admin = AsyncPgConnection::establish(cluster)
        .await
        .expect("the test cluster answers");
    if exists(&mut admin, template).await {
        return;
    }
    admin
        .batch_execute("SELECT pg_advisory_lock(7011)")
        .await
        .expect("the template's lock");
    if !exists(&mut admin, template).await {
        let building = format!("{template}_building");
        let make = format!("DROP DATABASE IF EXISTS {building}; ");
        admin
            .batch_execute(&make)
            .await
            .expect("an unfinished template can be dropped");
        admin
            .batch_execute(&format!("CREATE DATABASE {building}"))
            .await
            .expect("the template can be made");
        let pool = Pool::new(&url_for(cluster, &building), 1).expect("the address can be read");
        crate::migrations::run(&pool).await.expect("the migrations run");
        drop(pool);
        let close = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{building}'; \
             ALTER DATABASE {building} RENAME TO {template}"
        );
        for command in close.split("; ") {
            admin
                .batch_execute(command)
                .await
                .expect("the template can be named");
        }
    }
    admin
        .batch_execute("SELECT pg_advisory_unlock(7011)")
        .await
        .expect("the template's lock");
}

#[allow(clippy::expect_used, reason = "a test without its database must stop at once")]
async fn exists(admin: &mut AsyncPgConnection, name: &str) -> bool {
    use diesel_async::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        found: i64,
    }
    let query = crate::statement::statement("SELECT count(*) AS found FROM pg_database WHERE datname = $1");
    let found: Found = query
        .bind::<diesel::sql_types::Text, _>(name.to_owned())
        .get_result(admin)
        .await
        .expect("the catalogue answers");
    found.found > 0
}
