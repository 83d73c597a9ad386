//! The message after an action: shown once, on the next page.

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_shown_once_and_by_a_page() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let page = ben
        .post(
            "/profile/delegate",
            &[("kind", "permanent"), ("delegate", "bea"), ("keep_copy", "on")],
        )
        .await;
    assert_eq!((page.status, page.location()), (303, Some("/profile")));
    let shows = |page: &crate::support::Page| page.has(".flash");
    assert!(
        !shows(&ben.get("/healthz").await),
        "what is no page does not use it up"
    );
    assert!(shows(&ben.get("/profile").await));
    assert!(!shows(&ben.get("/profile").await));
    world.end().await;
}
