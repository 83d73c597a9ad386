//! From a delegation to the directory and back: the job with a real one (J2, J5, R11, R13).

use services::jobs::{Counts, Trigger};

use super::{PEOPLE, leaders, serve, set, world};
use crate::support::{ORGANISATION, Slapd, World};

async fn run(world: &World) -> Counts {
    world
        .services
        .jobs()
        .run(Trigger::Command)
        .await
        .unwrap()
        .unwrap()
        .counts
}

async fn lend(world: &World, delegator: &str, proxy: &str, from: &str, to: &str) {
    let mut browser = world.sign_in(delegator).await;
    let fields = [
        ("role", "line_manager"),
        ("proxy", proxy),
        ("starts_on", from),
        ("ends_on", to),
        ("action", "save"),
    ];
    let page = browser.post("/me/roles-and-delegations/new", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
}

/// State and attempts of each request about a delegation.
async fn states(world: &World) -> Vec<String> {
    let sql = "SELECT kind || ' ' || state || ' ' || attempts FROM role_requests WHERE delegation_id IS NOT NULL ORDER BY id";
    world.texts(sql, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn j2_the_directory_follows_from_the_first_grant_to_the_last_end() {
    let slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    let counts = run(&world).await;
    assert_eq!((counts.failed, counts.faulted), (0, 0), "{counts:?}");
    assert_eq!(slapd.members("line_manager"), leaders(&[]));
    assert_eq!(slapd.members("super_administrator"), set(&["ada", "abel"]));
    assert!(
        !slapd.members("employee").contains("zoe"),
        "R11: who has left is in no group"
    );
    lend(&world, "mara", "ben", "2028-01-12", "2028-01-14").await;
    run(&world).await;
    assert_eq!(slapd.members("line_manager"), leaders(&[]));
    world.at("2028-01-12T00:00:00Z");
    run(&world).await;
    assert_eq!(slapd.members("line_manager"), leaders(&["ben"]));
    world.at("2028-01-14T00:00:00Z");
    run(&world).await;
    assert_eq!(slapd.members("line_manager"), leaders(&[]));
    assert_eq!(states(&world).await, ["begin complete 1", "end complete 1"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r13_the_role_stays_in_the_directory_as_long_as_any_source_gives_it() {
    let slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    lend(&world, "mara", "max", "2028-01-12", "2028-01-14").await;
    lend(&world, "mina", "max", "2028-01-12", "2028-01-16").await;
    lend(&world, "mara", "milo", "2028-01-12", "2028-01-14").await;
    for (day, others) in [("12", &["max"][..]), ("14", &["max"]), ("16", &[])] {
        world.at(&format!("2028-01-{day}T01:00:00Z"));
        run(&world).await;
        assert_eq!(slapd.members("line_manager"), leaders(others), "{day} January");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_begins_and_ends_do_not_wait_for_a_directory_that_is_down() {
    let mut slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    run(&world).await;
    lend(&world, "mara", "ben", "2028-01-12", "2028-01-20").await;
    lend(&world, "mara", "max", "2028-01-12", "2028-01-13").await;
    slapd.stop();
    world.at("2028-01-12T00:00:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.begun, counts.complete), (2, 0));
    assert!(counts.directory_rests.is_some(), "{counts:?}");
    let reason = "SELECT count(*) FROM role_requests WHERE last_error LIKE '%the connection was refused%'";
    assert!(world.count(reason).await > 0, "administrators see why");
    world.at("2028-01-13T00:00:00Z");
    assert_eq!(run(&world).await.ended, 1);
    let in_force = "SELECT count(*) FROM role_delegations WHERE begun_at IS NOT NULL AND ended_at IS NULL";
    assert_eq!(world.count(in_force).await, 1);
    slapd.start_again();
    assert_eq!(slapd.members("line_manager"), leaders(&[]));
    world.at("2028-01-13T01:00:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.failed, counts.faulted), (0, 0), "{counts:?}");
    assert_eq!(slapd.members("line_manager"), leaders(&["ben"]));
    let open = "SELECT count(*) FROM role_requests WHERE applied_at IS NOT NULL AND state <> 'complete'";
    assert_eq!(world.count(open).await, 0);

    // Slow is no better than down, and nobody waits long for it.
    slapd.signal("STOP");
    world.at("2028-01-20T00:00:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.ended, counts.complete), (1, 0));
    slapd.signal("CONT");
    run(&world).await;
    assert_eq!(slapd.members("line_manager"), leaders(&[]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_people_without_an_entry_are_faulted_with_the_reason_and_the_rest_go_on() {
    let slapd = Slapd::new(&["mara", "milo", "mina", "ben"]);
    let world = world(&slapd).await;
    let counts = run(&world).await;
    assert!(counts.faulted > 0 && counts.complete > 0, "{counts:?}");
    let faulted = "SELECT last_error FROM role_requests q JOIN grants g ON g.id = q.grant_id JOIN people p ON p.id = g.person_id \
                   WHERE q.state = 'faulted' AND p.username = 'tess'";
    let rows = world.rows(faulted, &[]).await;
    assert_eq!(rows[0].get::<_, String>(0), "tess has no entry in the directory");
    assert_eq!(slapd.members("line_manager"), leaders(&[]));
    assert_eq!(slapd.members("employee"), set(&["mara", "milo", "mina", "ben"]));
    // Once somebody has made the entry, an administrator tries it again.
    slapd.add_people(&["tess"]);
    let mut ada = world.sign_in("ada").await;
    let id = world
        .count("SELECT q.id FROM role_requests q JOIN grants g ON g.id = q.grant_id JOIN people p ON p.id = g.person_id \
                WHERE p.username = 'tess'")
        .await;
    ada.submit("/tools/scheduled-processes", &[("retry", &id.to_string())])
        .await;
    assert_eq!(run(&world).await.complete, 1);
    assert!(slapd.members("employee").contains("tess"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_whoever_is_not_active_is_in_no_group_until_they_are_again() {
    let slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    lend(&world, "mara", "ben", "2028-01-11", "").await;
    run(&world).await;
    assert!(slapd.members("line_manager").contains("ben") && slapd.members("employee").contains("ben"));
    let mut ines = world.sign_in("ines").await;
    for (action, is_member) in [("disable", false), ("enable", true)] {
        let path = "/security-console/users/ben";
        let page = ines.send_form(path, &[("action", action)]).await;
        assert_eq!(page.status, 303, "{}", page.text());
        run(&world).await;
        for role in ["employee", "line_manager"] {
            assert_eq!(slapd.members(role).contains("ben"), is_member, "{action}: {role}");
        }
    }
    // The last day worked passes, without anybody doing anything.
    let last_day = ORGANISATION
        .lines()
        .find(|line| line.starts_with("bea,"))
        .unwrap()
        .replace("2018-01-01,,", "2018-01-01,2028-01-15,");
    world.import(&format!("{last_day}\n")).await;
    world.at("2028-01-15T23:00:00Z");
    run(&world).await;
    assert!(slapd.members("employee").contains("bea"));
    world.at("2028-01-16T00:00:00Z");
    run(&world).await;
    assert!(!slapd.members("employee").contains("bea"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_a_running_server_keeps_the_directory_by_its_schedule() {
    let slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    lend(&world, "mara", "ben", "2028-01-12", "2028-01-13").await;
    let server = serve(&world, &slapd);
    for (instant, others) in [
        ("2028-01-12T00:00:00Z", &["ben"][..]),
        ("2028-01-13T00:00:00Z", &[]),
    ] {
        world.at(instant);
        while slapd.members("line_manager") != leaders(others) {
            tokio::task::yield_now().await;
        }
    }
    server.signal("TERM");
    let (status, said) = server.wait();
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(!said.contains("only-for-testing"), "a password is never logged");
    world.end().await;
}
