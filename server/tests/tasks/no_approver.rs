//! T12: fallback, super administrators, nobody.

use super::{DECISION, asked, delegate, request, ticks, world};
use crate::support::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn t12_without_an_eligible_approver_the_fallback_is_asked_with_t5() {
    let world = world().await;
    world.database.batch("UPDATE policy_steps SET fallback_id = (SELECT id FROM people WHERE username = 'hugo') WHERE policy_id = 1").await;
    delegate(&world, "hugo", "ines").await;
    // ada has no manager.
    let task = request(&world, "ada", "ada", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["ines"], "the fallback's delegate");
    let page = world.seen_by("ines", &task).await;
    assert!(
        page.has_log_line("Ada Holm has no manager to ask")
            && page.has_log_line("the fallback approver Hugo Lind is asked"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_then_the_super_administrators_but_never_the_one_who_asks() {
    let world = world().await;
    let task = request(&world, "ada", "ada", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["super_administrator"]);
    let mut abel = world.sign_in("abel").await;
    let decides = async |browser: &mut Browser| browser.get(&task).await.has(DECISION);
    assert!(abel.get("/").await.has_row("Grant Payroll viewer to Ada Holm"));
    assert!(decides(&mut abel).await);
    let mut ada = world.sign_in("ada").await;
    assert!(
        !ada.get("/").await.has(&ticks(&task)),
        "she may not decide her own request"
    );
    assert!(!decides(&mut ada).await, "and is not offered to");
    let page = super::decide(&mut ada, &task, "approve", "").await;
    assert_eq!(page.status, 403, "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_a_request_that_nobody_may_decide_is_refused_with_the_reason() {
    let world = world().await;
    world
        .database
        .batch("UPDATE people SET disabled_at = '2028-01-11T08:00Z' WHERE username = 'abel'")
        .await;
    let mut ada = world.sign_in("ada").await;
    let page = ada
        .post(
            "/requests/new",
            &[("subject", "ada"), ("role", "viewer"), ("reason", "kept")],
        )
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.has_error("Nobody may decide this request") && page.keeps("kept"),
        "{}",
        page.text()
    );
    assert_eq!(
        world.count("SELECT count(*) FROM tasks").await,
        0,
        "nothing is left of it"
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action LIKE 'task.%'")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_an_open_task_that_nobody_may_decide_any_more_is_cancelled_and_told() {
    let world = world().await;
    let task = request(&world, "ada", "ada", "viewer").await;
    world.import("abel,Abel Costa,abel@example.org,ada,Board,Director,London,2015-01-01,2028-01-10,Europe/London,employee super_administrator\n").await;
    let page = world.seen_by("ada", &task).await;
    assert!(
        page.has_log_line("Cancelled: nobody is eligible to decide this step"),
        "{}",
        page.text()
    );
    assert_eq!(asked(&world, &task).await, Vec::<String>::new());
    assert!(
        world
            .seen_by("ada", "/notifications")
            .await
            .has_log_line("was cancelled: nobody is eligible")
    );
    world.end().await;
}
