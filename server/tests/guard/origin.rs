//! Changes only by forms of this very site (S).

use axum::body::Body;
use axum::http::Method;

use crate::support::{PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn s_a_form_of_another_site_changes_nothing() {
    let world = World::new().await;
    let ben = world.sign_in("ben").await;
    let rule = [("kind", "permanent"), ("delegate", "bea")];
    let foreign = [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "https://sister.locum.test"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
    ];
    for (name, value) in foreign {
        let page = ben
            .clone()
            .with_header(name, value)
            .post("/profile/delegate", &rule)
            .await;
        assert_eq!(page.status, 403, "{name}: {value}");
        assert_eq!(page.h1(), "This form was sent from another site");
        let page = ben.clone().with_header(name, value).post("/logout", &[]).await;
        assert_eq!(page.status, 403, "{name}: {value}");
    }
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 0);
    assert_eq!(ben.clone().get("/profile").await.status, 200, "still signed in");
    let page = ben
        .clone()
        .with_header("sec-fetch-site", "same-origin")
        .post("/profile/delegate", &rule)
        .await;
    assert_eq!(page.status, 303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_nobody_is_signed_in_by_another_site() {
    let world = World::new().await;
    let mut visitor = world.browser().with_header("origin", "http://evil.example");
    let page = visitor
        .post("/login", &[("username", "ben"), ("password", PASSWORD)])
        .await;
    assert_eq!((page.status, visitor.session()), (403, None));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_other_methods_are_no_way_around() {
    let world = World::new().await;
    let mut ben = world
        .sign_in("ben")
        .await
        .with_header("origin", "http://evil.example");
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        assert_eq!(
            ben.send(method.clone(), "/profile", None, Body::empty())
                .await
                .status,
            403,
            "{method}"
        );
    }
    assert_eq!(
        ben.send(Method::HEAD, "/profile", None, Body::empty())
            .await
            .status,
        200
    );
    world.end().await;
}
