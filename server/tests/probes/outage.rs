//! The database goes away and comes back while the server runs.

use std::sync::Arc;

use axum::Router;
use db::Pool;
use private_postgres::{Cluster, DATABASE, Durability, SERVER_ROLE};
use server::{AppConfig, Hsts, TrustedProxies, app};
use services::Services;
use services::actor::SystemActor;
use services::clock::Clock;

use crate::support::{Browser, HEADER, Scratch};

const PASSWORD: &str = "correct horse battery";

async fn open(folder: &Scratch) -> Cluster {
    let path = folder.path().to_owned();
    tokio::task::spawn_blocking(move || Cluster::open(&path, Durability::Throwaway))
        .await
        .unwrap()
        .unwrap()
}

async fn stop(cluster: Cluster) {
    tokio::task::spawn_blocking(move || cluster.close())
        .await
        .unwrap()
        .unwrap();
}

async fn router(cluster: &Cluster) -> Router {
    let owner = Pool::new(&cluster.owner_url(DATABASE), 1).unwrap();
    db::migrations::run(&owner, Clock::Machine.now()).await.unwrap();
    db::database_roles::give(&owner, SERVER_ROLE).await.unwrap();
    let pool = Pool::new(&cluster.server_url(DATABASE), 4).unwrap();
    let services = Services::new(pool, Clock::Machine);
    let file = format!("{HEADER}\nben,Ben Ode,,,,,,,,,employee\n");
    let actor = SystemActor::new("test");
    services
        .people()
        .import(&actor, file.as_bytes(), false)
        .await
        .unwrap();
    services
        .session()
        .set_password(&actor, "ben", PASSWORD.to_owned())
        .await
        .unwrap();
    let public_url = "http://locum.test".parse().unwrap();
    app(
        services,
        Arc::default(),
        AppConfig {
            public_url,
            session_clock: Clock::Machine,
            trusted_proxies: TrustedProxies::default(),
            hsts: Hsts::Host,
        },
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_a_503_and_ends_without_a_restart() {
    let folder = Scratch::new();
    let cluster = open(&folder).await;
    let mut ben = Browser::new(router(&cluster).await);
    let fields = [("username", "ben"), ("password", PASSWORD)];
    assert_eq!(ben.post("/login", &fields).await.status, 303);
    assert_eq!(ben.get("/profile").await.status, 200);

    stop(cluster).await;
    let page = ben.get("/profile").await;
    assert_eq!(
        (page.status, page.h1().as_str()),
        (503, "Locum is not available for the moment")
    );
    assert!(ben.session().is_some(), "the session outlasts it");
    assert_eq!(ben.clone().post("/logout", &[]).await.status, 503);
    let mut visitor = ben.clone();
    visitor.plant("locum", "");
    assert_eq!(
        visitor.get("/login").await.status,
        200,
        "what needs no database is there"
    );
    assert_eq!(visitor.post("/login", &fields).await.status, 503);
    assert_eq!(
        (
            visitor.get("/healthz").await.status,
            visitor.get("/readyz").await.status
        ),
        (200, 503)
    );

    let cluster = open(&folder).await;
    assert_eq!(
        ben.get("/profile").await.status,
        200,
        "the first request finds it again"
    );
    assert_eq!(ben.get("/readyz").await.status, 200);
    stop(cluster).await;
}
