//! Ending a delegation for good (R12).

use super::{OVERVIEW, edit_path, lend, requests};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r12_delete_asks_first_and_ends_what_is_in_force_at_once() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    let path = edit_path(&world).await;
    let asked = mara.submit(&path, &[("version", "1"), ("action", "ask")]).await;
    assert!(
        asked.says("Ben Ode loses Line manager at once"),
        "{}",
        asked.text()
    );
    assert!(ben.get(OVERVIEW).await.says("In force"), "asking ends nothing");
    let page = mara
        .submit(&path, &[("version", "1"), ("action", "delete")])
        .await;
    assert!(
        page.says("The delegation has ended.") && page.says("Ended deleted"),
        "{}",
        page.text()
    );
    assert!(!ben.get(OVERVIEW).await.says("delegated to you"), "G9: at once");
    assert_eq!(
        requests(&world).await,
        [
            "begin 2028-01-11 09:00 superseded",
            "end 2028-01-31 00:00 superseded",
            "end 2028-01-11 09:00 pending",
        ]
    );
    let again = mara
        .submit(&path, &[("version", "1"), ("action", "delete")])
        .await;
    assert_eq!(again.status, 409, "a second click is told");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_what_has_not_begun_is_cancelled_and_the_days_are_free_again() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    let page = mara
        .submit(&path, &[("version", "1"), ("action", "delete")])
        .await;
    assert!(
        page.says("The delegation is cancelled.") && page.says("Cancelled"),
        "{}",
        page.text()
    );
    assert_eq!(
        requests(&world).await,
        [
            "begin 2028-02-01 00:00 superseded",
            "end 2028-02-10 00:00 superseded"
        ]
    );
    assert_eq!(
        lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await.status,
        200,
        "R5: cancelled ones do not count"
    );
    let audited = "SELECT count(*) FROM audit_log WHERE object_kind = 'role_delegation'";
    assert_eq!(world.count(audited).await, 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_it_gives_nothing_after_its_last_day_even_if_no_job_runs() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    world.at("2028-01-31T23:59:59Z");
    assert!(ben.get(OVERVIEW).await.says("delegated to you"));
    world.at("2028-02-01T00:00:00Z");
    let over = ben.get(OVERVIEW).await;
    assert!(
        over.says("Ended") && !over.says("delegated to you"),
        "{}",
        over.text()
    );
    world.end().await;
}
