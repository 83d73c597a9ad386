//! Which policy applies to a role (T10): its own, else the default of the type.

use super::{LIST, act, add_step, create};
use crate::support::{Browser, World};

async fn request(ben: &mut Browser) -> crate::support::Page {
    ben.submit("/requests/new", &[("subject", "ben"), ("role", "viewer")])
        .await
}

async fn cancel_all(world: &World) {
    let sql =
        "UPDATE tasks SET state = 'cancelled', closed_at = created_at, policy_id = NULL WHERE state = 'open'";
    world.execute(sql, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_role_follows_its_own_policy_and_else_the_default_of_the_type() {
    let world = World::new().await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let mut ben = world.sign_in("ben").await;
    assert!(request(&mut ben).await.has_fact("Policy Default request"));
    cancel_all(&world).await;
    let policy = create(&mut ada, "Its own", "request").await;
    add_step(
        &mut ada,
        &policy,
        1,
        &[("approver", "role"), ("approver_role", "hr_specialist")],
    )
    .await;
    let page = ada.get(&policy).await;
    assert!(page.has_empty_state("No role uses it."), "{}", page.text());
    let used = act(&mut ada, &policy, &[("action", "use"), ("role", "viewer")]).await;
    assert_eq!(used.status, 303);
    assert!(
        ada.get(&policy)
            .await
            .has_message("New tasks for Payroll viewer follow this policy.")
    );
    let task = request(&mut ben).await;
    assert!(
        task.has_fact("Policy Its own") && task.has_step("everyone who holds HR specialist"),
        "{}",
        task.text()
    );
    cancel_all(&world).await;
    // Another policy of the type takes it over; one of another type has nothing to do with it.
    let other = create(&mut ada, "Another", "request").await;
    add_step(&mut ada, &other, 1, &[("approver", "subject")]).await;
    assert!(ada.get(&other).await.has_option("Payroll viewer (now “Its own”)"));
    act(&mut ada, &other, &[("action", "use"), ("role", "viewer")]).await;
    let review = create(&mut ada, "Reviewed", "review").await;
    act(&mut ada, &review, &[("action", "use"), ("role", "viewer")]).await;
    assert!(request(&mut ben).await.has_fact("Policy Another"));
    cancel_all(&world).await;
    act(&mut ada, &other, &[("action", "stop"), ("role", "viewer")]).await;
    assert!(request(&mut ben).await.has_fact("Policy Default request"));
    let sql = "SELECT string_agg(coalesce(after ->> 'policy', 'none'), ',' ORDER BY id) FROM audit_log WHERE action LIKE 'policy.role\\_%'";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "Its own,Another,Reviewed,none"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_the_role_is_checked() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Checked", "request").await;
    for (role, words) in [
        ("", "Choose a role"),
        ("no_such_role", "Choose one of the roles offered"),
        ("x\0", "Choose one of the roles offered"),
    ] {
        let page = act(&mut ada, &policy, &[("action", "use"), ("role", role)]).await;
        assert_eq!(page.status, 422);
        assert!(page.refuses("role", words), "{}", page.text());
    }
    assert_eq!(
        act(&mut ada, &policy, &[("action", "stop"), ("role", "line_manager")])
            .await
            .status,
        404
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_another_policy_is_made_the_default() {
    let world = World::new().await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Stricter", "request").await;
    let refused = act(&mut ada, &policy, &[("action", "default")]).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.has_error("A policy without steps cannot be the default"),
        "{}",
        refused.text()
    );
    add_step(
        &mut ada,
        &policy,
        1,
        &[("approver", "people"), ("approvers", "hugo")],
    )
    .await;
    let old: i64 = world
        .rows(
            "SELECT id FROM policies WHERE is_default AND kind = 'request'",
            &[],
        )
        .await[0]
        .get(0);
    let old = format!("{LIST}/{old}");
    let opened = ada.get(&old).await.value_of("version").unwrap();
    assert_eq!(act(&mut ada, &policy, &[("action", "default")]).await.status, 303);
    let mut ben = world.sign_in("ben").await;
    let task = request(&mut ben).await;
    assert!(
        task.has_fact("Policy Stricter") && task.has_step("Waits for Hugo Lind"),
        "{}",
        task.text()
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM policies WHERE is_default")
            .await,
        3,
        "one of each type"
    );
    let stale = ada
        .post(&old, &[("version", &opened), ("action", "save"), ("name", "Old")])
        .await;
    assert_eq!(stale.status, 409, "a form of the old default is stale (G5)");
    assert_eq!(
        act(&mut ada, &old, &[("action", "delete")]).await.status,
        303,
        "it is no default any more"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_task_that_would_follow_a_policy_without_steps_is_refused_with_that_reason() {
    let world = World::new().await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Hollow", "request").await;
    act(&mut ada, &policy, &[("action", "use"), ("role", "viewer")]).await;
    assert!(
        ada.get(&policy)
            .await
            .has_notice("Every task that would follow it is refused, with that reason.")
    );
    let mut ben = world.sign_in("ben").await;
    let refused = ben
        .post(
            "/requests/new",
            &[("subject", "ben"), ("role", "viewer"), ("reason", "kept")],
        )
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.has_error("The policy for Payroll viewer has no steps: an administrator has to mend it"),
        "{}",
        refused.text()
    );
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 0);
    world.end().await;
}
