//! What is counted, and under which labels.

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_route_and_never_by_path() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    ben.get("/tasks/987654321").await;
    ben.get("/secret-of-ben").await;
    let page = ben.get("/metrics").await;
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
