//! A review whose tasks are still being made is shown as that, and one that was broken off as not whole.

use services::access_reviews::ReviewInput;

use super::{tasks, world};
use crate::support::World;
use crate::tasks::{actor, finish_operations};

/// Ada starts it, and nobody has begun with its tasks. Answers its path.
async fn started(world: &World, form: u128) -> String {
    let ada = actor(world, "ada").await;
    let input = ReviewInput {
        role: "viewer".to_owned(),
        due_on: "2028-01-31".to_owned(),
        form: Some(uuid::Uuid::from_u128(form)),
        ..ReviewInput::default()
    };
    let started = world.services.start_review(&ada, &input).await.unwrap();
    format!("/admin/access-reviews/{}", started.review)
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_half_of_a_review_is_never_shown_as_the_whole() {
    let world = world().await;
    let path = started(&world, 7).await;
    assert_eq!(started(&world, 7).await, path, "two clicks are one review");
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&path).await;
    assert!(
        page.h1() == "Access review of Payroll viewer"
            && page.says("This review is being started")
            && page.says("0 of 2 tasks are made.")
            && !page.says("decided")
            && page.header("refresh") == Some("2"),
        "{}",
        page.text()
    );
    let still = ada.get(&format!("{path}?refresh=off")).await;
    assert!(still.says("0 of 2 tasks are made.") && still.header("refresh").is_none());
    assert!(ada.get("/admin/access-reviews").await.says("being started"));
    let csv = ada.get(&format!("{path}/result.csv")).await;
    assert_eq!((csv.status, csv.location()), (303, Some(path.as_str())));
    let operations = ada.get("/operations").await;
    assert!(
        operations.says("Starting the access review of Payroll viewer with 2 tasks Under way"),
        "{}",
        operations.text()
    );
    finish_operations(&world).await;
    let page = ada.get(&path).await;
    assert!(
        page.says("0 of 2 decided") && !page.says("being started") && page.header("refresh").is_none(),
        "{}",
        page.text()
    );
    assert_eq!(ada.get(&format!("{path}/result.csv")).await.status, 200);
    let page = ada.get("/notifications").await;
    assert!(
        page.says("Finished: The access review of Payroll viewer is started with 2 tasks."),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g9_who_may_no_longer_run_reviews_makes_no_more_tasks_and_the_review_says_so() {
    let world = world().await;
    let path = started(&world, 8).await;
    world
        .database
        .batch(
            "UPDATE grants SET revoked_at = granted_at WHERE person_id = (SELECT id FROM people WHERE username = 'ada') \
             AND role_id = (SELECT id FROM roles WHERE code = 'super_administrator')",
        )
        .await;
    finish_operations(&world).await;
    assert!(tasks(&world).await.is_empty());
    let bell = world.sign_in("ada").await.get("/notifications").await;
    assert!(
        bell.says("Stopped before its end, as whoever started it may no longer run access reviews")
            && !bell.text().contains("Finished"),
        "{}",
        bell.text()
    );
    let mut abel = world.sign_in("abel").await;
    let page = abel.get(&path).await;
    assert!(
        page.says("This review is not whole.")
            && page.says("whoever started it may no longer run access reviews"),
        "{}",
        page.text()
    );
    assert!(abel.get("/admin/access-reviews").await.says("not whole"));
    // It stays so when the operation has gone.
    world.database.batch("DELETE FROM operations").await;
    assert!(abel.get(&path).await.says("This review is not whole."));
    world.end().await;
}
