//! Tokens and scopes (S, G9): what opens, what does not, and how it is said.

use axum::body::Body;
use axum::http::Method;
use domain::scope::Scope;
use serde_json::json;
use services::actor::SystemActor;

use super::{Answer, Caller};
use crate::support::World;

/// Checks that the caller is not known, and returns what it is asked for.
fn challenge_of(answer: &Answer) -> &str {
    let refused = (answer.status, answer.problem().0);
    assert_eq!(refused, (401, "unauthenticated".to_owned()));
    answer.header("www-authenticate").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s_without_a_token_nothing_opens() {
    let world = World::new().await;
    let mut nobody = Caller::able(&world).await;
    let good = nobody.token.clone();
    let mut tokens = vec![
        String::new(),
        "locum_".to_owned(),
        "x".to_owned(),
        good.to_uppercase(),
    ];
    tokens.push(format!("locum_{}", "0".repeat(64)));
    tokens.push(format!("{good} {good}"));
    for token in tokens {
        nobody.token = token;
        for answer in [nobody.get("/tasks").await, nobody.post("/tasks", json!({})).await] {
            let challenge = challenge_of(&answer);
            assert!(challenge.starts_with("Bearer realm=\"locum\""), "{challenge}");
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
    }
    nobody.token = String::new();
    for value in ["Basic bG9jdW06bG9jdW0=", "Bearer", "bearer ", &good, "Digest x"] {
        let answer = nobody.clone().with("authorization", value).get("/tasks").await;
        assert_eq!(answer.status, 401, "{value}");
    }
    // The scheme's letter case does not count (RFC 9110).
    let answer = nobody
        .clone()
        .with("authorization", &format!("bEARER {good}"))
        .get("/tasks")
        .await;
    assert_eq!(answer.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_scope_opens_what_it_names() {
    let world = World::new().await;
    for scope in Scope::ALL {
        let system = Caller::new(&world, &[scope]).await;
        let calls = [
            (Scope::TasksRead, system.get("/tasks").await),
            (Scope::TasksRead, system.get("/tasks/x").await),
            (Scope::TasksWrite, system.post("/tasks", json!({})).await),
            (
                Scope::TasksDecide,
                system.post("/tasks/x/decision", json!({})).await,
            ),
            (
                Scope::TasksDecide,
                system.post("/tasks/x/reassign", json!({})).await,
            ),
            (Scope::PeopleRead, system.get("/people/ben/access").await),
            (Scope::AccessRead, system.get("/access/check").await),
        ];
        for (needed, answer) in calls {
            if needed == scope {
                assert!(
                    ![401, 403].contains(&answer.status),
                    "{}: {}",
                    scope.code(),
                    answer.text
                );
            } else {
                assert_eq!(
                    (answer.status, answer.problem().0.as_str()),
                    (403, "out-of-scope")
                );
                let challenge = answer.header("www-authenticate").unwrap();
                assert!(challenge.contains(&format!(
                    "error=\"insufficient_scope\", scope=\"{}\"",
                    needed.code()
                )));
            }
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g9_a_revoked_token_fails_at_the_next_request() {
    let world = World::new().await;
    let system = Caller::named(&world, "crm", &Scope::ALL).await;
    assert_eq!(system.get("/tasks").await.status, 200);
    world
        .services
        .api()
        .revoke_token(&SystemActor::new("test"), "crm")
        .await
        .unwrap();
    let answer = system.get("/tasks").await;
    let challenge = challenge_of(&answer);
    assert!(challenge.contains("invalid_token"), "{challenge}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_session_opens_nothing_here_and_a_token_nothing_elsewhere() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let json_kind = Some("application/json");
    let body = || Body::from(json!({ "policy": 1, "subject": "ben" }).to_string());
    assert_eq!(ada.get("/api/v1/tasks").await.status, 401);
    assert_eq!(
        ada.send(Method::POST, "/api/v1/tasks", json_kind, body())
            .await
            .status,
        401
    );
    let system = Caller::able(&world).await;
    let bearer = format!("Bearer {}", system.token);
    ada.headers.insert("authorization", bearer.parse().unwrap());
    // With both it is the token's call, and the session is not touched.
    let page = ada.send(Method::POST, "/api/v1/tasks", json_kind, body()).await;
    assert_eq!((page.status, page.header("set-cookie")), (201, None));
    let through = "SELECT count(*) FROM audit_log WHERE action = 'task.posted' AND actor_id IS NULL AND through LIKE 'api: %'";
    assert_eq!(world.count(through).await, 1);
    ada.headers
        .insert("origin", "https://evil.example".parse().unwrap());
    assert_eq!(
        ada.send(Method::POST, "/api/v1/tasks", json_kind, body())
            .await
            .status,
        201
    );
    // A page's form needs its origin, whatever token is sent along.
    let rule = [("kind", "permanent"), ("delegate", "bea")];
    assert_eq!(ada.post("/profile/delegate", &rule).await.status, 403);
    let mut visitor = world.browser();
    visitor.headers.insert("authorization", bearer.parse().unwrap());
    assert_eq!(visitor.get("/profile").await.status, 303, "to the sign-in page");
    assert_eq!(visitor.post("/profile/delegate", &rule).await.status, 401);
    assert_eq!(visitor.get("/admin/audit").await.status, 303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_what_is_written_of_a_token_is_the_hour_of_its_use() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let used = async || {
        let row = world
            .rows("SELECT last_used_at::text, xmin::text FROM api_tokens", &[])
            .await;
        (row[0].get::<_, Option<String>>(0), row[0].get::<_, String>(1))
    };
    assert_eq!(used().await.0, None);
    world.at("2028-01-11T09:40:00Z");
    system.get("/tasks").await;
    let first = used().await;
    assert!(
        first.0.as_deref().unwrap().starts_with("2028-01-11 09:00:00"),
        "{first:?}"
    );
    world.at("2028-01-11T09:59:59Z");
    system.get("/tasks").await;
    assert_eq!(used().await, first, "the row is not written once a request");
    world.at("2028-01-11T10:00:00Z");
    system.get("/tasks").await;
    assert_ne!(used().await, first);
    world.end().await;
}
