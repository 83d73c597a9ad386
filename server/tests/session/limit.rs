//! The limit on trying (S).

use services::actor::SystemActor;

use crate::support::{Browser, ORGANISATION, PASSWORD, World};

/// Fails as this account until it is refused without being heard, and returns how often it was heard.
async fn fail_until_refused(browser: &mut Browser, username: &str) -> usize {
    for heard in 0..200 {
        let page = browser
            .post("/login", &[("username", username), ("password", "wrong")])
            .await;
        if page.status == 429 {
            return heard;
        }
        assert_eq!(page.status, 422);
    }
    panic!("never refused");
}

fn elsewhere(world: &World, address: &str) -> Browser {
    let mut browser = world.browser();
    browser.address = address.parse().unwrap();
    browser
}

const BEN: [(&str, &str); 2] = [("username", "BEN"), ("password", PASSWORD)];

#[tokio::test(flavor = "multi_thread")]
async fn s_one_account_can_be_tried_ten_times_in_a_row_from_one_address() {
    let world = World::new().await;
    let mut guesser = elsewhere(&world, "10.1.2.3:5");
    assert_eq!(fail_until_refused(&mut guesser, "ben").await, 10);
    // By any spelling, and even with the right password.
    let page = guesser.post("/login", &BEN).await;
    assert_eq!((page.status, page.header("retry-after")), (429, Some("60")));
    assert!(
        page.refuses(
            "username",
            "There were too many tries. Wait one minute, then try again"
        ),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("username").as_deref(), Some("BEN"), "G6");
    assert_eq!(page.value_of("password").unwrap_or_default(), "");
    assert!(guesser.session().is_none());
    // Nobody is locked out by others.
    assert_eq!(
        elsewhere(&world, "10.1.2.4:5").post("/login", &BEN).await.status,
        303
    );
    world.sign_in("bea").await;
    world.at("2028-01-11T09:00:06Z");
    assert_eq!(
        guesser.post("/login", &BEN).await.status,
        303,
        "and the guesser waits seconds"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_guesses_from_everywhere_keep_nobody_out() {
    let world = World::new().await;
    for address in 0..15 {
        let mut guesser = elsewhere(&world, &format!("10.9.0.{address}:5"));
        assert_eq!(fail_until_refused(&mut guesser, "ben").await, 10);
    }
    assert_eq!(
        elsewhere(&world, "10.1.2.4:5").post("/login", &BEN).await.status,
        303
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_of_guesses_at_once_no_more_are_heard() {
    let world = World::new().await;
    let guesses = (0..12).map(|_| async {
        let mut guesser = elsewhere(&world, "10.1.2.3:5");
        let typed = [("username", "ben"), ("password", "wrong")];
        guesser.post("/login", &typed).await.status
    });
    let statuses = futures::future::join_all(guesses).await;
    let heard = statuses.iter().filter(|status| **status == 422).count();
    assert_eq!((heard, statuses.len()), (10, 12), "{statuses:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_browser_in_which_they_signed_in_before_is_let_through() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    ben.post("/logout", &[]).await;
    // Their colleague behind the same address guesses.
    let mut guesser = world.browser();
    assert_eq!(fail_until_refused(&mut guesser, "ben").await, 10);
    while guesser
        .post("/login", &[("username", "nobody"), ("password", "wrong")])
        .await
        .status
        == 422
    {}
    for number in 0..100 {
        let name = format!("nobody {number}");
        guesser
            .post("/login", &[("username", &name), ("password", "wrong")])
            .await;
    }
    assert_eq!(world.browser().post("/login", &BEN).await.status, 429);
    assert_eq!(ben.post("/login", &BEN).await.status, 303);
    // For nobody else, and it ends with the password.
    ben.post("/logout", &[]).await;
    let typed = [("username", "bea"), ("password", PASSWORD)];
    assert_eq!(ben.post("/login", &typed).await.status, 429, "another person");
    let mut forged = world.browser();
    forged.plant("locum-browser", &"0".repeat(32));
    assert_eq!(forged.post("/login", &BEN).await.status, 429);
    let actor = SystemActor::new("test");
    world
        .services
        .session()
        .set_password(&actor, "ben", PASSWORD.to_owned())
        .await
        .unwrap();
    assert_eq!(ben.post("/login", &BEN).await.status, 429, "a new password");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_known_browser_can_guess_ten_times_and_is_known_for_a_year() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    ben.post("/logout", &[]).await;
    // Ten by account and address, then ten by browser.
    assert_eq!(fail_until_refused(&mut ben, "ben").await, 20);
    let rows = "SELECT count(*) FROM known_browsers";
    assert_eq!(world.count(rows).await, 1);
    world.at("2029-01-09T09:00:00Z");
    assert_eq!(world.services.session().prune_known_browsers().await.unwrap(), 0);
    world.at("2029-01-10T09:00:00Z");
    assert_eq!(
        fail_until_refused(&mut ben, "ben").await,
        10,
        "it is known no more"
    );
    assert_eq!(world.services.session().prune_known_browsers().await.unwrap(), 1);
    assert_eq!(world.count(rows).await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_id_of_a_browser_is_new_for_whoever_was_not_known_there() {
    let world = World::new().await;
    let id = |browser: &Browser| browser.cookie("locum-browser").unwrap().to_owned();
    let mut browser = world.browser();
    let planted = "0123456789abcdef0123456789abcdef";
    browser.plant("locum-browser", planted);
    browser.post("/login", &BEN).await;
    let of_ben = id(&browser);
    assert_ne!(of_ben, planted);
    browser.post("/login", &BEN).await;
    assert_eq!(id(&browser), of_ben, "known");
    let page = browser
        .post("/login", &[("username", "bea"), ("password", PASSWORD)])
        .await;
    assert_ne!(id(&browser), of_ben);
    let cookies: Vec<&str> = page
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| cookie.to_str().ok())
        .filter(|cookie| cookie.starts_with("locum-browser="))
        .collect();
    let expected = format!(
        "locum-browser={}; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000",
        id(&browser)
    );
    assert_eq!(cookies, [expected]);
    // Both are known in it, by the hash of its id only.
    let rows = world
        .rows(
            "SELECT p.username, b.id_hash FROM known_browsers b JOIN people p ON p.id = b.person_id ORDER BY 1",
            &[],
        )
        .await;
    let people: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(people, ["bea", "ben"]);
    assert!(rows.iter().all(|row| row.get::<_, Vec<u8>>(1).len() == 32));
    // It is no session.
    let mut only = world.browser();
    only.plant("locum-browser", &id(&browser));
    assert_eq!(only.get("/profile").await.status, 303);
    // The newest twenty are kept.
    for _ in 0..25 {
        world.sign_in("ben").await;
    }
    let kept =
        "SELECT count(*) FROM known_browsers b JOIN people p ON p.id = b.person_id WHERE p.username = 'ben'";
    assert_eq!(world.count(kept).await, 20);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_one_address_can_try_a_hundred_times_in_a_row() {
    let world = World::new().await;
    let mut guesser = world.browser();
    guesser.address = "10.1.2.3:5".parse().unwrap();
    // Each account stays below its own limit of ten.
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
    assert_eq!(tries, 100);
    let mut guesser_as_tess = elsewhere(&world, "10.1.2.3:6");
    let typed = [("username", "tess"), ("password", PASSWORD)];
    assert_eq!(guesser_as_tess.post("/login", &typed).await.status, 429);
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
    let (one, other) = ("x".repeat(15_000), format!("{}y", "x".repeat(15_000)));
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
