//! The database of a command: the one that `DATABASE_URL` names, or a private one in the data directory that lives
//! as long as the last process that uses it.

use std::sync::Arc;

use db::Pool;
use private_postgres::{Cluster, DATABASE, Durability};
use services::Services;
use services::brakes::Brakes;
use services::clock::Stopwatch;

use crate::config::{ConfigError, Settings};
use crate::failure::Failure;

/// Connections at most. More would wait on the same disk and the same processors.
const CONNECTIONS: usize = 16;

/// An open database with the schema of this program.
pub(crate) struct Database {
    pool: Pool,
    cluster: Option<Cluster>,
}

impl Database {
    /// Opens it and brings its schema up to date; returns how many migrations that took.
    pub(crate) async fn open(settings: &Settings) -> Result<(Self, usize), Failure> {
        let database = match &settings.database_url {
            Some(url) => Self {
                pool: pool("DATABASE_URL", url)?,
                cluster: None,
            },
            None => private(settings).await?,
        };
        match db::migrations::run(&database.pool, settings.clock().now()).await {
            Ok(migrations) => Ok((database, migrations)),
            Err(error) => {
                // Why it cannot be used matters more than what closing it might add.
                let _ = database.close().await;
                Err(Failure::failed(error))
            }
        }
    }

    /// The use cases over it.
    pub(crate) fn services(&self, settings: &Settings) -> Services {
        let clock = settings.clock();
        let brakes = Brakes::new(&Stopwatch::new(clock.clone()), settings.api_rate.calls_a_second());
        Services::new(self.pool.clone(), clock).with_brakes(brakes)
    }

    /// The same with the directory that is configured, if one is.
    ///
    /// # Errors
    /// When its settings cannot be used any more: they were judged when they were read.
    pub(crate) fn services_with_directory(&self, settings: &Settings) -> Result<Services, Failure> {
        let services = self.services(settings);
        Ok(match settings.directory()? {
            Some(directory) => services.with_directory(Arc::new(directory)),
            None => services,
        })
    }

    /// Leaves it; a private one that nobody else uses is stopped.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        let Self { pool, cluster } = self;
        drop(pool);
        let Some(cluster) = cluster else { return Ok(()) };
        let closing = tokio::task::spawn_blocking(|| cluster.close());
        closing.await.map_err(Failure::failed)?.map_err(Failure::failed)?;
        Ok(())
    }
}

fn pool(variable: &str, url: &str) -> Result<Pool, Failure> {
    Pool::new(url, CONNECTIONS).map_err(|error| {
        // The address may hold a password, so it is not repeated.
        let reason =
            format!("it must be an address such as postgresql://user:password@host/database: {error}");
        ConfigError::Unusable {
            variable: variable.to_owned(),
            reason,
        }
        .into()
    })
}

async fn private(settings: &Settings) -> Result<Database, Failure> {
    let folder = settings.data_dir.clone();
    let opening = tokio::task::spawn_blocking(move || Cluster::open(&folder, Durability::Durable));
    let cluster = opening.await.map_err(Failure::failed)?.map_err(Failure::failed)?;
    if let Some(notice) = cluster.notice() {
        tracing::warn!("{notice}");
    }
    let pool = pool("the private database", &cluster.url(DATABASE))?;
    Ok(Database {
        pool,
        cluster: Some(cluster),
    })
}
