//! T16: the delegate is told when a rule begins and when it runs out, by itself, once each.

use super::{run, told};
use crate::support::{Browser, World};

/// Saves a temporary rule in favour of `bea`; both days are included.
async fn delegate_to_bea(owner: &mut Browser, from: &str, to: &str) {
    let fields = [
        ("kind", "temporary"),
        ("delegate", "bea"),
        ("starts_on", from),
        ("ends_on", to),
    ];
    let page = owner.post("/profile/delegate", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_the_delegate_is_told_when_the_day_comes_and_when_it_is_over() {
    let world = World::new().await;
    run(&world).await;
    let mut mara = world.sign_in("mara").await;
    delegate_to_bea(&mut mara, "2028-01-20", "2028-01-24").await;
    let named = told(&world, "bea").await;
    assert!(named.contains("You will be Mara Vogel’s delegate."), "{named}");
    assert!(!named.contains("You are now"), "{named}");
    for (instant, count) in [
        ("2028-01-19T23:59:59Z", 0),
        ("2028-01-20T00:00:00Z", 1),
        ("2028-01-20T00:15:00Z", 0),
        ("2028-01-24T23:59:59Z", 0),
        ("2028-01-25T00:00:00Z", 1),
        ("2028-01-25T00:15:00Z", 0),
    ] {
        world.at(instant);
        assert_eq!(run(&world).await.delegates_told, count, "{instant}");
    }
    let page = told(&world, "bea").await;
    let begun = page
        .find("You are now Mara Vogel’s delegate. You get Mara Vogel’s new tasks from Thu 20 Jan 2028 00:00");
    let over = page.find("You are no longer Mara Vogel’s delegate.");
    assert!(over.is_some() && over < begun, "the newest first: {page}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_what_was_told_at_the_save_is_not_told_again_and_a_closed_rule_runs_out_no_more() {
    let world = World::new().await;
    run(&world).await;
    let mut mara = world.sign_in("mara").await;
    delegate_to_bea(&mut mara, "2028-01-11", "2028-01-12").await;
    assert_eq!(run(&world).await.delegates_told, 0, "it began with the save");
    let page = mara.send_form("/profile/delegate", &[("action", "remove")]).await;
    assert_eq!(page.status, 303, "{}", page.text());
    world.at("2028-01-13T00:00:00Z");
    assert_eq!(run(&world).await.delegates_told, 0, "its removal has been told");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_a_delegate_who_was_changed_while_the_rule_was_saved_is_listed_right_after_the_next_run() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let fields = [("kind", "permanent"), ("delegate", "bea")];
    assert_eq!(mara.post("/profile/delegate", &fields).await.status, 303);
    // As if the two had not seen each other.
    world
        .database
        .batch("UPDATE delegation_rules SET delegate_may_leave = true, owner_place = 'elsewhere'")
        .await;
    run(&world).await;
    let right = "SELECT count(*) FROM delegation_rules r JOIN people o ON o.id = r.owner_id \
                 WHERE NOT r.delegate_may_leave AND r.owner_place = o.search_text";
    assert_eq!(world.count(right).await, 1);
    world.end().await;
}
