//! Several nodes (J4): two at once, and one that is killed half-way.

use std::sync::Arc;

use services::Services;
use services::jobs::{Finished, Trigger, Watch};

use super::{Recorder, option, run};
use crate::support::World;

/// 300 delegations of mara's, from the 1st to the 10th of February, written as the save would.
async fn many(world: &World) {
    let sql = "
        INSERT INTO people (username, display_name, search_text, created_at, updated_at)
          SELECT 'p' || n, 'Person ' || n, 'person ' || n, '2028-01-01Z', '2028-01-01Z' FROM generate_series(1, 300) n;
        INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at)
          SELECT d.id, p.id, r.id, '2028-02-01', '2028-02-10', '2028-02-11T00:00Z', d.id, '2028-01-11T09:00Z'
          FROM people d, people p, roles r WHERE d.username = 'mara' AND p.username ~ '^p[0-9]' AND r.code = 'line_manager';
        INSERT INTO role_requests (kind, delegation_id, due_at, created_at)
          SELECT k.kind, d.id, k.due_at, d.created_at FROM role_delegations d,
            (VALUES ('begin', '2028-02-01T00:00Z'::timestamptz), ('end', '2028-02-10T00:00Z'::timestamptz)) AS k (kind, due_at)";
    world.database.batch(sql).await;
}

fn node(world: &World, recorder: &Arc<Recorder>) -> Services {
    let pool = db::Pool::new(&world.database.url, 4).unwrap();
    Services::new(pool, world.clock.clock()).with_directory(recorder.clone())
}

async fn run_if_due(world: &World, watch: &mut Watch) -> Option<Finished> {
    world.services.jobs().run_if_due(watch).await.unwrap()
}

