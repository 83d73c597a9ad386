//! Requests: ten a minute for one person.

use super::{held_up, wait};
use crate::support::{Browser, Page};
use crate::tasks::world;

const PATH: &str = "/requests/new";

/// A request that is refused for its role: it counts as well.
async fn misspelt(browser: &mut Browser) -> Page {
    let page = browser.post(PATH, &[("subject", "ben"), ("role", "viewr")]).await;
    assert_eq!(page.status, 422, "{}", page.text());
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_eleventh_request_of_a_minute_comes_back_with_everything_typed() {
    let world = world().await;
    let mut ben = world.sign_in("ben").await;
    for _ in 0..10 {
        misspelt(&mut ben).await;
    }
    let id = ben.get(PATH).await.value_of("form").unwrap();
    let fields = [
        ("subject", "ben"),
        ("role", "viewer"),
        ("reason", "Quarter <end>"),
        ("form", id.as_str()),
    ];
    let page = ben.post(PATH, &fields).await;
    assert_eq!(wait(&page), 6, "one of ten a minute");
    assert!(
        page.says("There is a problem You have made 10 requests in the last minute. Try again in 6 seconds.")
            && page.title().starts_with("Error: Request a role"),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("subject").as_deref(), Some("ben"));
    assert!(
        page.value_of("form").is_some_and(|form| form != id),
        "nothing was made by it"
    );
    assert!(
        page.has("option[value='viewer'][selected]") && page.keeps("Quarter <end>"),
        "{}",
        page.body
    );
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 0);
    assert_eq!(held_up(&world, "requests").await.as_deref(), Some("1"));

    // Whoever else asks is not held up.
    let bea = world
        .sign_in("bea")
        .await
        .post(PATH, &[("subject", "bea"), ("role", "viewer")])
        .await;
    assert_eq!(bea.status, 303, "{}", bea.text());

    world.at("2028-01-11T09:00:05.5Z");
    assert_eq!(wait(&ben.post(PATH, &fields).await), 1, "at least a second");
    world.at("2028-01-11T09:00:06Z");
    assert_eq!(ben.post(PATH, &fields).await.status, 303);
    assert_eq!(
        wait(&ben.post(PATH, &[("subject", "ben"), ("role", "editor")]).await),
        6
    );
    world.at("2028-01-11T09:02:00Z");
    for _ in 0..10 {
        misspelt(&mut ben).await;
    }
    wait(&ben.post(PATH, &[("subject", "ben"), ("role", "editor")]).await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_same_form_again_is_no_further_request() {
    let world = world().await;
    let mut ben = world.sign_in("ben").await;
    let id = ben.get(PATH).await.value_of("form").unwrap();
    let fields = [("subject", "ben"), ("role", "viewer"), ("form", id.as_str())];
    let first = ben.post(PATH, &fields).await;
    assert_eq!(first.status, 303, "{}", first.text());
    for _ in 0..30 {
        let page = ben.post(PATH, &fields).await;
        assert_eq!(page.location(), first.location(), "{}", page.text());
    }
    for _ in 0..9 {
        misspelt(&mut ben).await;
    }
    wait(&ben.post(PATH, &[("subject", "ben"), ("role", "editor")]).await);
    assert_eq!(
        ben.post(PATH, &fields).await.status,
        303,
        "it is answered all the same"
    );
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_clock_that_goes_back_closes_no_brake() {
    let world = world().await;
    let mut ben = world.sign_in("ben").await;
    for _ in 0..10 {
        misspelt(&mut ben).await;
    }
    world.at("2028-01-01T00:00:00Z");
    assert_eq!(wait(&ben.post(PATH, &[("subject", "ben")]).await), 6);
    world.at("2028-01-01T00:00:06Z");
    misspelt(&mut ben).await;
    // The last day there is (G6).
    world.at("9999-12-31T23:59:59Z");
    for _ in 0..10 {
        misspelt(&mut ben).await;
    }
    wait(&ben.post(PATH, &[("subject", "ben")]).await);
    world.end().await;
}
