//! The limit on trying (S).

use crate::support::{ORGANISATION, PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn s_one_account_can_be_tried_ten_times_in_a_row() {
    let world = World::new().await;
    let mut guesser = world.browser();
    for _ in 0..10 {
        let page = guesser
            .post("/login", &[("username", "ben"), ("password", "wrong")])
            .await;
        assert_eq!(page.status, 422);
    }
    // From anywhere, by any spelling, and even with the right password.
    let mut elsewhere = world.browser();
    elsewhere.address = "10.1.2.3:5".parse().unwrap();
    let page = elsewhere
        .post("/login", &[("username", "BEN"), ("password", PASSWORD)])
        .await;
    assert_eq!((page.status, page.header("retry-after")), (429, Some("60")));
    assert!(
        page.says("There were too many tries. Wait one minute, then try again"),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("username").as_deref(), Some("BEN"), "G6");
    assert!(elsewhere.session().is_none());
    world.sign_in("bea").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_one_address_can_try_a_hundred_times_in_a_row() {
    let world = World::new().await;
    let mut guesser = world.browser();
    guesser.address = "10.1.2.3:5".parse().unwrap();
    // Each account stays below its own limit of ten. While the test runs, the limit lets a few more through.
    let usernames: Vec<&str> = ORGANISATION
        .lines()
        .filter_map(|line| line.split(',').next())
        .collect();
    let mut tries = 0;
    for username in usernames.iter().cycle().take(120) {
        let page = guesser
            .post("/login", &[("username", username), ("password", "wrong")])
            .await;
        if page.status == 429 {
            break;
        }
        assert_eq!(page.status, 422);
        tries += 1;
    }
    assert!((100..120).contains(&tries), "{tries} tries");
    world.sign_in("tess").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_whoever_knows_the_password_is_never_held_up_by_signing_in_often() {
    let world = World::new().await;
    for _ in 0..15 {
        world.sign_in("ben").await;
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_username_of_any_length_has_a_limit_of_its_own() {
    let world = World::new().await;
    let mut guesser = world.browser();
    let (one, other) = ("x".repeat(60_000), format!("{}y", "x".repeat(60_000)));
    let tries: Vec<&str> = std::iter::repeat_n(one.as_str(), 11)
        .chain([other.as_str()])
        .collect();
    let mut statuses = Vec::new();
    for username in tries {
        let page = guesser
            .post("/login", &[("username", username), ("password", "wrong")])
            .await;
        statuses.push(page.status);
    }
    assert_eq!(statuses[..10], [422; 10]);
    assert_eq!(statuses[10..], [429, 422]);
    world.end().await;
}
