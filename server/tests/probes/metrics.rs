//! What is counted, and under which labels.

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_route_and_never_by_path() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    ben.get("/tasks/987654321").await;
    ben.get("/secret-of-ben").await;
    let page = world.at_metrics().get("/metrics").await;
    assert!(page.header("content-type").unwrap().starts_with("text/plain"));
    let counted = "locum_http_requests_total{method=\"GET\",route=\"/tasks/{id}\",status=\"404\"} 1";
    assert!(page.body.contains(counted), "{}", page.body);
    assert!(
        page.body.contains("route=\"none\",status=\"404\""),
        "{}",
        page.body
    );
    assert!(page.body.contains("locum_http_request_duration_seconds_bucket"));
    assert!(
        page.body
            .contains("locum_sign_ins_total{outcome=\"signed_in\"} 1"),
        "{}",
        page.body
    );
    assert!(page.body.contains("locum_database_pool{state=\"open\"}"));
    assert!(!page.body.contains("987654321") && !page.body.contains("secret-of-ben"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_metrics_are_nowhere_but_at_their_own_listener_and_nothing_else_is_there() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let mut probe = world.at_metrics();
    for path in ["/metrics", "/metrics/"] {
        for browser in [&mut ada, &mut world.browser()] {
            assert_eq!(browser.get(path).await.status, 404, "{path}");
        }
    }
    let page = probe.get("/metrics").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(probe.post("/metrics", &[]).await.status, 405);
    for path in [
        "/",
        "/login",
        "/healthz",
        "/readyz",
        "/api/v1/openapi.json",
        "/icons/locum.svg",
    ] {
        assert_ne!(ada.get(path).await.status, 404, "{path}");
        assert_eq!(probe.get(path).await.status, 404, "{path}");
    }
    world.end().await;
}
