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

#[tokio::test(flavor = "multi_thread")]
async fn s_who_has_not_signed_in_can_send_little() {
    let world = World::new().await;
    let mut nobody = world.browser();
    // The longest password, in the longest spelling.
    let longest = "é".repeat(4096 / 2);
    for (password, status) in [(longest.as_str(), 422), (&"a".repeat(17_000), 413)] {
        let fields = [("username", "ben"), ("password", password)];
        let page = nobody.post("/login", &fields).await;
        assert_eq!(page.status, status, "{} letters", password.len());
    }
    world.end().await;
}
