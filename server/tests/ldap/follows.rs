//! The directory follows each change after its commit, without a run of the job (R11), whoever and whatever made it.

use ldap_directory::Directory;
use services::actor::SystemActor;
use services::jobs::{Followed, Pace};
use tokio::task::spawn_blocking;

use super::{PEOPLE, leaders, serve, set};
use crate::role_delegations::{NEW, edit_path, fields};
use crate::support::{Browser, ORGANISATION, Page, Program, Slapd, World, exchange_form};

/// With the role `viewer`, which everybody may ask for; their manager decides.
async fn world(slapd: &Slapd) -> World {
    let world = super::world(slapd).await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let delegable = "UPDATE roles SET delegation_allowed = true WHERE code = 'viewer'";
    world.database.batch(delegable).await;
    // Nothing runs the job.
    let by_hand =
        "INSERT INTO profile_values (code, value) VALUES ('SEND_PENDING_LDAP_REQUESTS_SCHEDULE', '')";
    world.database.batch(by_hand).await;
    world
}

/// What a server does after a change.
async fn follow(world: &World) -> Followed {
    let mut pace = Pace::default();
    loop {
        match world.services.jobs().follow(&mut pace).await.unwrap() {
            Followed::Sent => {}
            ended => return ended,
        }
    }
}

/// The directory says of every role and person what Locum says, and nothing waits.
async fn agrees(world: &World, slapd: &Slapd, what: &str) {
    assert_eq!(follow(world).await, Followed::Nothing, "{what}");
    let directory = Directory::new(&slapd.config()).unwrap();
    let mut told = Vec::new();
    let mut listener = |drift| {
        told.push(format!("{drift:?}"));
        Ok(())
    };
    let compared = world
        .services
        .reconcile()
        .directory(&directory, &SystemActor::new("test"), false, &mut listener)
        .await
        .unwrap();
    assert!(compared.left() == 0 && compared.right > 0, "{what}: {told:#?}");
}

/// Opens a page and sends its form with these fields.
async fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.send_form(path, fields).await;
    assert_eq!(page.status, 303, "{path} {fields:?}: {}", page.text());
    page
}

