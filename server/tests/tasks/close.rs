//! T13: decisions, cancelling, and what they do.

use super::{decide, request, world};

#[tokio::test(flavor = "multi_thread")]
async fn t13_a_denial_closes_the_task_and_grants_nothing() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "approver").await;
    let mut mara = world.sign_in("mara").await;
    decide(&mut mara, &task, "deny", "Not this quarter").await;
    let mut ben = world.sign_in("ben").await;
    let page = ben.get(&task).await;
    assert!(page.has_log_line("Denied: Not this quarter"), "{}", page.text());
    assert!(
        ben.get("/notifications")
            .await
            .has_log_line("was denied: Not this quarter")
    );
    assert_eq!(world.holders("approver").await, Vec::<String>::new());
    let again = decide(&mut mara, &task, "approve", "").await;
    assert!(
        again.status == 409 && again.has_error("was denied already by Mara Vogel"),
        "{}",
        again.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_decision_grant_audit_and_log_commit_together() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    world
        .database
        .batch("ALTER TABLE audit_log ADD CONSTRAINT no CHECK (action <> 'task.approved') NOT VALID")
        .await;
    let mut mara = world.sign_in("mara").await;
    assert_eq!(decide(&mut mara, &task, "approve", "").await.status, 500);
    assert_eq!(world.holders("viewer").await, Vec::<String>::new());
    assert_eq!(world.count("SELECT count(*) FROM task_decisions").await, 0);
    world
        .database
        .batch("ALTER TABLE audit_log DROP CONSTRAINT no")
        .await;
    assert_eq!(
        decide(&mut mara, &task, "approve", "").await.status,
        303,
        "nothing was lost"
    );
    assert_eq!(world.holders("viewer").await, ["ben"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_the_requester_cancels_with_a_reason_and_a_super_administrator_any_task() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut ben = world.sign_in("ben").await;
    let missing = ben.post(&task, &[("action", "cancel"), ("reason", "")]).await;
    assert!(
        missing.status == 422 && missing.refuses("question-reason", "Enter a reason for cancelling"),
        "{}",
        missing.text()
    );
    let mut mara = world.sign_in("mara").await;
    assert_eq!(
        mara.post(&task, &[("action", "cancel"), ("reason", "x")])
            .await
            .status,
        403,
        "the approver may not"
    );
    assert_eq!(
        world
            .sign_in("max")
            .await
            .post(&task, &[("action", "cancel"), ("reason", "x")])
            .await
            .status,
        404
    );
    let page = ben
        .submit(&task, &[("action", "cancel"), ("reason", "Not needed")])
        .await;
    assert!(page.has_log_line("Cancelled: Not needed"), "{}", page.text());
    let other = request(&world, "bea", "bea", "viewer").await;
    let mut ada = world.sign_in("ada").await;
    assert!(
        ada.submit(&other, &[("action", "cancel"), ("reason", "Wrong role")])
            .await
            .has_log_line("Cancelled: Wrong role")
    );
    let late = decide(&mut mara, &other, "approve", "").await;
    assert_eq!(late.status, 409);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_the_subjects_termination_cancels_their_tasks() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    world.import("ben,Ben Ode,ben@example.org,mara,Finance,Clerk,London,2018-01-01,2028-01-10,Europe/London,employee\n").await;
    let page = world.seen_by("mara", &task).await;
    assert!(
        page.has_log_line("Cancelled: the person it is about no longer works here"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_step_that_needs_a_reason_gets_one() {
    let world = world().await;
    world
        .database
        .batch("UPDATE policy_steps SET reason_to_approve = true, reason_to_deny = true")
        .await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let id = task.rsplit('/').next().unwrap().to_owned();
    let mut mara = world.sign_in("mara").await;
    let from_list = mara.post("/", &[("task", &id), ("action", "approve")]).await;
    assert_eq!(from_list.status, 422);
    assert!(
        from_list.h1().contains("Grant Payroll viewer") && from_list.points_at("reason"),
        "{}",
        from_list.text()
    );
    assert_eq!(decide(&mut mara, &task, "deny", "  ").await.status, 422);
    assert_eq!(
        mara.post("/", &[("task", &id), ("action", "approve"), ("reason", "Fine")])
            .await
            .location(),
        Some("/")
    );
    assert_eq!(world.holders("viewer").await, ["ben"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_task_keeps_the_steps_it_was_created_with() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    world
        .database
        .batch("UPDATE policy_steps SET reason_to_approve = true")
        .await;
    assert_eq!(
        decide(&mut world.sign_in("mara").await, &task, "approve", "")
            .await
            .status,
        303
    );
    world.end().await;
}
