//! Connections: one pool a process, TLS where the address asks for it.

use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::Timeouts;
use diesel_async::pooled_connection::deadpool::{Object, Pool as DeadPool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio_postgres::config::SslMode;

use crate::error::{Error, Result};

/// A connection, or a transaction on one: what every query takes.
pub type Connection = AsyncPgConnection;

/// How long a request waits for a free connection before it is told that the database is not there.
const WAIT: Duration = Duration::from_secs(3);

/// A connection out of the pool: goes back when dropped.
pub type PooledConnection = Object<AsyncPgConnection>;

/// A pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Pool {
    inner: DeadPool<AsyncPgConnection>,
}

impl Pool {
    /// Makes a pool without connecting yet. `url` is a Postgres connection string.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn new(url: &str, size: usize) -> Result<Self> {
        url.parse::<tokio_postgres::Config>()
            .map_err(|e| Error::Unavailable(e.into()))?;
        let mut config = ManagerConfig::default();
        // A broken connection shows at its next query; asking each time would cost every page a round trip.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(|url| connect(url.to_owned()).boxed());
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, config);
        let inner = DeadPool::builder(manager)
            .max_size(size)
            .timeouts(Timeouts {
                wait: Some(WAIT),
                create: Some(WAIT),
                recycle: Some(WAIT),
            })
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|e| Error::Unavailable(e.into()))?;
        Ok(Self { inner })
    }

    /// Takes a connection out of the pool; it goes back when dropped.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when none can be had within three seconds.
    pub async fn get(&self) -> Result<PooledConnection> {
        self.inner.get().await.map_err(|e| Error::Unavailable(e.into()))
    }

    /// A connection that never goes back: for who listens on it as long as the process lives.
    ///
    /// # Errors
    /// As [`Pool::get`].
    pub async fn detached(&self) -> Result<Connection> {
        Ok(Object::take(self.get().await?))
    }

    /// How busy it is.
    pub fn status(&self) -> Status {
        let status = self.inner.status();
        Status {
            open: status.size,
            idle: status.available,
            waiting: status.waiting,
        }
    }
}

/// How busy a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// Connections that are open.
    pub open: usize,
    /// Of those, the ones nobody uses.
    pub idle: usize,
    /// Who waits for one.
    pub waiting: usize,
}

/// Compiling a plan takes longer than running it: every statement here is short. Whatever zone the database has, instants
/// that it writes into JSON are in UTC: the offsets of 1900 have odd seconds, which no other system reads. Temporary tables come last
/// on the search path: at first PostgreSQL looks into them before anything else, so that one that is called `audit_log` would take
/// the place of the log.
const SET_UP: &str = "SET jit = off; SET TimeZone = 'UTC'; SELECT set_config('search_path', \
    concat_ws(', ', (SELECT string_agg(quote_ident(name), ', ' ORDER BY place) \
        FROM unnest(current_schemas(false)) WITH ORDINALITY AS path (name, place)), 'pg_temp'), false)";

/// Opens one connection and sets it up.
fn connect(url: String) -> BoxFuture<'static, diesel::ConnectionResult<AsyncPgConnection>> {
    async move {
        let mut conn = open(url).await?;
        let set = conn.batch_execute(SET_UP).await;
        set.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(conn)
    }
    .boxed()
}

/// Opens one connection. Its driver ends by itself when the connection is dropped.
fn open(url: String) -> BoxFuture<'static, diesel::ConnectionResult<AsyncPgConnection>> {
    async move {
        let bad = |e: String| diesel::ConnectionError::BadConnection(e);
        let config: tokio_postgres::Config = url
            .parse()
            .map_err(|e: tokio_postgres::Error| bad(e.to_string()))?;
        if config.get_ssl_mode() == SslMode::Disable || is_local(&config) {
            let (client, connection) = config
                .connect(tokio_postgres::NoTls)
                .await
                .map_err(|e| bad(chain(&e)))?;
            return AsyncPgConnection::try_from_client_and_connection(client, connection).await;
        }
        let tls = tokio_postgres_rustls::MakeRustlsConnect::new(tls_config().map_err(bad)?);
        let (client, connection) = config.connect(tls).await.map_err(|e| bad(chain(&e)))?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    }
    .boxed()
}

fn is_local(config: &tokio_postgres::Config) -> bool {
    config
        .get_hosts()
        .iter()
        .all(|host| matches!(host, tokio_postgres::config::Host::Unix(_)))
}

fn tls_config() -> std::result::Result<rustls::ClientConfig, String> {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // A system store holds the odd certificate that rustls cannot read; the rest serve.
        let _ = roots.add(certificate);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// tokio-postgres keeps the cause in `source()`.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    words
}
