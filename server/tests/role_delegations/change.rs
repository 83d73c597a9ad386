//! New dates of a delegation (R1, R10, G5).

use super::{change, change_to, edit_path, lend, requests};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r10_an_end_changed_to_today_ends_it_in_the_save_be_it_included_or_not() {
    for through_end in [false, true] {
        let world = World::new().await;
        let mut mara = world.sign_in("mara").await;
        lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
        world.at("2028-01-13T09:00:00Z");
        let path = edit_path(&world).await;
        let review = change_to(&mut mara, &path, ("", "2028-01-13", through_end), "continue").await;
        assert!(
            review.has_notice("Ben Ode loses Line manager when you save"),
            "{}",
            review.text()
        );
        assert_eq!(
            review.says("although the end date is included"),
            through_end,
            "{}",
            review.text()
        );
        let page = change_to(&mut mara, &path, ("", "2028-01-13", through_end), "save").await;
        assert!(page.has_state("Ended"), "{through_end}: {}", page.text());
        let last = requests(&world).await.pop().unwrap();
        assert_eq!(last, "end 2028-01-13 09:00 pending", "the directory follows");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_a_start_changed_to_today_begins_it_in_the_save() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    let page = change(&mut mara, &path, "2028-01-11", "2028-02-10", "save").await;
    assert!(page.has_state("In force"), "{}", page.text());
    assert_eq!(
        requests(&world).await,
        [
            "begin 2028-02-01 00:00 superseded",
            "end 2028-02-10 00:00 superseded",
            "begin 2028-01-11 09:00 pending",
            "end 2028-02-10 00:00 pending",
        ]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r1_what_reaches_beyond_must_satisfy_the_rules_as_a_new_one_would() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-03-01", "2028-03-31").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    let overlapping = change(&mut mara, &path, "2028-02-01", "", "save").await;
    assert_eq!(overlapping.status, 422);
    assert!(
        overlapping.refuses(
            "ends_on",
            "Ben Ode has Line manager delegated from 1 March 2028 to 30 March 2028 already"
        ),
        "{}",
        overlapping.text()
    );
    world
        .execute(
            "UPDATE roles SET delegation_allowed = false WHERE code = 'line_manager'",
            &[],
        )
        .await;
    let longer = change(&mut mara, &path, "2028-02-01", "2028-02-11", "save").await;
    assert!(
        longer.refuses(
            "ends_on",
            "It cannot be extended. Line manager cannot be delegated"
        ),
        "{}",
        longer.text()
    );
    assert_eq!(
        change(&mut mara, &path, "2028-02-02", "2028-02-09", "save")
            .await
            .status,
        200,
        "shortening is allowed"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r1_a_start_that_has_come_stays_and_the_proxy_can_change_nothing() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    let path = edit_path(&world).await;
    let fixed = change(&mut mara, &path, "2028-01-12", "2028-01-31", "save").await;
    assert!(fixed.has_hint("It began on 11 January 2028"), "{}", fixed.text());
    assert_eq!(fixed.status, 422);
    assert_eq!(ben.get(&path).await.status, 404);
    for action in ["save", "delete", "continue"] {
        let fields = [("ends_on", "2029-01-01"), ("version", "1"), ("action", action)];
        assert_eq!(ben.post(&path, &fields).await.status, 404, "{action}");
    }
    assert_eq!(ben.get("/me/roles-and-delegations/987654/edit").await.status, 404);
    assert_eq!(ben.get("/me/roles-and-delegations/x/edit").await.status, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_form_changes_nothing_and_says_who_was_quicker() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    change(&mut mara, &path, "2028-02-01", "2028-02-09", "save").await;
    let stale = [
        ("starts_on", "2028-02-01"),
        ("ends_on", "2028-02-05"),
        ("version", "1"),
        ("action", "save"),
    ];
    let page = mara.submit(&path, &stale).await;
    assert_eq!(page.status, 409);
    assert!(
        page.has_error("Mara Vogel changed this delegation on Tue 11 Jan 2028 09:00"),
        "{}",
        page.text()
    );
    assert_eq!(
        page.value_of("ends_on").as_deref(),
        Some("2028-02-05"),
        "what was typed is kept"
    );
    let kept = "SELECT count(*) FROM role_delegations WHERE ends_on = '2028-02-09'";
    assert_eq!(world.count(kept).await, 1);
    world.end().await;
}
