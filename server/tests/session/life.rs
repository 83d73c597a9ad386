//! How long a session lasts, by the clock that measures it.

use crate::support::{Setup, TestClock, World};

async fn world(clock: &TestClock) -> World {
    World::with(Setup {
        session_clock: clock.clock(),
        ..Setup::default()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_session_ends_after_eight_hours_without_a_request() {
    let clock = TestClock::new("2028-01-11T09:00:00Z");
    let world = world(&clock).await;
    let (mut ben, mut bea) = (world.sign_in("ben").await, world.sign_in("bea").await);
    clock.set("2028-01-11T16:59:59Z");
    assert_eq!(ben.get("/profile").await.status, 200);
    clock.set("2028-01-11T17:00:00Z");
    assert_eq!(bea.get("/profile").await.status, 303);
    clock.set("2028-01-12T00:59:00Z");
    assert_eq!(
        ben.get("/profile").await.status,
        200,
        "each request keeps it alive"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_session_ends_after_a_day_in_any_case() {
    let clock = TestClock::new("2028-01-11T09:00:00Z");
    let world = world(&clock).await;
    let mut ben = world.sign_in("ben").await;
    for instant in [
        "2028-01-11T16:00:00Z",
        "2028-01-11T23:00:00Z",
        "2028-01-12T06:00:00Z",
        "2028-01-12T08:59:59Z",
    ] {
        clock.set(instant);
        assert_eq!(ben.get("/profile").await.status, 200, "{instant}");
    }
    clock.set("2028-01-12T09:00:00Z");
    assert_eq!(ben.get("/profile").await.status, 303);
    let removed = world
        .services
        .session()
        .store()
        .prune(clock.clock().now())
        .await
        .unwrap();
    assert_eq!(
        (removed, world.count("SELECT count(*) FROM sessions").await),
        (1, 0)
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_writes_only_every_ten_minutes_that_it_was_there() {
    let clock = TestClock::new("2028-01-11T09:00:00Z");
    let world = world(&clock).await;
    let mut ben = world.sign_in("ben").await;
    let id = ben.session().unwrap().to_owned();
    let written = "SELECT extract(epoch FROM expires_at)::bigint FROM sessions";
    let at_first = world.count(written).await;
    clock.set("2028-01-11T09:09:59Z");
    ben.get("/profile").await;
    assert_eq!(world.count(written).await, at_first);
    clock.set("2028-01-11T09:10:00Z");
    ben.get("/profile").await;
    assert_eq!(world.count(written).await, at_first + 600);
    assert_eq!(ben.session(), Some(id.as_str()), "and the cookie stays as it is");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g2_a_calendar_that_jumps_signs_nobody_out() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    world.at("2029-06-01T00:00:00Z");
    assert_eq!(ben.get("/profile").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_what_was_ended_meanwhile_stays_ended() {
    let clock = TestClock::new("2028-01-11T09:00:00Z");
    let world = world(&clock).await;
    let mut ben = world.sign_in("ben").await;
    let connection = world.connection().await;
    // The session is deleted while a request that would write to it is under way.
    connection
        .batch_execute("BEGIN; DELETE FROM sessions")
        .await
        .unwrap();
    clock.set("2028-01-11T10:00:00Z");
    let request = tokio::spawn(async move {
        let page = ben.get("/profile").await;
        (ben, page)
    });
    loop {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        if world.count(waiting).await == 1 {
            break;
        }
        tokio::task::yield_now().await;
    }
    connection.batch_execute("COMMIT").await.unwrap();
    let (mut ben, page) = request.await.unwrap();
    assert_eq!(page.status, 200);
    assert_eq!(ben.get("/profile").await.status, 303);
    world.end().await;
}
