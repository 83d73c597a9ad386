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

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_another_schema_is_not_ready() {
    let world = World::empty().await;
    world
        .execute(
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')",
            &[],
        )
        .await;
    let page = world.browser().get("/readyz").await;
    assert_eq!(
        (page.status, page.body.as_str()),
        (503, "the database has another schema\n")
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
