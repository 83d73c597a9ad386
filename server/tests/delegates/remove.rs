//! Removing a rule (T8, T7).

use super::{PATH, open_rules, save_permanent};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn t8_the_owner_removes_their_rule_and_it_stays_in_the_history() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    save_permanent(&mut mara, "bea").await;
    let form = mara.get(PATH).await;
    assert!(form.has_button("Remove delegate"));
    let version = form.value_of("version").unwrap();
    let page = mara
        .submit(PATH, &[("action", "remove"), ("version", &version)])
        .await;
    assert!(
        page.has_message("Your delegate is removed") && page.has_empty_state("Your new tasks come to you"),
        "{}",
        page.text()
    );
    assert!(
        !mara.get(PATH).await.says("Remove delegate"),
        "nothing to remove now"
    );
    let row = &world
        .rows(
            "SELECT closed_at IS NOT NULL, closed_by = owner_id FROM delegation_rules",
            &[],
        )
        .await[0];
    assert!(row.get::<_, bool>(0) && row.get::<_, bool>(1));
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'delegation_rule.removed'")
            .await,
        1
    );
    // A second click finds it as it was wanted.
    assert_eq!(
        mara.post(PATH, &[("action", "remove"), ("version", &version)])
            .await
            .status,
        303
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_removing_a_rule_that_was_replaced_meanwhile_removes_nothing() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    save_permanent(&mut mara, "bea").await;
    let version = mara.get(PATH).await.value_of("version").unwrap();
    save_permanent(&mut mara, "ben").await;
    let page = mara
        .post(PATH, &[("action", "remove"), ("version", &version)])
        .await;
    assert_eq!(page.status, 409);
    assert_eq!(open_rules(&world).await, 1);
    world.end().await;
}
