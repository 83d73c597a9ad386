//! How much a request may send.

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn s_a_form_is_at_most_256_kib() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let long = "a".repeat(256 * 1024);
    let page = ben
        .post("/profile/delegate", &[("kind", "permanent"), ("delegate", &long)])
        .await;
    assert_eq!(
        (page.status, page.h1().as_str()),
        (413, "That request could not be read")
    );
    let page = ben
        .post(
            "/profile/delegate",
            &[("kind", "permanent"), ("delegate", &long[..200_000])],
        )
        .await;
    assert_eq!(page.status, 422);
    world.end().await;
}
