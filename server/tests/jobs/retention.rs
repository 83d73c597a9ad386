//! What is kept for a while only, and what is kept for good.

use std::time::Duration;

use services::retention::Kept;
use tokio::time::timeout;

use super::{lend, option, run};
use crate::support::World;

/// What is kept for the days of `RETENTION_DAYS`.
const BY_OPTION: [Kept; 4] = [Kept::RoleRequests, Kept::Messages, Kept::Runs, Kept::Operations];

#[tokio::test(flavor = "multi_thread")]
async fn finished_requests_delivered_messages_and_old_runs_go_after_the_sites_days() {
    let world = World::new().await;
    option(&world, "PER_USER_DELEGATION_SEND_NOTIFICATIONS", "Y").await;
    option(&world, "RETENTION_DAYS", "30").await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-12").await;
    lend(&world, "mara", "ben", "2029-01-11", "2029-01-12").await;
    world.at("2028-01-12T00:00:00Z");
    run(&world).await;
    run(&world).await;
    world
        .services
        .notify()
        .take_up_messages(world.services.now())
        .await
        .unwrap();
    let untold = "INSERT INTO outbox (at, person_id, event_key, event, pending) SELECT '2028-01-11Z', id, 'rule:7:delegate_inactive', \
                  '{\"what\": \"delegate_inactive\", \"delegate\": \"Zoe\"}', false FROM people WHERE username = 'ben'";
    world.database.batch(untold).await;
    let audited = world.count("SELECT count(*) FROM audit_log").await;
    let waits = "SELECT count(*) FROM role_requests WHERE state = 'pending'";
    assert_eq!(world.count(waits).await, 2);
    world.at("2028-02-10T08:00:00Z");
    for kept in Kept::ALL {
        let removed = world.services.retention().prune(kept).await.unwrap();
        assert_eq!(removed, 0, "{kept:?}: not a day too early");
    }
    world.at("2028-02-12T00:00:00Z");
    // Written by a newer version: how long things are kept is not guessed.
    option(&world, "RETENTION_DAYS", "P30D").await;
    let requests = world.count("SELECT count(*) FROM role_requests").await;
    for kept in BY_OPTION {
        assert!(world.services.retention().prune(kept).await.is_err(), "{kept:?}");
    }
    assert_eq!(world.count("SELECT count(*) FROM role_requests").await, requests);
    option(&world, "RETENTION_DAYS", "30").await;
    let mut pruned = Vec::new();
    for kept in BY_OPTION {
        pruned.push(world.services.retention().prune(kept).await.unwrap());
    }
    assert!(
        pruned[0] > 10 && pruned[1] > 0 && pruned[2..] == [1, 0],
        "{pruned:?}"
    );
    assert_eq!(
        world.count("SELECT count(*) FROM role_requests").await,
        2,
        "what waits stays"
    );
    assert_eq!(
        world.count("SELECT count(*) FROM outbox").await,
        1,
        "T16: who was told is not told again"
    );
    assert_eq!(
        world.count("SELECT count(*) FROM job_runs").await,
        1,
        "the newest stays"
    );
    assert_eq!(world.count("SELECT count(*) FROM audit_log").await, audited, "G8");
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_still_to_be_delivered_stays() {
    let world = World::new().await;
    let waiting = "INSERT INTO outbox (at, person_id, event_key, event, pending) SELECT '2028-01-11Z', id, k, \
          '{\"what\": \"no_longer_delegate\", \"owner\": \"Zoe\"}', k = 'pending' FROM people, unnest(ARRAY['pending', 'failed', 'sent']) k \
          WHERE username = 'ben';
        INSERT INTO deliveries (outbox_id, channel, state, due_at, created_at, ended_at) SELECT id, 'email', event_key, at, at, at \
          FROM outbox WHERE event_key <> 'pending'";
    world.database.batch(waiting).await;
    world.at("2028-06-11T00:00:00Z");
    assert_eq!(world.services.retention().prune(Kept::Messages).await.unwrap(), 1);
    let left = world.rows("SELECT event_key FROM outbox ORDER BY id", &[]).await;
    let left: Vec<&str> = left.iter().map(|row| row.get(0)).collect();
    assert_eq!(left, ["pending", "failed"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_message_goes_without_a_look_at_the_messages() {
    let world = World::new().await;
    option(&world, "RETENTION_DAYS", "30").await;
    // Whoever looks waits, and then says so.
    let lock = world.connection().await;
    let locked = "BEGIN; LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE";
    lock.batch_execute(locked).await.unwrap();
    for kept in Kept::ALL.into_iter().filter(|kept| *kept != Kept::Messages) {
        let pruned = timeout(Duration::from_secs(10), world.services.retention().prune(kept)).await;
        assert!(pruned.is_ok(), "{kept:?}");
    }
    let messages = timeout(
        Duration::from_millis(200),
        world.services.retention().prune(Kept::Messages),
    );
    assert!(messages.await.is_err(), "there is nothing to wait for");
    lock.batch_execute("ROLLBACK").await.unwrap();
    world.end().await;
}
