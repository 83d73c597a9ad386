//! A policy that is used cannot be deleted, and the page says by what (T10).

use super::{LIST, act, add_step, create};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_policy_that_nothing_uses_is_deleted_with_its_steps() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Short-lived", "review").await;
    add_step(
        &mut ada,
        &policy,
        1,
        &[("approver", "people"), ("approvers", "ben")],
    )
    .await;
    assert!(ada.get(LIST).await.links_to(&policy));
    let gone = act(&mut ada, &policy, &[("action", "delete")]).await;
    assert_eq!(
        (gone.status, gone.location()),
        (303, Some(LIST)),
        "{}",
        gone.text()
    );
    let list = ada.get(LIST).await;
    assert!(
        list.has_message("“Short-lived” is deleted.") && !list.links_to(&policy),
        "{}",
        list.text()
    );
    assert_eq!(ada.get(&policy).await.status, 404);
    assert_eq!(world.count("SELECT count(*) FROM policy_step_people").await, 0);
    let sql = "SELECT count(*) FROM audit_log WHERE action = 'policy.deleted' AND before ->> 'name' = 'Short-lived' \
               AND before #>> '{steps,0,approvers,0}' = 'ben'";
    assert_eq!(world.count(sql).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_the_default_of_a_type_cannot_be_deleted() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let id: i64 = world
        .rows(
            "SELECT id FROM policies WHERE is_default AND kind = 'request'",
            &[],
        )
        .await[0]
        .get(0);
    let page = act(&mut ada, &format!("{LIST}/{id}"), &[("action", "delete")]).await;
    assert_eq!(page.status, 409);
    assert!(
        page.has_error("“Default request” is the default request policy and cannot be deleted"),
        "{}",
        page.text()
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM policies WHERE NOT built_in")
            .await,
        3
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_policy_that_a_role_or_an_open_task_uses_cannot_be_deleted() {
    let world = World::new().await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "In use", "request").await;
    add_step(&mut ada, &policy, 1, &[("approver", "manager")]).await;
    assert_eq!(
        act(&mut ada, &policy, &[("action", "use"), ("role", "viewer")])
            .await
            .status,
        303
    );
    let page = act(&mut ada, &policy, &[("action", "delete")]).await;
    assert_eq!(page.status, 409);
    assert!(
        page.has_error("“In use” cannot be deleted: the role Payroll viewer uses it"),
        "{}",
        page.text()
    );
    let mut ben = world.sign_in("ben").await;
    let task = ben
        .post("/requests/new", &[("subject", "ben"), ("role", "viewer")])
        .await;
    let task = task.location().unwrap().to_owned();
    act(&mut ada, &policy, &[("action", "stop"), ("role", "viewer")]).await;
    let page = act(&mut ada, &policy, &[("action", "delete")]).await;
    assert_eq!(page.status, 409);
    assert!(
        page.has_error("“In use” cannot be deleted: 1 open task follows it"),
        "{}",
        page.text()
    );
    // A closed task keeps the name only.
    let mut mara = world.sign_in("mara").await;
    assert_eq!(mara.post(&task, &[("action", "approve")]).await.status, 303);
    assert_eq!(act(&mut ada, &policy, &[("action", "delete")]).await.status, 303);
    assert!(mara.get(&task).await.has_fact("In use"));
    world.end().await;
}