/// Each request is done with once, each with one audit entry and one message.
async fn is_whole(world: &World, requests: i64, state: &str) {
    let count = |sql: String| async move { world.count(&sql).await };
    let done =
        format!("SELECT count(*) FROM role_requests WHERE delegation_id IS NOT NULL AND state = '{state}'");
    assert_eq!(count(done).await, requests);
    for (entries, messages) in [
        ("role_delegation.begun", "begun"),
        ("role_delegation.ended", "ended"),
    ] {
        let delegations = requests / 2;
        let audited = format!("SELECT count(*) FROM audit_log WHERE action = '{entries}'");
        assert_eq!(count(audited).await, delegations, "{entries}");
        let once = format!("SELECT count(DISTINCT object_id) FROM audit_log WHERE action = '{entries}'");
        assert_eq!(count(once).await, delegations, "{entries}");
        let told = format!("SELECT count(*) FROM outbox WHERE event_key LIKE 'delegation:%:{messages}'");
        assert_eq!(count(told).await, delegations, "{messages}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_slow_directory_is_told_everything_with_less_at_once() {
    let world = World::new().await;
    many(&world).await;
    let recorder = Recorder::new();
    recorder.manages(20);
    let services = node(&world, &recorder);
    world.at("2028-02-01T00:00:00Z");
    let counts = services
        .jobs()
        .run(Trigger::Command)
        .await
        .unwrap()
        .unwrap()
        .counts;
    assert_eq!((counts.failed, counts.directory_rests), (0, None), "{counts:?}");
    let proxies = recorder.members();
    assert_eq!(proxies.iter().filter(|line| line.starts_with('p')).count(), 300);
    let once =
        "SELECT count(*) FROM role_requests WHERE state = 'complete' AND kind = 'begin' AND attempts = 1";
    assert_eq!(world.count(once).await, 300, "it is no request's fault");
    // What is too much even alone has failed, and the others go on.
    recorder.manages(0);
    world.at("2028-02-10T00:00:00Z");
    let counts = services
        .jobs()
        .run(Trigger::Command)
        .await
        .unwrap()
        .unwrap()
        .counts;
    assert_eq!(
        (counts.failed, counts.complete, counts.directory_rests),
        (300, 0, None)
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_the_job_run_twice_at_once_does_everything_once() {
    let world = World::new().await;
    option(&world, "PER_USER_DELEGATION_SEND_NOTIFICATIONS", "Y").await;
    many(&world).await;
    let recorder = Recorder::new();
    for (instant, members) in [("2028-02-01T00:00:00Z", 300), ("2028-02-10T00:00:00Z", 0)] {
        world.at(instant);
        let nodes = [
            node(&world, &recorder),
            node(&world, &recorder),
            node(&world, &recorder),
        ];
        let runs = nodes.map(|node| {
            tokio::spawn(async move { node.jobs().run(Trigger::Command).await.unwrap().unwrap() })
        });
        let mut done = 0;
        for run in runs {
            let counts = run.await.unwrap().counts;
            assert_eq!((counts.failed, counts.faulted), (0, 0));
            done += counts.begun + counts.ended;
        }
        assert_eq!(done, 300);
        // A node that finds everything in another's hands may end before it.
        let rest = node(&world, &recorder)
            .jobs()
            .run(Trigger::Command)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(rest.counts.begun + rest.counts.ended, 0);
        let proxies = recorder
            .members()
            .iter()
            .filter(|line| line.starts_with('p'))
            .count();
        assert_eq!(proxies, members, "{instant}");
    }
    is_whole(&world, 600, "complete").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_what_a_killed_node_had_in_hand_another_finishes_when_its_lease_ends() {
    let world = World::new().await;
    option(&world, "PER_USER_DELEGATION_SEND_NOTIFICATIONS", "Y").await;
    option(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "").await;
    run(&world).await;
    many(&world).await;
    let recorder = Recorder::new();
    world.at("2028-02-01T00:00:00Z");
    recorder.hangs();
    let first = node(&world, &recorder);
    let killed = tokio::spawn(async move { first.jobs().run(Trigger::Command).await });
    recorder.is_hanging().await;
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    let in_hand = "SELECT count(*) FROM role_requests WHERE state = 'in_progress'";
    let had = world.count(in_hand).await;
    assert!(had > 0);

    let second = node(&world, &recorder);
    let mut watch = Watch::new(second.now());
    assert!(
        second.jobs().run_if_due(&mut watch).await.unwrap().is_none(),
        "the first may live"
    );
    let counts = second.jobs().run(Trigger::Command).await.unwrap().unwrap().counts;
    assert_eq!(counts.begun, 0);
    assert_eq!(
        world.count(in_hand).await,
        had,
        "another has it in hand until its lease ends"
    );
    world.at("2028-02-01T00:00:31Z");
    let taken_over = second.jobs().run_if_due(&mut watch).await.unwrap().unwrap();
    assert_eq!(i64::try_from(taken_over.counts.complete).unwrap(), had);
    assert_eq!(world.count(in_hand).await, 0);
    assert_eq!(
        recorder
            .members()
            .iter()
            .filter(|line| line.starts_with('p'))
            .count(),
        300
    );
    let runs = "SELECT count(*) FROM job_runs WHERE error LIKE 'The node%' AND ended_at IS NOT NULL";
    assert_eq!(world.count(runs).await, 1);
    assert!(
        second.jobs().run_if_due(&mut watch).await.unwrap().is_none(),
        "once"
    );
    world.at("2028-02-10T00:00:00Z");
    second.jobs().run(Trigger::Command).await.unwrap();
    is_whole(&world, 600, "complete").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_node_that_dies_as_it_takes_over_leaves_the_run_to_be_taken_over() {
    let world = World::new().await;
    option(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "").await;
    let silent = "INSERT INTO job_runs (trigger, node, started_at, alive_until) \
                  VALUES ('command', 'gone', '2028-01-11T08:00Z', '2028-01-11T08:00:30Z')";
    world.execute(silent, &[]).await;
    // The run that takes over cannot be written: as if the node had been killed right before it.
    world
        .database
        .batch("ALTER TABLE job_runs ADD CONSTRAINT dies CHECK (trigger <> 'takeover')")
        .await;
    let mut watch = Watch::new(world.services.now());
    assert!(world.services.jobs().run_if_due(&mut watch).await.is_err());
    let open = "SELECT count(*) FROM job_runs WHERE ended_at IS NULL";
    assert_eq!(world.count(open).await, 1);
    world
        .database
        .batch("ALTER TABLE job_runs DROP CONSTRAINT dies")
        .await;
    assert!(run_if_due(&world, &mut watch).await.is_some());
    assert_eq!(world.count(open).await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_run_is_taken_over_when_it_is_silent_and_not_because_clocks_differ() {
    let world = World::new().await;
    option(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "").await;
    many(&world).await;
    let recorder = Recorder::new();
    recorder.hangs();
    let behind = crate::support::TestClock::new("2028-01-11T09:00:00Z");
    let pool = db::Pool::new(&world.database.url, 4).unwrap();
    let slow = Services::new(pool, behind.clock()).with_directory(recorder.clone());
    let hanging = tokio::spawn(async move { slow.jobs().run(Trigger::Command).await });
    recorder.is_hanging().await;

    // Five minutes ahead: what the other one says it lives until has passed long since.
    let ahead = node(&world, &recorder);
    let mut watch = Watch::new(ahead.now());
    let mut takes_over = async |instant: &str| {
        world.at(instant);
        ahead.jobs().run_if_due(&mut watch).await.unwrap().is_some()
    };
    assert!(
        !takes_over("2028-01-11T09:05:00Z").await,
        "it has just been heard of"
    );
    assert!(!takes_over("2028-01-11T09:05:29Z").await, "it may live");
    behind.set("2028-01-11T09:00:29Z");
    let says =
        "SELECT count(*) FROM job_runs WHERE ended_at IS NULL AND alive_until = '2028-01-11T09:00:59Z'";
    while world.count(says).await == 0 {
        tokio::task::yield_now().await;
    }
    assert!(!takes_over("2028-01-11T09:05:31Z").await, "it says that it lives");
    hanging.abort();
    assert!(hanging.await.unwrap_err().is_cancelled());
    assert!(
        takes_over("2028-01-11T09:06:01Z").await,
        "it has said nothing since"
    );
    let open = "SELECT count(*) FROM role_requests WHERE state = 'in_progress'";
    assert_eq!(world.count(open).await, 0);
    assert!(!takes_over("2028-01-11T09:07:00Z").await, "once");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_run_that_was_taken_over_keeps_what_is_said_of_it() {
    let world = World::new().await;
    let (start, later) = ("2028-01-11T09:15:00Z", "2028-01-11T09:16:00Z");
    let mut watch = Watch::new("2028-01-11T09:00:00Z".parse().unwrap());
    world.at(start);
    assert!(run_if_due(&world, &mut watch).await.is_some());
    let alive = "UPDATE job_runs SET ended_at = NULL, alive_until = '2028-01-11T09:15:30Z'";
    world.execute(alive, &[]).await;
    assert!(run_if_due(&world, &mut watch).await.is_none());
    world.at(later);
    assert!(run_if_due(&world, &mut watch).await.is_some());
    let mut tx = db::transaction::Transaction::autocommit(world.services.pool())
        .await
        .unwrap();
    let first = world.count("SELECT min(id) FROM job_runs").await;
    db::job_runs::end(&mut tx, first, serde_json::json!({}), None, world.services.now())
        .await
        .unwrap();
    drop(tx);
    let rows = "SELECT count(*) FROM job_runs WHERE trigger = 'schedule' AND error LIKE 'The node%' AND slot IS NULL \
                OR trigger = 'takeover' AND error IS NULL AND slot = '2028-01-11T09:15Z'";
    assert_eq!(world.count(rows).await, 2);
    world.at("2028-01-11T09:17:00Z");
    assert!(
        run_if_due(&world, &mut watch).await.is_none(),
        "its instant has had its run"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_clocks_that_differ_by_minutes_lose_and_double_nothing() {
    let world = World::new().await;
    option(&world, "PER_USER_DELEGATION_SEND_NOTIFICATIONS", "Y").await;
    many(&world).await;
    let recorder = Recorder::new();
    let behind = crate::support::TestClock::new("2028-01-31T23:57:00Z");
    let pool = db::Pool::new(&world.database.url, 4).unwrap();
    let late = Services::new(pool, behind.clock()).with_directory(recorder.clone());
    let early = node(&world, &recorder);
    world.at("2028-02-01T00:02:00Z");
    let (one, two) = tokio::join!(
        early.jobs().run(Trigger::Command),
        late.jobs().run(Trigger::Command)
    );
    let (one, two) = (one.unwrap().unwrap().counts, two.unwrap().unwrap().counts);
    assert_eq!((one.begun, two.begun), (300, 0));
    world.at("2028-02-10T00:02:00Z");
    behind.set("2028-02-09T23:57:00Z");
    let (one, two) = tokio::join!(
        early.jobs().run(Trigger::Command),
        late.jobs().run(Trigger::Command)
    );
    assert_eq!(
        one.unwrap().unwrap().counts.ended + two.unwrap().unwrap().counts.ended,
        300
    );
    behind.set("2028-02-10T00:01:00Z");
    late.jobs().run(Trigger::Command).await.unwrap();
    early.jobs().run(Trigger::Command).await.unwrap();
    is_whole(&world, 600, "complete").await;
    world.end().await;
}
