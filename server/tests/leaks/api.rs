//! What a token learns by its one scope. Unknown usernames are 422 by contract; everything else that is refused names nobody,
//! and tells no more than the call needs.

use api::table;
use axum::body::Body;
use axum::http::Method;
use domain::scope::Scope;
use serde_json::{Value, json};
use services::actor::SystemActor;
use services::endpoint::Needs;

use super::assert_same;
use super::organisation::Organisation;
use crate::support::{Browser, Page, World};

async fn caller(world: &World, name: &str, scope: Scope) -> Browser {
    let actor = SystemActor::new("test");
    let secret = world
        .services
        .api()
        .create_token(&actor, name, &[scope].into())
        .await
        .unwrap();
    let mut browser = world.browser();
    let bearer = format!("Bearer {}", secret.reveal());
    browser.headers.insert("authorization", bearer.parse().unwrap());
    browser
}

async fn post(browser: &mut Browser, path: &str, body: &Value) -> Page {
    let body = Body::from(body.to_string());
    browser
        .send(
            Method::POST,
            &format!("/api/v1{path}"),
            Some("application/json"),
            body,
        )
        .await
}

/// The calls that take the name of an object, each with what is tried of it or why there is nothing hidden.
const CALLS: &[(&str, &str, &str)] = &[
    ("GET", "/api/v1/openapi.json", "takes nothing"),
    (
        "GET",
        "/api/v1/tasks",
        "by contract an unknown assignee is 422; a token that reads tasks reads all of them",
    ),
    ("POST", "/api/v1/tasks", "tried"),
    (
        "GET",
        "/api/v1/tasks/{id}",
        "a token that reads tasks reads all of them",
    ),
    ("POST", "/api/v1/tasks/{id}/decision", "tried"),
    ("POST", "/api/v1/tasks/{id}/reassign", "tried"),
    (
        "GET",
        "/api/v1/people/{username}/access",
        "it reads everybody's roles; by contract an unknown person is 422",
    ),
    (
        "GET",
        "/api/v1/access/check",
        "it reads everybody's access; by contract an unknown person is 422",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn s_every_call_of_the_api_says_what_it_takes() {
    let table = table();
    let calls: Vec<(&str, &str)> = table
        .iter()
        .map(|listed| (listed.method.as_str(), listed.path))
        .collect();
    for call in &calls {
        let named = CALLS.iter().any(|(method, path, _)| (*method, *path) == *call);
        assert!(
            named,
            "put {call:?} into CALLS, and what is tried of it into a test here"
        );
    }
    for (method, path, _) in CALLS {
        assert!(calls.contains(&(*method, *path)), "{method} {path} is gone");
    }
    let scopes = table
        .iter()
        .filter(|listed| matches!(listed.needs, Needs::Scope(_)));
    assert!(scopes.count() > 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_token_that_posts_tasks_does_not_learn_who_has_left() {
    let org = Organisation::new().await;
    let mut system = caller(&org.world, "writes", Scope::TasksWrite).await;
    let policy: i64 = org.policy().hidden.parse().unwrap();
    let revoke = "SELECT id FROM policies WHERE is_default AND kind = 'revoke'";
    let (revoke, leaver) = (org.world.count(revoke).await, org.leaver());
    let bodies = |who: &str| {
        [
            json!({ "policy": policy, "subject": who }),
            json!({ "policy": policy, "subject": who, "requester": who }),
            json!({ "policy": policy, "subject": "ben", "requester": who }),
            json!({ "policy": policy, "subject": who, "role": "hidden_role", "title": "\u{7}" }),
            json!({ "policy": revoke, "subject": who, "role": "employee" }),
        ]
    };
    for (hidden, unknown) in bodies(&leaver.hidden).iter().zip(&bodies(&leaver.unknown)) {
        let there = post(&mut system, "/tasks", hidden).await;
        let not_there = post(&mut system, "/tasks", unknown).await;
        assert_eq!(there.status, 422, "{hidden}: {}", there.body);
        assert_same(&leaver, (&there, &not_there), &hidden.to_string());
    }
    let fine = post(
        &mut system,
        "/tasks",
        &json!({ "policy": policy, "subject": "ben" }),
    )
    .await;
    assert_eq!(fine.status, 201, "{}", fine.body);
    org.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_what_a_token_is_refused_names_nobody() {
    let org = Organisation::new().await;
    let world = &org.world;
    let mut writes = caller(world, "writes", Scope::TasksWrite).await;
    let mut decides = caller(world, "decides", Scope::TasksDecide).await;
    let id = org.of_mara.rsplit('/').next().unwrap();
    let (decide, reassign) = (format!("/tasks/{id}/decision"), format!("/tasks/{id}/reassign"));
    let empty = "INSERT INTO policies (kind, name) VALUES ('review', 'Without steps'), ('revoke', 'Steps') RETURNING id";
    let ids = world.numbers(empty, &[]).await;
    let step = "INSERT INTO policy_steps (policy_id, position, approver) VALUES ($1, 1, 'manager')";
    world.execute(step, &[&ids[1]]).await;
    let mut refused = vec![
        post(
            &mut writes,
            "/tasks",
            &json!({ "policy": ids[0], "subject": "tess", "role": "hidden_role" }),
        )
        .await,
        post(
            &mut writes,
            "/tasks",
            &json!({ "policy": ids[1], "subject": "ben", "role": "hidden_role" }),
        )
        .await,
        post(
            &mut writes,
            "/tasks",
            &json!({ "policy": ids[1], "subject": "zoe", "requester": "zoe" }),
        )
        .await,
        post(
            &mut decides,
            &decide,
            &json!({ "actor": "tess", "decision": "approve" }),
        )
        .await,
        post(
            &mut decides,
            &decide,
            &json!({ "actor": "zoe", "decision": "approve" }),
        )
        .await,
        post(
            &mut decides,
            &reassign,
            &json!({ "actor": "mara", "to": "bea", "reason": "So" }),
        )
        .await,
        post(
            &mut decides,
            &reassign,
            &json!({ "actor": "mara", "to": "zoe", "reason": "So" }),
        )
        .await,
        post(
            &mut decides,
            &reassign,
            &json!({ "actor": "mara", "to": "mara", "reason": "So" }),
        )
        .await,
    ];
    let approve = json!({ "actor": "mara", "decision": "approve" });
    assert_eq!(post(&mut decides, &decide, &approve).await.status, 200);
    for actor in ["mara", "tess", "ada"] {
        let again = json!({ "actor": actor, "decision": "deny", "reason": "So" });
        refused.push(post(&mut decides, &decide, &again).await);
        let to = json!({ "actor": actor, "to": "ada", "reason": "So" });
        refused.push(post(&mut decides, &reassign, &to).await);
    }
    let sql = "SELECT display_name FROM people UNION SELECT name FROM roles UNION SELECT name FROM policies UNION SELECT title FROM tasks";
    let names = world.rows(sql, &[]).await;
    let names: Vec<&str> = names
        .iter()
        .map(|row| row.get(0))
        .filter(|name: &&str| *name != "Steps")
        .collect();
    for page in &refused {
        assert!(
            [403, 409, 422].contains(&page.status),
            "{} {}",
            page.status,
            page.body
        );
        for name in &names {
            assert!(!page.body.contains(name), "{name}: {}", page.body);
        }
    }
    org.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_somebody_who_has_left_is_no_target_like_nobody() {
    let org = Organisation::new().await;
    let mut decides = caller(&org.world, "decides", Scope::TasksDecide).await;
    let id = org.of_mara.rsplit('/').next().unwrap();
    let path = format!("/tasks/{id}/reassign");
    let pair = org.leaver();
    let body = |to: &str| json!({ "actor": "mara", "to": to, "reason": "So" });
    let there = post(&mut decides, &path, &body(&pair.hidden)).await;
    let not_there = post(&mut decides, &path, &body(&pair.unknown)).await;
    assert_eq!(there.status, 422);
    assert_same(&pair, (&there, &not_there), "a target");
    org.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_keys_of_another_token_are_as_good_as_new() {
    let org = Organisation::new().await;
    let policy: i64 = org.policy().hidden.parse().unwrap();
    let mut first = caller(&org.world, "first", Scope::TasksWrite).await;
    let mut other = caller(&org.world, "other", Scope::TasksWrite).await;
    let body = |title: &str| json!({ "policy": policy, "subject": "ben", "title": title });
    first.headers.insert("idempotency-key", "known".parse().unwrap());
    assert_eq!(post(&mut first, "/tasks", &body("First")).await.status, 201);
    for (key, title) in [("known", "First"), ("fresh", "First")] {
        other.headers.insert("idempotency-key", key.parse().unwrap());
        let page = post(&mut other, "/tasks", &body(title)).await;
        assert_eq!(
            (page.status, page.header("idempotency-replayed")),
            (201, None),
            "{key}"
        );
    }
    assert_eq!(
        org.world
            .count("SELECT count(*) FROM tasks WHERE title = 'First'")
            .await,
        3
    );
    org.world.end().await;
}
