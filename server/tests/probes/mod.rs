//! What machines ask, and what becomes of pages while the database is away.

mod files;
mod metrics;
mod outage;

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_alive_and_ready() {
    let world = World::empty().await;
    let mut machine = world.browser();
    let (alive, ready) = (machine.get("/healthz").await, machine.get("/readyz").await);
    assert_eq!((alive.status, alive.body.as_str()), (200, "ok\n"));
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
    world.end().await;
}

const NEWER: &str = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')";

#[tokio::test(flavor = "multi_thread")]
async fn o3_a_newer_schema_is_used_if_its_minimum_version_allows() {
    let world = World::empty().await;
    world.execute(NEWER, &[]).await;
    assert_eq!(world.browser().get("/readyz").await.status, 200);

    let ask_for_more = "UPDATE schema_compatibility SET minimum_version = '99.1.0'";
    world.execute(ask_for_more, &[]).await;
    let page = world.browser().get("/readyz").await;
    let own = env!("CARGO_PKG_VERSION");
    assert_eq!(page.status, 503);
    assert!(
        page.body.starts_with(&format!(
            "this is Locum {own}, and the database needs Locum 99.1.0 or later"
        )),
        "{}",
        page.body
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_a_newer_schema_that_names_no_version_is_refused() {
    let world = World::empty().await;
    world.execute(NEWER, &[]).await;
    world.execute("DROP TABLE schema_compatibility", &[]).await;
    let page = world.browser().get("/readyz").await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("20990101000000"), "{}", page.body);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_a_schema_that_waits_for_migrations_is_not_ready() {
    let world = World::empty().await;
    let undo = "DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)";
    world.execute(undo, &[]).await;
    let page = world.browser().get("/readyz").await;
    assert_eq!(
        (page.status, page.body.as_str()),
        (503, "the database has not been migrated yet\n")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_probe_is_in_the_table_and_needs_nothing() {
    let world = World::empty().await;
    for listed in server::probes::table() {
        assert_eq!(listed.needs.to_string(), "nothing");
        assert_eq!(
            world.browser().get(listed.path).await.status,
            200,
            "{}",
            listed.path
        );
    }
    world.end().await;
}
