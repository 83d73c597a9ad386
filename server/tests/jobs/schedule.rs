//! When the job runs by itself (J1): by the Site's option, in the Site's zone, on the clock of G2.

use services::Services;
use services::jobs::Watch;

use super::{delegations, lend, option, run};
use crate::support::World;

async fn slots(world: &World) -> Vec<String> {
    let sql = "SELECT to_char(slot AT TIME ZONE 'UTC', 'MM-DD HH24:MI') FROM job_runs WHERE slot IS NOT NULL ORDER BY id";
    world.texts(sql, &[]).await
}

/// A look at each of these instants.
async fn tick(world: &World, services: &Services, instants: &[&str]) {
    let mut watch = Watch::new("2028-01-11T09:00:00Z".parse().unwrap());
    for instant in instants {
        world.at(instant);
        services.jobs().run_if_due(&mut watch).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_it_runs_every_quarter_of_an_hour_once() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-12", "2028-01-13").await;
    let looks = [
        "2028-01-11T09:00:00Z",
        "2028-01-11T09:14:59Z",
        "2028-01-11T09:15:00Z",
        "2028-01-11T09:15:01Z",
        "2028-01-11T09:30:59Z",
        "2028-01-12T00:00:00Z",
    ];
    tick(&world, &world.services, &looks).await;
    assert_eq!(slots(&world).await, ["01-11 09:15", "01-11 09:30", "01-12 00:00"]);
    assert_eq!(delegations(&world).await, ["max begun"], "at local midnight");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_the_option_takes_effect_without_a_restart_in_the_sites_zone() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let set = |code: &'static str, value: &'static str| [("code", code), ("level", "site"), ("value", value)];
    let path = "/setup/profile-values";
    let zone = ada.post(path, &set("SITE_TIME_ZONE", "Asia/Tokyo")).await;
    assert_eq!(zone.status, 303, "{}", zone.text());
    let schedule = "SEND_PENDING_LDAP_REQUESTS_SCHEDULE";
    assert_eq!(ada.post(path, &set(schedule, "0 3 * * *")).await.status, 303);
    // 03:00 in Tokyo is 18:00 in UTC. What lay before the option was set is not missed.
    tick(
        &world,
        &world.services,
        &[
            "2028-01-11T09:15:00Z",
            "2028-01-11T17:59:59Z",
            "2028-01-11T18:00:00Z",
        ],
    )
    .await;
    assert_eq!(slots(&world).await, ["01-11 18:00"]);
    option(&world, schedule, "").await;
    tick(
        &world,
        &world.services,
        &["2028-01-12T18:00:00Z", "2028-02-12T18:00:00Z"],
    )
    .await;
    assert_eq!(slots(&world).await, ["01-11 18:00"], "empty: by hand only");
    let refused = ada
        .get(&format!("{path}?code={schedule}&edit=site"))
        .await
        .value_of("version")
        .unwrap();
    let never = [
        ("code", schedule),
        ("level", "site"),
        ("version", refused.as_str()),
        ("value", "0 0 30 2 *"),
    ];
    assert_eq!(ada.post(path, &never).await.status, 422, "one that never fires");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j6_after_forty_days_of_downtime_there_is_one_run_and_it_catches_up() {
    let world = World::new().await;
    tick(&world, &world.services, &["2028-01-11T09:15:00Z"]).await;
    lend(&world, "mara", "max", "2028-01-20", "2028-01-25").await;
    lend(&world, "mara", "ben", "2028-01-20", "").await;
    tick(
        &world,
        &world.services,
        &["2028-02-20T10:07:00Z", "2028-02-20T10:07:01Z"],
    )
    .await;
    assert_eq!(slots(&world).await, ["01-11 09:15", "02-20 10:00"]);
    assert_eq!(
        delegations(&world).await,
        ["max cancelled: never_began", "ben begun"]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_a_clock_that_goes_back_does_not_stop_the_schedule() {
    let world = World::new().await;
    // A server that was started on the wrong day, before there was any run.
    world.at("2030-01-01T00:00:00Z");
    let mut watch = Watch::new(world.services.now());
    let mut ran = Vec::new();
    for instant in [
        "2028-01-11T09:00:00Z",
        "2028-01-11T09:15:00Z",
        "2028-01-11T09:30:00Z",
        // An hour of confusion, in which the option was set as well.
        "2030-01-01T00:00:10Z",
        "2030-01-01T00:15:00Z",
        "2028-01-11T09:44:00Z",
        "2028-01-11T09:45:00Z",
        // Back over instants that there have been runs for.
        "2028-01-11T06:00:00Z",
        "2028-01-11T06:15:00Z",
        "2028-01-11T09:15:00Z",
        "2028-01-11T10:00:00Z",
    ] {
        world.at(instant);
        if instant == "2030-01-01T00:00:10Z" {
            let set = "INSERT INTO profile_values (code, value, changed_at) \
                       VALUES ('SEND_PENDING_LDAP_REQUESTS_SCHEDULE', '*/15 * * * *', '2030-01-01T00:00:10Z')";
            world.execute(set, &[]).await;
        }
        if world
            .services
            .jobs()
            .run_if_due(&mut watch)
            .await
            .unwrap()
            .is_some()
        {
            ran.push(instant);
        }
    }
    assert_eq!(
        ran,
        [
            "2028-01-11T09:15:00Z",
            "2028-01-11T09:30:00Z",
            "2030-01-01T00:15:00Z",
            "2028-01-11T09:45:00Z",
            "2028-01-11T06:15:00Z",
            // As from another node, whose clock is a little ahead: those of the last hour have been run.
            "2028-01-11T10:00:00Z",
        ]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_two_nodes_log_one_run_of_the_same_instant() {
    let world = World::new().await;
    let other = Services::new(
        db::Pool::new(&world.database.url, 4).unwrap(),
        world.clock.clock(),
    );
    let up_since = "2028-01-11T09:00:00Z".parse().unwrap();
    let (mut here, mut there) = (Watch::new(up_since), Watch::new(up_since));
    for minute in [15, 30, 45] {
        world.at(&format!("2028-01-11T09:{minute}:00Z"));
        let (one, two) = tokio::join!(
            world.services.jobs().run_if_due(&mut here),
            other.jobs().run_if_due(&mut there)
        );
        let ran = [one.unwrap(), two.unwrap()];
        assert_eq!(ran.iter().flatten().count(), 1, "{minute}");
    }
    assert_eq!(world.count("SELECT count(*) FROM job_runs").await, 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_every_quarter_hour_is_met_where_clocks_change() {
    let world = World::new().await;
    option(&world, "SITE_TIME_ZONE", "Europe/Berlin").await;
    option(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "30 2 * * *").await;
    let mut watch = Watch::new("2028-03-25T12:00:00Z".parse().unwrap());
    // On 26 March 2028 there is no 02:30 in Berlin.
    for (instant, runs) in [
        ("2028-03-26T00:59:59Z", 0),
        ("2028-03-26T01:30:00Z", 1),
        ("2028-03-27T00:29:59Z", 1),
        ("2028-03-27T00:30:00Z", 2),
    ] {
        world.at(instant);
        world.services.jobs().run_if_due(&mut watch).await.unwrap();
        assert_eq!(
            world.count("SELECT count(*) FROM job_runs").await,
            runs,
            "{instant}"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j6_a_look_reads_no_more_when_more_is_stored() {
    let world = World::new().await;
    run(&world).await;
    let plan = async |sql: &str| {
        let rows = world.rows(&format!("EXPLAIN {sql}"), &[]).await;
        let lines = rows.iter().map(|row| row.get::<_, String>(0));
        lines.collect::<Vec<_>>().join("\n")
    };
    let stored = "
        INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at, state, finished_at)
          SELECT 'add', g.id, g.granted_at, g.granted_at, g.granted_at, g.granted_at, 'complete', g.granted_at
          FROM (SELECT id, granted_at FROM grants LIMIT 1) g, generate_series(1, 50000);
        ANALYZE role_requests";
    world.database.batch(stored).await;
    for (sql, index) in [
        (
            "SELECT q.id FROM role_requests q WHERE q.applied_at IS NULL AND q.state IN ('pending', 'failed') \
             AND q.due_at <= '2028-02-01Z' ORDER BY q.due_at, q.id LIMIT 500",
            "role_requests_due_idx",
        ),
        (
            "SELECT id FROM role_requests WHERE applied_at IS NOT NULL AND state IN ('pending', 'in_progress', 'failed') \
             AND next_at <= '2028-02-01Z' ORDER BY next_at, id LIMIT 64",
            "role_requests_unsent_idx",
        ),
    ] {
        let plan = plan(sql).await;
        assert!(plan.contains(index), "{plan}");
    }
    world.end().await;
}
