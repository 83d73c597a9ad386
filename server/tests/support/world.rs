//! Everything of one test.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use db::Pool;
use ldap_directory::Recipient;
use server::{AppConfig, Hsts, TrustedProxies, app};
use services::Services;
use services::actor::SystemActor;
use services::brakes::{Brakes, USUAL_API_RATE};
use services::clock::{Clock, Stopwatch};
use services::notify::{NotifyConfig, Transports};
use services::people::import::{ImportError, ImportReport};
use services::session::Gate;
use test_database::TestDatabase;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row};

use super::browser::{Browser, ORIGIN};
use super::clock::TestClock;
use super::counting::CountingPostgres;
use super::people::{HEADER, ORGANISATION, PASSWORD, PASSWORD_HASH};

/// Where the clock stands at first: a Tuesday in winter.
const BEGINNING: &str = "2028-01-11T09:00:00Z";

/// How a world differs from the usual one.
pub struct Setup {
    /// The address that browsers use.
    pub public_url: &'static str,
    /// Which hosts browsers have to reach by https.
    pub hsts: Hsts,
    /// What measures the life of sessions.
    pub session_clock: Clock,
    /// Another way to the database than the straight one.
    pub database_url: Option<String>,
    /// How messages leave the house; none: they do not.
    pub notify: Option<NotifyConfig>,
    /// The directory; none: there is none.
    pub directory: Option<Arc<dyn Recipient>>,
    /// Calls a second that a token may make.
    pub api_rate: NonZeroU32,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            public_url: ORIGIN,
            hsts: Hsts::Host,
            session_clock: Clock::Machine,
            database_url: None,
            notify: None,
            directory: None,
            api_rate: USUAL_API_RATE,
        }
    }
}

/// A database of the test's own, a clock, and the router that the program serves.
pub struct World {
    /// The use cases, for what a test needs to be there.
    pub services: Services,
    /// The database.
    pub database: TestDatabase,
    /// The clock.
    pub clock: TestClock,
    /// The router.
    pub router: Router,
    /// The address that browsers use.
    pub public_url: &'static str,
}

impl World {
    /// With the people of [`ORGANISATION`].
    pub async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    /// With the people of [`ORGANISATION`], and the door that counts what is asked of the database.
    pub async fn counted() -> (Self, CountingPostgres) {
        let database = organisation().await;
        let door = CountingPostgres::before(&database.url).await;
        let setup = Setup {
            database_url: Some(door.url.clone()),
            ..Setup::default()
        };
        (Self::over(database, setup), door)
    }

    /// With nobody.
    pub async fn empty() -> Self {
        Self::over(TestDatabase::new().await, Setup::default())
    }

    /// With the people of [`ORGANISATION`], in an unusual set-up.
    pub async fn with(setup: Setup) -> Self {
        Self::over(organisation().await, setup)
    }

    /// Over a database that is there already.
    pub fn over(database: TestDatabase, setup: Setup) -> Self {
        let clock = TestClock::new(BEGINNING);
        let pool = setup
            .database_url
            .map_or_else(|| database.pool.clone(), |url| Pool::new(&url, 4).unwrap());
        // They go by the test's clock: nobody is held up less because a test is slow.
        let stopwatch = Stopwatch::of_steps(clock.clock());
        let services = Services::new(pool, clock.clock())
            .with_brakes(Brakes::new(&stopwatch, setup.api_rate))
            .with_gate(Gate::new(&stopwatch));
        let services = match &setup.notify {
            // Waits are of their middle length.
            Some(config) => services.with_transports(Transports::new(config, || 0.5).unwrap()),
            None => services,
        };
        let services = match setup.directory {
            Some(directory) => services.with_directory(directory),
            None => services,
        };
        let config = AppConfig {
            public_url: setup.public_url.parse().unwrap(),
            session_clock: setup.session_clock,
            trusted_proxies: TrustedProxies::default(),
            hsts: setup.hsts,
        };
        let router = app(services.clone(), server::site().unwrap(), config);
        Self {
            services,
            database,
            clock,
            router,
            public_url: setup.public_url,
        }
    }

