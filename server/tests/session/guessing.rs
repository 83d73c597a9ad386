//! Guessing at one account from many addresses is found out and reported (S).

use serde_json::{Value, json};

use crate::support::{PASSWORD, World};

/// Fails so often from each of so many addresses.
async fn fail(world: &World, username: &str, addresses: std::ops::Range<u8>, times: usize) {
    for address in addresses {
        let mut guesser = world.browser();
        guesser.address = format!("10.9.0.{address}:5").parse().unwrap();
        for time in 0..times {
            // Of nobody's account another name each time.
            let name = match username {
                "" => format!("hunter2 {address} {time}"),
                name => name.to_owned(),
            };
            let page = guesser
                .post("/login", &[("username", name.as_str()), ("password", "wrong")])
                .await;
            assert_eq!(page.status, 422, "{}", page.text());
        }
    }
    world.services.refusals_written().await;
}

async fn entries(world: &World) -> Vec<(String, Value)> {
    let sql = "SELECT coalesce(c.username, '-') || ' ' || l.object_kind || ' ' || l.through, l.after::text FROM audit_log l \
        LEFT JOIN people c ON c.id = l.concerns_id WHERE l.action = 'session.guessing' ORDER BY l.id";
    let rows = world.rows(sql, &[]).await;
    rows.iter()
        .map(|row| (row.get(0), serde_json::from_str(row.get(1)).unwrap()))
        .collect()
}

async fn notified(world: &World) -> Vec<String> {
    let sql = "SELECT p.username || ' ' || (o.event->>'what') FROM outbox o JOIN people p ON p.id = o.person_id ORDER BY o.id, 1";
    let rows = world.rows(sql, &[]).await;
    let mut all: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_hundred_failures_are_reported_to_the_log_to_those_who_manage_security_and_to_the_owner() {
    let world = World::new().await;
    fail(&world, "BEN", 0..9, 10).await;
    fail(&world, "BEN", 9..10, 9).await;
    assert_eq!((entries(&world).await, notified(&world).await), (vec![], vec![]));
    fail(&world, "BEN", 10..15, 10).await;
    let facts = |failures: u32, addresses: u32| json!({ "account": "ben", "failures": failures, "addresses": addresses });
    let once = ("ben person /login".to_owned(), facts(100, 11));
    assert_eq!(entries(&world).await, std::slice::from_ref(&once));
    let told = [
        "abel password_guessed",
        "ada password_guessed",
        "ben your_password_guessed",
        "ines password_guessed",
    ];
    assert_eq!(notified(&world).await, told);
    let page = world.seen_by("ines", "/notifications").await;
    assert!(
        page.has_log_line(
            "100 sign-ins to the account of Ben Ode failed within an hour (ben), from 11 addresses."
        ) && page.body.contains("/security-console/users/ben"),
        "{}",
        page.text()
    );
    // Nobody is kept out, and the owner is told at the next sign-in.
    let mut ben = world.browser();
    let fields = [("username", "ben"), ("password", PASSWORD)];
    assert_eq!(ben.post("/login", &fields).await.status, 303);
    let page = ben.get("/notifications").await;
    assert!(
        page.has_log_line(
            "100 sign-ins to your account failed within an hour, from 11 addresses. If that was not you"
        ),
        "{}",
        page.text()
    );
    // It goes on in the next hour: another entry, another notice, and none to the owner on the same day.
    world.at("2028-01-11T09:59:00Z");
    fail(&world, "ben", 20..25, 10).await;
    assert_eq!(entries(&world).await.len(), 1);
    world.at("2028-01-11T10:01:00Z");
    fail(&world, "ben", 25..35, 10).await;
    assert_eq!(entries(&world).await.len(), 2);
    let told = notified(&world).await;
    let count = |words: &str| told.iter().filter(|one| one.as_str() == words).count();
    assert_eq!(
        (count("ada password_guessed"), count("ben your_password_guessed")),
        (2, 1),
        "{told:?}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_failures_of_accounts_that_do_not_exist_are_one_entry_and_notify_nobody() {
    let world = World::new().await;
    fail(&world, "", 0..15, 10).await;
    let facts = json!({ "account": "unknown account", "failures": 100, "addresses": 10 });
    assert_eq!(entries(&world).await, [("- account /login".to_owned(), facts)]);
    assert_eq!(notified(&world).await, Vec::<String>::new());
    let typed = "SELECT count(*) FROM audit_log l WHERE l::text ILIKE '%hunter2%'";
    assert_eq!(world.count(typed).await, 0);
    // Nor is somebody who has left.
    fail(&world, "zoe", 20..30, 10).await;
    let told = notified(&world).await;
    assert!(!told.iter().any(|one| one.starts_with("zoe")), "{told:?}");
    assert!(told.contains(&"ada password_guessed".to_owned()), "{told:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_report_that_could_not_be_written_is_written_after_the_next_failure() {
    let world = World::new().await;
    let broken = "ALTER TABLE audit_log ADD CONSTRAINT broken CHECK (action <> 'session.guessing') NOT VALID";
    world.database.batch(broken).await;
    fail(&world, "ben", 0..11, 10).await;
    assert_eq!((entries(&world).await, notified(&world).await), (vec![], vec![]));
    world
        .database
        .batch("ALTER TABLE audit_log DROP CONSTRAINT broken")
        .await;
    fail(&world, "ben", 11..13, 10).await;
    let facts = json!({ "account": "ben", "failures": 111, "addresses": 12 });
    assert_eq!(entries(&world).await, [("ben person /login".to_owned(), facts)]);
    assert_eq!(notified(&world).await.len(), 4);
    world.end().await;
}