fn lending<'a>(proxy: &'a str, from: &'a str, to: &'a str) -> [(&'a str, &'a str); 5] {
    fields("line_manager", proxy, from, to, "save")
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_delegations_reach_the_directory_with_their_save_and_their_end() {
    let slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    agrees(&world, &slapd, "the people's own roles").await;
    assert_eq!(slapd.members("line_manager"), leaders(&[]));
    let mut mara = world.sign_in("mara").await;

    send(&mut mara, NEW, &lending("ben", "2028-01-11", "")).await;
    send(&mut mara, NEW, &lending("bea", "2028-01-20", "")).await;
    agrees(&world, &slapd, "a begin by a save").await;
    assert_eq!(
        slapd.members("line_manager"),
        leaders(&["ben"]),
        "bea's is to come"
    );

    let page = edit_path(&world).await;
    let sooner = [("starts_on", "2028-01-11"), ("ends_on", ""), ("action", "save")];
    send(&mut mara, &page, &sooner).await;
    agrees(&world, &slapd, "a begin by a change").await;
    assert_eq!(slapd.members("line_manager"), leaders(&["bea", "ben"]));

    send(&mut mara, &page, &[("action", "delete")]).await;
    agrees(&world, &slapd, "a deletion").await;
    assert_eq!(slapd.members("line_manager"), leaders(&["ben"]));

    // Who may do nothing has nothing in the directory either, and has it again with the account.
    let mut ines = world.sign_in("ines").await;
    for (who, action, members) in [
        ("mara", "disable", set(&["milo", "mina"])),
        ("mara", "enable", leaders(&["ben"])),
        ("ben", "disable", leaders(&[])),
        ("ben", "enable", leaders(&["ben"])),
    ] {
        let path = format!("/security-console/users/{who}");
        send(&mut ines, &path, &[("action", action)]).await;
        agrees(&world, &slapd, action).await;
        assert_eq!(slapd.members("line_manager"), members, "{action} {who}");
    }
    // What the delegator loses the proxy loses, and does not get back with it (R12).
    for (fields, members) in [
        (
            &[("remove", "line_manager"), ("confirmed", "line_manager")][..],
            set(&["milo", "mina"]),
        ),
        (&[("role", "line_manager"), ("action", "add")], leaders(&[])),
    ] {
        send(&mut ines, "/security-console/users/mara", fields).await;
        agrees(&world, &slapd, "a role by hand").await;
        assert_eq!(slapd.members("line_manager"), members, "{fields:?}");
    }
    assert_eq!(world.count("SELECT count(*) FROM job_runs").await, 0);
    world.end().await;
}

/// The line of the organisation with this person, changed.
fn line(username: &str, from: &str, to: &str) -> String {
    let begin = format!("{username},");
    let line = ORGANISATION
        .lines()
        .find(|line| line.starts_with(&begin))
        .unwrap();
    let changed = line.replace(from, to);
    assert_ne!(changed, line, "{from}");
    changed
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_grants_reach_the_directory_however_they_come_and_go() {
    let slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    let mut mara = world.sign_in("mara").await;
    let mut ada = world.sign_in("ada").await;
    let viewers = |names: &[&str]| assert_eq!(slapd.members("viewer"), set(names));

    // By a task, both ways.
    let mut ben = world.sign_in("ben").await;
    let asked = ben
        .post(
            "/requests/new",
            &[("subject", "ben"), ("role", "viewer"), ("reason", "Quarter end")],
        )
        .await;
    let task = asked.location().unwrap().to_owned();
    agrees(&world, &slapd, "what is only asked for").await;
    viewers(&[]);
    send(&mut mara, &task, &[("action", "approve"), ("reason", "")]).await;
    agrees(&world, &slapd, "an approved request").await;
    viewers(&["ben"]);
    let revoke = [("role", "viewer"), ("reason", "Moved on")];
    let revoked = send(&mut ada, "/admin/directory/users/ben/revoke", &revoke).await;
    let task = revoked.location().unwrap().to_owned();
    send(&mut mara, &task, &[("action", "approve"), ("reason", "Yes")]).await;
    agrees(&world, &slapd, "an approved revocation").await;
    viewers(&[]);

    // By a rule.
    let rules = "/setup/role-provisioning-rules";
    let new = format!("{rules}/new");
    let finance = |department| {
        [
            ("name", "A rule"),
            ("department", department),
            ("role", "viewer"),
            ("autoprovision", "1"),
        ]
    };
    send(&mut ada, &new, &finance("Finance")).await;
    agrees(&world, &slapd, "a rule").await;
    viewers(&["bea", "ben", "mara"]);
    let id = world
        .count("SELECT id FROM role_provisioning_rules WHERE name = 'A rule'")
        .await;
    let rule = format!("{rules}/{id}");
    let confirmed = [
        &finance("Sales")[..],
        &[("confirmed", "true"), ("confirm", "true")],
    ]
    .concat();
    send(&mut ada, &rule, &confirmed).await;
    agrees(&world, &slapd, "a rule for others").await;
    viewers(&["max", "milo"]);

    // By an import: the rule goes with the department, a role with its column, everything with the last day.
    world.import(&line("max", "Sales,Clerk", "Finance,Clerk")).await;
    agrees(&world, &slapd, "another department").await;
    viewers(&["milo"]);
    world
        .import(&line("max", "employee", "employee line_manager"))
        .await;
    agrees(&world, &slapd, "a role by import").await;
    assert_eq!(slapd.members("line_manager"), leaders(&["max"]));
    world
        .import(&line("max", "2019-01-01,", "2019-01-01,2028-01-10"))
        .await;
    agrees(&world, &slapd, "a termination by import").await;
    assert_eq!(slapd.members("line_manager"), leaders(&[]));
    assert!(!slapd.members("employee").contains("max") && slapd.members("employee").contains("ben"));
    assert_eq!(world.count("SELECT count(*) FROM job_runs").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_what_was_delegated_by_a_grant_that_is_gone_ends_before_the_directory_is_told() {
    let slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    let mut mara = world.sign_in("mara").await;
    send(&mut mara, NEW, &lending("ben", "2028-01-11", "")).await;
    follow(&world).await;
    // By something that knows nothing of delegations.
    let lose = "UPDATE grants g SET revoked_at = '2028-01-11T09:00Z' FROM roles r, people p WHERE r.id = g.role_id \
        AND p.id = g.person_id AND r.code = 'line_manager' AND p.username = 'mara'";
    world.database.batch(lose).await;
    agrees(&world, &slapd, "a grant taken away by something else").await;
    assert_eq!(slapd.members("line_manager"), set(&["milo", "mina"]));
    let over =
        "SELECT count(*) FROM role_delegations WHERE ended_at IS NOT NULL AND end_reason = 'role_lost'";
    assert_eq!(
        world.count(over).await,
        1,
        "it does not come back with the next grant"
    );
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'role_delegation.ended'";
    assert_eq!(world.count(audited).await, 1, "G3");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_directory_that_is_down_delays_no_begin_revives_no_end_and_is_made_up_for() {
    let mut slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    follow(&world).await;
    let mut mara = world.sign_in("mara").await;
    send(&mut mara, NEW, &lending("ben", "2028-01-11", "")).await;
    follow(&world).await;
    slapd.stop();
    send(&mut mara, &edit_path(&world).await, &[("action", "delete")]).await;
    send(&mut mara, NEW, &lending("bea", "2028-01-11", "")).await;
    assert_eq!(follow(&world).await, Followed::Unreachable);
    // In Locum it is as it was saved.
    for (who, leads) in [("ben", false), ("bea", true)] {
        let page = world.seen_by(who, "/me/roles-and-delegations").await;
        assert_eq!(page.says("delegated to you"), leads, "{who}: {}", page.text());
    }
    let waits = "SELECT count(*) FROM role_requests WHERE state = 'failed' AND attempts = 0 AND last_error LIKE '%refused%'";
    assert_eq!(world.count(waits).await, 2, "why is shown, and costs no attempt");
    slapd.start_again();
    assert_eq!(slapd.members("line_manager"), leaders(&["ben"]));
    // The job makes up for it as well as whoever follows.
    world
        .services
        .jobs()
        .run(services::jobs::Trigger::Command)
        .await
        .unwrap();
    assert_eq!(slapd.members("line_manager"), leaders(&["bea"]));
    agrees(&world, &slapd, "after the outage").await;
    world.end().await;
}

/// Until the directory has them.
async fn until(slapd: &Slapd, members: &std::collections::BTreeSet<String>) {
    while slapd.members("line_manager") != *members {
        tokio::task::yield_now().await;
    }
}

/// Delegates line manager from today on by a page of the running server, as mara; returns the answer.
async fn delegate_on(server: &Program, mara: &Browser, proxy: &str) -> String {
    let (stream, cookie) = (server.connect(), format!("locum={}", mara.session().unwrap()));
    let form = format!("role=line_manager&proxy={proxy}&starts_on=2028-01-11&ends_on=&action=save");
    spawn_blocking(move || exchange_form(stream, NEW, &cookie, &form))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_a_running_server_follows_without_the_job_through_outages_and_answers_without_the_directory() {
    let mut slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    let mara = world.sign_in("mara").await;
    let server = serve(&world, &slapd);
    until(&slapd, &leaders(&[])).await;
    let saved = |answer: String| assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    saved(delegate_on(&server, &mara, "ben").await);
    until(&slapd, &leaders(&["ben"])).await;

    // It does not answer at all, and somebody waits for it while the page is saved.
    slapd.signal("STOP");
    let in_hand = "SELECT count(*) FROM role_requests WHERE state = 'in_progress'";
    saved(delegate_on(&server, &mara, "bea").await);
    while world.count(in_hand).await == 0 {
        tokio::task::yield_now().await;
    }
    saved(delegate_on(&server, &mara, "max").await);
    assert_eq!(
        world.count(in_hand).await,
        1,
        "nobody had to wait for an answer of the directory"
    );
    slapd.signal("CONT");
    until(&slapd, &leaders(&["ben", "bea", "max"])).await;

    slapd.stop();
    saved(delegate_on(&server, &mara, "tess").await);
    let refused = "SELECT count(*) FROM role_requests WHERE last_error LIKE '%refused%'";
    while world.count(refused).await == 0 {
        tokio::task::yield_now().await;
    }
    slapd.start_again();
    until(&slapd, &leaders(&["ben", "bea", "max", "tess"])).await;

    // What a command beside it does, and what another process commits without a word.
    world
        .import(&line("mina", "employee line_manager", "employee"))
        .await;
    until(&slapd, &set(&["mara", "milo", "ben", "bea", "max", "tess"])).await;
    assert_eq!(world.count("SELECT count(*) FROM job_runs").await, 0);
    server.signal("TERM");
    let (status, said) = server.wait();
    assert_eq!(status.code(), Some(0), "{said}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_j4_two_servers_follow_and_do_nothing_twice() {
    let slapd = Slapd::new(&PEOPLE);
    let world = world(&slapd).await;
    let servers = [serve(&world, &slapd), serve(&world, &slapd)];
    until(&slapd, &leaders(&[])).await;
    let browsers = [world.sign_in("mara").await, world.sign_in("milo").await];
    let proxies = ["ben", "bea", "max", "tess", "hugo", "ines"];
    for (place, proxy) in proxies.iter().enumerate() {
        let (one, other) = tokio::join!(
            delegate_on(&servers[place % 2], &browsers[0], proxy),
            delegate_on(&servers[(place + 1) % 2], &browsers[1], proxy)
        );
        for answer in [one, other] {
            assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        }
    }
    until(&slapd, &leaders(&proxies)).await;
    let open = "SELECT count(*) FROM role_requests WHERE applied_at IS NOT NULL AND state <> 'complete'";
    while world.count(open).await > 0 {
        tokio::task::yield_now().await;
    }
    let once =
        "SELECT count(*) FROM role_requests WHERE kind = 'begin' AND state = 'complete' AND attempts = 1";
    assert_eq!(world.count(once).await, 12);
    assert_eq!(
        world
            .count("SELECT count(*) FROM role_requests WHERE attempts > 1")
            .await,
        0
    );
    agrees(&world, &slapd, "two servers").await;
    assert_eq!(world.count("SELECT count(*) FROM job_runs").await, 0);
    drop(servers);
    world.end().await;
}
