//! What is answered to what cannot be read (G6): problem details, always, and never a defect.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use super::{Answer, Caller};
use crate::support::World;

async fn raw(system: &Caller, kind: Option<&str>, body: impl Into<Body>) -> Answer {
    system.send(Method::POST, "/tasks", kind, body.into()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_what_is_no_json_is_400_and_what_says_so_415() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let json = Some("application/json");
    let nested = "[".repeat(100_000 / 2);
    for body in [
        "",
        "{",
        "{\"policy\": 1,}",
        "policy=1&subject=ben",
        "\u{feff}{}",
        "{\"policy\": 1e999}",
        "nul",
        nested.as_str(),
    ] {
        let answer = raw(&system, json, body.to_owned()).await;
        assert_eq!(
            (answer.status, answer.problem().0.as_str()),
            (400, "malformed"),
            "{:.20}",
            body
        );
    }
    let answer = raw(&system, json, vec![0xff, 0xfe, b'{', b'}']).await;
    assert_eq!(answer.status, 400, "what is no UTF-8 is no JSON");
    let good = json!({ "policy": 1, "subject": "ben" }).to_string();
    for kind in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("application/jsonx"),
        Some(""),
    ] {
        let answer = raw(&system, kind, good.clone()).await;
        answer.problem();
        assert_eq!(answer.status, 415, "{kind:?}");
    }
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 0);
    let answer = raw(&system, Some("Application/JSON; charset=utf-8"), good).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_body_is_at_most_64_kib() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let large = json!({ "policy": 1, "subject": "ben", "title": "x".repeat(64 * 1024) });
    let answer = system.post("/tasks", large).await;
    answer.problem();
    assert_eq!(answer.status, 413);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_paths_and_methods_are_problems_too() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    for path in [
        "",
        "/",
        "/nothing",
        "/tasks/",
        "/tasks/x/y/z",
        "/people",
        "/openapi.yaml",
    ] {
        let answer = system.get(path).await;
        assert_eq!(
            (answer.status, answer.problem().0.as_str()),
            (404, "not-found"),
            "{path}"
        );
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let answer = system.send(method.clone(), "/tasks", None, Body::empty()).await;
        answer.problem();
        assert_eq!(answer.status, 405, "{method}");
        let allowed = answer.header("allow").unwrap();
        assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
    }
    assert_eq!(
        system
            .send(Method::HEAD, "/tasks", None, Body::empty())
            .await
            .status,
        200
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_defect_is_500_without_its_words() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    system.get("/tasks").await;
    world.database.batch("ALTER TABLE policies RENAME TO gone").await;
    let answer = system
        .post("/tasks", json!({ "policy": 1, "subject": "ben" }))
        .await;
    assert_eq!(
        (answer.status, answer.problem().0.as_str()),
        (500, "internal"),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("policies") && !answer.text.contains("gone"));
    world.end().await;
}
