//! `locum serve`.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use app::site::Site;
use services::Services;
use services::clock::Clock;
use services::notify::Transports;
use tokio::time::timeout;

use super::demo;
use super::listeners::Listeners;
use crate::background;
use crate::cli::Serve;
use crate::config::{ConfigError, PublicUrl, Settings};
use crate::database::Database;
use crate::failure::Failure;
use crate::metrics::Metrics;
use crate::router::{AppConfig, app};
use crate::shutdown::Shutdown;
use crate::site;

/// How long requests in flight may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves until it is asked to end.
pub(super) async fn run(settings: Settings, arguments: Serve) -> Result<(), Failure> {
    settings.check_public_url()?;
    let shutdown = Shutdown::listen().map_err(Failure::failed)?;
    // First of all: a taken port is told before a database has been started. Who connects early waits.
    let listeners = Listeners::bind(&settings).await?;
    let site = site().map_err(Failure::Failed)?;
    let (database, migrations) = Database::open(&settings).await?;
    tracing::info!(migrations, "the database is ready");
    if let Some(warning) = settings.warning() {
        tracing::warn!("{warning}");
    }
    if let Some(warning) = database.warning() {
        tracing::warn!("{warning}");
    }
    let outcome = match database.services_with_directory(&settings) {
        Ok(services) => match prepare(&settings, &services, &arguments).await {
            Ok(greeting) => serve(&settings, services, listeners, site, shutdown, greeting).await,
            Err(failure) => Err(failure),
        },
        Err(failure) => Err(failure),
    };
    database.close().await?;
    outcome
}

/// What has to be there before anybody comes; returns how to sign in, where there is something to say of it.
async fn prepare(settings: &Settings, services: &Services, arguments: &Serve) -> Result<String, Failure> {
    // What an unknown username is compared with has to be made first: now, and not in the time of the first visitor
    // who types one.
    services::session::password::prepare().await?;
    if arguments.demo {
        Ok(format!(" — {}", demo::prepare(settings, services).await?))
    } else {
        Ok(String::new())
    }
}

async fn serve(
    settings: &Settings,
    services: Services,
    listeners: Listeners,
    site: Arc<Site>,
    shutdown: Shutdown,
    greeting: String,
) -> Result<(), Failure> {
    let public_url = settings
        .public_url
        .clone()
        .unwrap_or_else(|| PublicUrl::of_listener(listeners.site()));
    let transports = Transports::new(&settings.notify(&public_url), rand::random::<f64>)
        .map_err(ConfigError::of_transport)?;
    let services = services.with_transports(transports);
    let session_clock = Clock::Machine;
    let jobs = background::Context {
        services: services.clone(),
        session_clock: session_clock.clone(),
        metrics: Metrics::of_process(),
    };
    let mut jobs = background::start(&jobs, &shutdown);
    let config = AppConfig {
        public_url: public_url.clone(),
        session_clock,
        trusted_proxies: settings.trusted_proxies.clone(),
        hsts: settings.hsts,
    };
    let app = app(services.clone(), site, config);
    if let Some(address) = listeners.metrics() {
        eprintln!("Metrics are at http://{address}/metrics");
    }
    let server = listeners.serve(app, services, settings.trusted_proxies.clone(), shutdown.clone());

    eprintln!("Locum is at {}{greeting}", public_url.origin());
    let mut server = pin!(server);
    let is_over = tokio::select! {
        () = shutdown.asked() => false,
        // It sees the end by itself, and may be the first to.
        () = &mut server => true,
    };
    // Said in either case: where no request holds the server up, a delivery may.
    tracing::info!("ending: waiting for requests in flight");
    if !is_over && timeout(PATIENCE, server).await.is_err() {
        tracing::warn!("requests still ran after 20 s and were cut off");
    }
    if timeout(PATIENCE, async { while jobs.join_next().await.is_some() {} })
        .await
        .is_err()
    {
        tracing::warn!("scheduled work still ran after 20 s and was cut off");
    }
    Ok(())
}