    /// Moves the clock to an RFC 3339 instant.
    pub fn at(&self, instant: &str) {
        self.clock.set(instant);
    }

    /// Creates and updates people: lines of the People CSV, without its header. All have [`PASSWORD`].
    pub async fn import(&self, lines: &str) -> ImportReport {
        self.try_import(lines).await.unwrap()
    }

    /// The same, where it may fail.
    pub async fn try_import(&self, lines: &str) -> Result<ImportReport, ImportError> {
        import(&self.services, &self.database.url, lines).await
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser::at(self.public_url, self.router.clone())
    }

    /// What is asked at the listener for metrics: its router, as a browser reaches it.
    pub fn at_metrics(&self) -> Browser {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 9_464));
        Browser::new(server::probes::metrics_app(self.services.clone(), address))
    }

    /// A browser in which this person has signed in.
    pub async fn sign_in(&self, username: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser
            .post("/login", &[("username", username), ("password", PASSWORD)])
            .await;
        assert_eq!(
            (page.status, page.location()),
            (303, Some("/")),
            "{username} signs in: {}",
            page.text()
        );
        browser
    }

    /// Rows of the database.
    pub async fn rows(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Vec<Row> {
        connect(&self.database.owner_url)
            .await
            .query(sql, parameters)
            .await
            .unwrap()
    }

    /// One number of the database.
    pub async fn count(&self, sql: &str) -> i64 {
        self.rows(sql, &[]).await[0].get(0)
    }

    /// The name of a person: what a page that may not show them says nowhere.
    pub async fn name(&self, username: &str) -> String {
        let sql = "SELECT display_name FROM people WHERE username = $1";
        self.rows(sql, &[&username]).await[0].get(0)
    }

    /// Changes the database behind the program's back.
    pub async fn execute(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> u64 {
        connect(&self.database.owner_url)
            .await
            .execute(sql, parameters)
            .await
            .unwrap()
    }

    /// Lends a role that the delegator holds: in force since before the clock's beginning, without end.
    pub async fn lent(&self, delegator: &str, role: &str, proxy: &str) {
        let sql = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at, begun_at) \
            SELECT d.id, p.id, r.id, '2028-01-05', d.id, '2028-01-02T00:00Z', '2028-01-05T00:00Z' FROM people d, people p, roles r \
            WHERE d.username = $1 AND r.code = $2 AND p.username = $3";
        assert_eq!(self.execute(sql, &[&delegator, &role, &proxy]).await, 1);
    }

    /// A connection of the test's own, for transactions and locks.
    pub async fn connection(&self) -> Client {
        connect(&self.database.owner_url).await
    }

    /// Drops the database.
    pub async fn end(self) {
        let Self {
            services,
            database,
            clock,
            router,
            public_url: _,
        } = self;
        drop((services, clock, router));
        database.drop_database().await;
    }
}

/// A database with the people of [`ORGANISATION`]: they are imported once, and every test gets a copy.
async fn organisation() -> TestDatabase {
    // Whoever changes the people gets another template.
    let name = format!("_{:x}", fingerprint(ORGANISATION));
    TestDatabase::filled(&name, async |pool, url| {
        let clock = TestClock::new(BEGINNING);
        let services = Services::new(pool, clock.clock());
        import(&services, &url, ORGANISATION).await.unwrap();
    })
    .await
}

fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

async fn import(services: &Services, url: &str, lines: &str) -> Result<ImportReport, ImportError> {
    let actor = SystemActor::new("test");
    let file = format!("{HEADER}\n{lines}");
    let report = services.people().import(&actor, file.as_bytes(), false).await?;
    services.tasks().sweep(&actor).await?;
    let set = "UPDATE people SET password_hash = $1 WHERE password_hash IS NULL";
    let client = connect(url).await;
    client.execute(set, &[&PASSWORD_HASH]).await.unwrap();
    Ok(report)
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
