//! What a session costs: one query to load it and one for the viewer.

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_two_queries_before_its_own() {
    let (world, door) = World::counted().await;
    let mut ben = world.sign_in("ben").await;
    // The first one may open a connection, which has queries of its own.
    ben.get("/nowhere").await;
    door.queries();
    assert_eq!(ben.get("/nowhere").await.status, 404);
    assert_eq!(door.queries(), 2, "the session and the viewer");
    for path in ["/healthz", "/icons/locum.svg", "/favicon.ico"] {
        ben.get(path).await;
        assert_eq!(door.queries(), 0, "{path}");
    }
    let mut visitor = world.browser();
    for path in ["/login", "/", "/nowhere"] {
        visitor.get(path).await;
        assert_eq!(door.queries(), 0, "{path} without a session");
    }
    visitor
        .headers
        .insert("origin", "http://evil.example".parse().unwrap());
    let typed = [("username", "ben"), ("password", "x")];
    assert_eq!(visitor.post("/login", &typed).await.status, 403);
    assert_eq!(door.queries(), 1, "what is refused is written down (G8)");
    assert_eq!(visitor.post("/login", &typed).await.status, 403);
    assert_eq!(door.queries(), 0, "the same again costs nothing");
    world.end().await;
}
