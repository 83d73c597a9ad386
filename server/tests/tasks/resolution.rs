//! Who gets a task, and why: the same rules that `domain` tests by property, from page to database (T5, T7, T9).

use super::{asked, decide, delegate, request, world};

#[tokio::test(flavor = "multi_thread")]
async fn t5_a_new_task_goes_to_the_delegate_and_its_log_says_why() {
    let world = world().await;
    delegate(&world, "mara", "bea").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut bea = world.sign_in("bea").await;
    let list = bea.get("/").await;
    assert!(
        list.has_row("Grant Payroll viewer to Ben Ode") && list.has_row("for Mara Vogel"),
        "{}",
        list.text()
    );
    let page = bea.get(&task).await;
    assert!(
        page.has_log_line("Mara Vogel’s tasks go to Bea Lund")
            && page.has_log_line("Assigned to Bea Lund for Mara Vogel"),
        "{}",
        page.text()
    );
    assert!(
        !world.seen_by("mara", "/").await.says("Grant Payroll viewer"),
        "it is not hers"
    );
    assert_eq!(decide(&mut bea, &task, "approve", "").await.status, 303);
    assert_eq!(world.holders("viewer").await, ["ben"]);
    let page = world.seen_by("ben", &task).await;
    assert!(
        page.has_step("Approved") && page.has_step("Bea Lund for Mara Vogel"),
        "G4: {}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_a_step_that_forbids_delegation_keeps_the_task_and_says_so() {
    let world = world().await;
    delegate(&world, "mara", "bea").await;
    let task = request(&world, "ben", "ben", "editor").await;
    assert_eq!(asked(&world, &task).await, ["mara"]);
    let page = world.seen_by("mara", &task).await;
    assert!(
        page.has_log_line("Mara Vogel’s tasks go to Bea Lund, but this step does not allow delegation"),
        "{}",
        page.text()
    );
    assert!(page.has_step("Delegation disabled"));
    for (who, is_told) in [("mara", true), ("bea", false)] {
        let bell = world.seen_by(who, "/notifications").await;
        assert_eq!(
            bell.says("Ledger editor"),
            is_told,
            "T9: the delegate gets none: {who}"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_a_delegate_who_may_not_decide_is_passed_over() {
    let world = world().await;
    // ben asks, and is himself the delegate's delegate: it stops at bea.
    delegate(&world, "mara", "bea").await;
    delegate(&world, "bea", "ben").await;
    delegate(&world, "ben", "max").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["bea"]);
    let page = world.seen_by("bea", &task).await;
    assert!(
        page.has_log_line("Ben Ode was passed over") && page.has_log_line("Max Roth was passed over"),
        "{}",
        page.text()
    );
    let mut max = world.sign_in("max").await;
    assert_eq!(
        decide(&mut max, &task, "approve", "").await.status,
        404,
        "T17: it does not exist for others"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_the_rule_of_an_inactive_manager_is_followed() {
    let world = world().await;
    delegate(&world, "mara", "milo").await;
    world
        .database
        .batch("UPDATE people SET disabled_at = '2028-01-11T08:00Z' WHERE username = 'mara'")
        .await;
    let task = request(&world, "ben", "ben", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["milo"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t7_nothing_moves_when_a_rule_begins_changes_or_ends() {
    let world = world().await;
    let before = request(&world, "ben", "ben", "viewer").await;
    delegate(&world, "mara", "milo").await;
    let during = request(&world, "ben", "ben", "editor").await;
    let during_too = request(&world, "bea", "bea", "viewer").await;
    delegate(&world, "mara", "mina").await;
    assert_eq!(asked(&world, &before).await, ["mara"]);
    assert_eq!(asked(&world, &during).await, ["mara"], "blocked by policy");
    assert_eq!(asked(&world, &during_too).await, ["milo"]);
    let profile = world.seen_by("mara", "/profile").await;
    assert!(
        profile.says("2 open tasks stay with you"),
        "T16: {}",
        profile.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t7_an_assignee_who_leaves_is_replaced_and_the_log_says_so() {
    let world = world().await;
    delegate(&world, "mara", "bea").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["bea"]);
    // The last day worked is the 10th: she has left since midnight. The import acts at once.
    world.import("bea,Bea Lund,bea@example.org,mara,Finance,Clerk,London,2018-01-01,2028-01-10,Europe/London,employee\n").await;
    assert_eq!(asked(&world, &task).await, ["mara"]);
    let page = world.seen_by("mara", &task).await;
    assert!(
        page.has_log_line("Bea Lund may no longer decide: the step is assigned anew"),
        "{}",
        page.text()
    );
    assert!(page.has_log_line("Bea Lund was passed over: inactive"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_who_is_passed_over_gets_a_copy_unless_they_did_not_want_it() {
    let world = world().await;
    delegate(&world, "mara", "bea").await;
    let mut milo = world.sign_in("milo").await;
    milo.post(
        "/profile/delegate",
        &[("kind", "permanent"), ("delegate", "ines")],
    )
    .await;
    request(&world, "ben", "ben", "viewer").await;
    let page = world.seen_by("mara", "/notifications").await;
    assert!(
        page.has_log_line("“Grant Payroll viewer to Ben Ode” went to Bea Lund, who stands in for you."),
        "{}",
        page.text()
    );
    let page = world.seen_by("bea", "/notifications").await;
    assert!(
        page.has_log_line("waits for you: you stand in for Mara Vogel"),
        "{}",
        page.text()
    );
    let task = request(&world, "max", "max", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["ines"]);
    assert!(
        !milo.get("/notifications").await.has_log_line("Payroll viewer"),
        "no copy was wanted"
    );
    world.end().await;
}
