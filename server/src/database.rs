//! The database of a command: the one that `DATABASE_URL` names, or a private one in the data directory that lives
//! as long as the last process that uses it.

use std::sync::Arc;

use db::Pool;
use db::database_roles::{self, DatabaseRole, Excess};
use private_postgres::{Cluster, DATABASE, Durability};
use services::Services;
use services::brakes::Brakes;
use services::clock::Stopwatch;

use crate::config::{ConfigError, Settings};
use crate::failure::Failure;

/// Connections at most. More would wait on the same disk and the same processors.
const CONNECTIONS: usize = 16;

/// And of the owner: one migrates, one at a time.
const OWNER_CONNECTIONS: usize = 1;

/// An open database with the schema of this program.
pub(crate) struct Database {
    pool: Pool,
    /// What `pool` connects as.
    role: DatabaseRole,
    cluster: Option<Cluster>,
}

impl Database {
    /// Opens it and brings its schema up to date; returns how many migrations that took.
    pub(crate) async fn open(settings: &Settings) -> Result<(Self, usize), Failure> {
        let place = Place::of(settings).await?;
        match place.prepare(settings).await {
            Ok((role, migrations)) => {
                let Place { pool, cluster, .. } = place;
                Ok((Self { pool, role, cluster }, migrations))
            }
            Err(failure) => {
                // Why it cannot be used matters more than what closing it might add.
                let _ = place.close().await;
                Err(failure)
            }
        }
    }

    /// Where the server's role could change what is append-only: why, in words (O7).
    pub(crate) fn warning(&self) -> Option<String> {
        let DatabaseRole { name, excess, .. } = &self.role;
        let reasons: Vec<String> = excess.iter().map(|excess| words(name, excess)).collect();
        (!reasons.is_empty()).then(|| {
            format!(
                "this server connects to the database as {name}, which {}: it could change the audit log. Give it a role of its own \
                 (README, “Two roles in the database”)",
                reasons.join(", ")
            )
        })
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
        let Self { pool, cluster, .. } = self;
        drop(pool);
        leave(cluster).await
    }
}

/// A database as the settings name it, of which nothing is known yet.
struct Place {
    pool: Pool,
    /// Connections of the role that owns the tables, where another address names one (O7).
    owner: Option<Pool>,
    cluster: Option<Cluster>,
}

impl Place {
    async fn of(settings: &Settings) -> Result<Self, Failure> {
        let Some(url) = &settings.database_url else {
            return private(settings).await;
        };
        let owner = settings.database_owner_url.as_deref();
        Ok(Self {
            pool: pool("DATABASE_URL", url, CONNECTIONS)?,
            owner: owner
                .map(|url| pool("LOCUM_DATABASE_OWNER_URL", url, OWNER_CONNECTIONS))
                .transpose()?,
            cluster: None,
        })
    }

    /// Migrates as the owner, and gives the server's role what it needs; returns what that role is, and how many migrations ran.
    async fn prepare(&self, settings: &Settings) -> Result<(DatabaseRole, usize), Failure> {
        if let Some(owner) = &self.owner {
            let is_one = database_roles::are_of_one_database(owner, &self.pool).await;
            if !is_one.map_err(Failure::failed)? {
                let reason = "it leads to another database than DATABASE_URL".to_owned();
                let variable = "LOCUM_DATABASE_OWNER_URL".to_owned();
                return Err(ConfigError::Unusable { variable, reason }.into());
            }
        }
        let migrating = self.owner.as_ref().unwrap_or(&self.pool);
        let migrations = db::migrations::run(migrating, settings.clock().now()).await;
        let migrations = migrations.map_err(Failure::failed)?;
        let mut role = DatabaseRole::of(&self.pool).await.map_err(Failure::failed)?;
        if let Some(owner) = &self.owner {
            let given = database_roles::give(owner, &role.name).await;
            given.map_err(Failure::failed)?;
            role = DatabaseRole::of(&self.pool).await.map_err(Failure::failed)?;
        }
        match role.lacking.first() {
            None => Ok((role, migrations)),
            Some(table) => Err(Failure::Failed(format!(
                "the database's role {} may not use {table} as the server has to: run `locum migrate` with LOCUM_DATABASE_OWNER_URL, \
                 the address of the role that owns Locum's tables",
                role.name
            ))),
        }
    }

    async fn close(self) -> Result<(), Failure> {
        let Self { pool, owner, cluster } = self;
        drop((pool, owner));
        leave(cluster).await
    }
}

async fn leave(cluster: Option<Cluster>) -> Result<(), Failure> {
    let Some(cluster) = cluster else { return Ok(()) };
    let closing = tokio::task::spawn_blocking(|| cluster.close());
    closing.await.map_err(Failure::failed)?.map_err(Failure::failed)?;
    Ok(())
}

/// What a role is or may do that the server has no need of, as the rest of a sentence about it.
fn words(name: &str, excess: &Excess) -> String {
    match excess {
        Excess::Superuser => "is a superuser or a member of one".to_owned(),
        Excess::Administers => "may administer roles or the database's machine".to_owned(),
        Excess::Owns(owner) if owner == name => "owns Locum's tables".to_owned(),
        Excess::Owns(owner) => format!("is a member of {owner}, which owns Locum's tables"),
        Excess::Changes(table) => format!("may change rows of {table}"),
        Excess::Creates => "may create objects beside Locum's tables".to_owned(),
    }
}

fn pool(variable: &str, url: &str, connections: usize) -> Result<Pool, Failure> {
    Pool::new(url, connections).map_err(|error| {
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

async fn private(settings: &Settings) -> Result<Place, Failure> {
    let folder = settings.data_dir.clone();
    let opening = tokio::task::spawn_blocking(move || Cluster::open(&folder, Durability::Durable));
    let cluster = opening.await.map_err(Failure::failed)?.map_err(Failure::failed)?;
    if let Some(notice) = cluster.notice() {
        tracing::warn!("{notice}");
    }
    let name = "the private database";
    Ok(Place {
        pool: pool(name, &cluster.server_url(DATABASE), CONNECTIONS)?,
        owner: Some(pool(name, &cluster.owner_url(DATABASE), OWNER_CONNECTIONS)?),
        cluster: Some(cluster),
    })
}
