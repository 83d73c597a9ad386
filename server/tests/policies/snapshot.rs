//! A task keeps the steps as they were when it was created (T7, T10).

use super::{add_step, move_step, remove_step, rename, saved, two_steps};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn t10_editing_a_policy_changes_only_tasks_created_later() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = two_steps(&world, &mut ada, "Living", &[("approvers", "hugo")]).await;
    let mut ben = world.sign_in("ben").await;
    let old = ben
        .post("/requests/new", &[("subject", "ben"), ("role", "viewer")])
        .await;
    let old = old.location().unwrap().to_owned();
    // Everything about the policy changes: what the second step asks, what it allows, the order, the name.
    add_step(
        &mut ada,
        &policy,
        2,
        &[("approver", "people"), ("approvers", "ines")],
    )
    .await;
    saved(&mut ada, &policy, |draft| {
        move_step(2, 1)(draft);
        remove_step(2)(draft);
        rename("Changed")(draft);
    })
    .await;
    let mut bea = world.sign_in("bea").await;
    let new = bea
        .post("/requests/new", &[("subject", "bea"), ("role", "viewer")])
        .await;
    let new = new.location().unwrap().to_owned();
    let page = bea.get(&new).await;
    assert!(
        page.has_fact("Policy Changed") && page.has_step("Step 1: Ines Prado"),
        "{}",
        page.text()
    );
    assert!(!page.says("Step 2"));
    let mut mara = world.sign_in("mara").await;
    let page = mara.get(&old).await;
    assert!(
        page.has_fact("Policy Living")
            && page.has_step("Step 1: The subject’s manager")
            && page.has_step("Step 2: Hugo Lind"),
        "{}",
        page.text()
    );
    // The old task goes on by its own steps; what they allow comes from its snapshot, the rules are today's (T7).
    let mut hugo = world.sign_in("hugo").await;
    hugo.post(
        "/profile/delegate",
        &[("kind", "permanent"), ("delegate", "milo")],
    )
    .await;
    assert_eq!(mara.post(&old, &[("action", "approve")]).await.status, 303);
    let page = ben.get(&old).await;
    assert!(
        page.has_step("Waits for Milo Kern for Hugo Lind"),
        "{}",
        page.text()
    );
    world.end().await;
}
