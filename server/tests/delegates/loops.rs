//! T6: a loop is accepted, with a warning that names everyone in it.

use super::save_permanent;
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn t6_a_loop_is_saved_with_a_warning_that_names_everyone() {
    let world = World::new().await;
    for (owner, delegate) in [("mara", "milo"), ("milo", "mina")] {
        let page = save_permanent(&mut world.sign_in(owner).await, delegate).await;
        assert!(!page.says("loop"), "{}", page.text());
    }
    let page = save_permanent(&mut world.sign_in("mina").await, "mara").await;
    assert!(
        page.has_message("This closes a loop: Mina Sato → Mara Vogel → Milo Kern → Mina Sato."),
        "{}",
        page.text()
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM delegation_rules WHERE closed_at IS NULL")
            .await,
        3,
        "it is saved"
    );
    world.end().await;
}
