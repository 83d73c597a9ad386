//! What is kept of a form that was sent, for whom, and for how long.

use services::retention::Kept;

use crate::support::{Browser, FORM, Page, World};

const PATH: &str = "/me/absences";

/// Requests an absence from that day on by the same form.
async fn request(browser: &mut Browser, starts_on: &str) -> Page {
    let fields = [
        ("kind", "vacation"),
        ("starts_on", starts_on),
        ("ends_on", "2028-02-11"),
        ("action", "request"),
        FORM,
    ];
    browser.post(PATH, &fields).await
}

async fn absences(world: &World) -> i64 {
    world.count("SELECT count(*) FROM absences").await
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_what_is_not_an_id_is_none_and_a_form_without_one_is_sent_for_the_first_time() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let fields = |form: &'static str| {
        [
            ("kind", "vacation"),
            ("starts_on", "2028-02-07"),
            ("ends_on", "2028-02-11"),
            ("action", "request"),
            ("form", form),
        ]
    };
    assert_eq!(ben.post(PATH, &fields("")).await.status, 303);
    for form in ["", "7", "0f6b5f9e", "{}"] {
        assert_eq!(ben.post(PATH, &fields(form)).await.status, 422, "{form}");
    }
    assert_eq!(ben.post(PATH, &fields("")[..4]).await.status, 422, "none at all");
    assert_eq!(absences(&world).await, 1);
    assert_eq!(world.count("SELECT count(*) FROM form_submissions").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_the_same_form_with_something_else_in_it_is_another_change() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    assert_eq!(request(&mut ben, "2028-02-07").await.status, 303);
    assert_eq!(request(&mut ben, "2028-02-07").await.status, 303, "sent twice");
    assert_eq!(absences(&world).await, 1);
    let other = request(&mut ben, "2028-02-08").await;
    assert_eq!(
        other.status,
        422,
        "another change, which overlaps: {}",
        other.text()
    );
    world.database.batch("DELETE FROM absences").await;
    assert_eq!(request(&mut ben, "2028-02-08").await.status, 303);
    assert_eq!(absences(&world).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_form_that_was_refused_is_not_kept() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    assert_eq!(request(&mut ben, "2028-02-30").await.status, 422);
    assert_eq!(world.count("SELECT count(*) FROM form_submissions").await, 0);
    assert_eq!(request(&mut ben, "2028-02-07").await.status, 303);
    assert_eq!(world.count("SELECT count(*) FROM form_submissions").await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_are_forgotten_after_a_week_and_not_before() {
    let world = World::new().await;
    world.at("2028-01-10T09:00:00Z");
    let mut ben = world.sign_in("ben").await;
    assert_eq!(request(&mut ben, "2028-02-07").await.status, 303);
    world.at("2028-01-17T08:59:59Z");
    assert_eq!(
        world
            .services
            .retention()
            .prune(Kept::FormSubmissions)
            .await
            .unwrap(),
        0
    );
    assert_eq!(request(&mut ben, "2028-02-07").await.status, 303, "it is known");
    world.at("2028-01-17T09:00:00Z");
    assert_eq!(
        world
            .services
            .retention()
            .prune(Kept::FormSubmissions)
            .await
            .unwrap(),
        1
    );
    assert_eq!(request(&mut ben, "2028-02-07").await.status, 422, "an overlap");
    assert_eq!(absences(&world).await, 1);
    world.end().await;
}
