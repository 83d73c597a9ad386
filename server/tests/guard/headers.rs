//! What a browser is told to refuse.

use server::Hsts;

use crate::support::{Setup, World};

const EXPECTED: [(&str, &str); 5] = [
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

#[tokio::test(flavor = "multi_thread")]
async fn s_every_answer_carries_the_headers() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    for path in [
        "/",
        "/profile",
        "/nowhere",
        "/admin/audit",
        "/healthz",
        "/icons/locum.svg",
        "/pkg/none.js",
    ] {
        let page = ben.get(path).await;
        for (name, value) in EXPECTED {
            assert_eq!(page.header(name), Some(value), "{path}: {name}");
        }
        assert!(
            page.header("permissions-policy").unwrap().contains("camera=()"),
            "{path}"
        );
        assert!(
            page.header("content-security-policy")
                .unwrap()
                .contains("default-src 'none'"),
            "{path}"
        );
        assert_eq!(
            page.header("strict-transport-security"),
            None,
            "over plain HTTP it means nothing"
        );
        assert_eq!(page.header("server"), None);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_pages_are_kept_by_nobody_and_compressed_by_nobody() {
    let world = World::new().await;
    let mut ben = world
        .sign_in("ben")
        .await
        .with_header("accept-encoding", "br, gzip");
    let page = ben.get("/profile").await;
    assert_eq!(
        (page.header("cache-control"), page.header("content-encoding")),
        (Some("no-store"), None)
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("style-src 'self'") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_every_answer_names_its_request() {
    let world = World::new().await;
    let mut visitor = world.browser();
    let (first, second) = (visitor.get("/healthz").await, visitor.get("/healthz").await);
    assert_eq!(first.header("x-request-id").map(str::len), Some(36));
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    let mut proxied = world.browser().with_header("x-request-id", "given-by-the-proxy");
    let own = proxied.get("/healthz").await.header("x-request-id").map(str::len);
    assert_eq!(own, Some(36), "our own, whatever the client calls it");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_browsers_keep_to_https_as_far_as_is_set() {
    for (hsts, expected) in [
        (Hsts::Host, "max-age=31536000"),
        (Hsts::Subdomains, "max-age=31536000; includeSubDomains"),
    ] {
        let world = World::with(Setup {
            public_url: "https://locum.test",
            hsts,
            ..Setup::default()
        })
        .await;
        let page = world.browser().get("/login").await;
        assert_eq!(page.header("strict-transport-security"), Some(expected));
        world.end().await;
    }
}
