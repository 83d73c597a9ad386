//! T15: one open request, and one open revocation, for a person and role, whoever asks.

use serde_json::{Value, json};

use super::idempotency::made_once_of;
use super::{Answer, Caller, roles};
use crate::support::World;

/// Checks that it is refused at the role, and returns the open task that it names.
fn refused(answer: &Answer) -> Value {
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert_eq!(answer.problem(), ("invalid".to_owned(), vec!["role".to_owned()]));
    answer.json()["errors"][0]["open_task"].clone()
}

fn request() -> Value {
    json!({ "policy": 1, "subject": "ben", "role": "viewer" })
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_a_second_request_is_refused_and_names_the_open_one() {
    let world = World::new().await;
    roles(&world).await;
    let system = Caller::able(&world).await;
    let first = system.post("/tasks", request()).await;
    let id = first.json()["id"].clone();
    // However the policy is said, it is the same.
    for same in [
        json!({ "subject": "ben", "role": "viewer" }),
        json!({ "subject": "ben", "role": "viewer", "type": "request" }),
    ] {
        assert_eq!(refused(&system.post("/tasks", same.clone()).await), id, "{same}");
    }
    let second = system.post("/tasks", request()).await;
    assert_eq!(refused(&second), id);
    assert!(
        second
            .text
            .contains("Payroll viewer is already requested for Ben Ode. Wait until that request is decided."),
        "{}",
        second.text
    );
    // Everything else that is wrong is said with it.
    let body = json!({ "policy": 1, "subject": "ben", "role": "viewer", "requester": "nobody" });
    let both = system.post("/tasks", body).await;
    assert_eq!(both.problem().1, ["requester", "role"]);
    for other in [
        json!({ "policy": 1, "subject": "bea", "role": "viewer" }),
        json!({ "policy": 1, "subject": "ben", "role": "editor" }),
        json!({ "policy": 1, "subject": "ben" }),
        json!({ "policy": 1, "subject": "ben" }),
    ] {
        assert_eq!(system.post("/tasks", other.clone()).await.status, 201, "{other}");
    }
    let path = format!("/tasks/{}/decision", id.as_str().unwrap());
    let denied = system
        .post(&path, json!({ "actor": "mara", "decision": "deny" }))
        .await;
    assert_eq!(denied.status, 200, "{}", denied.text);
    assert_eq!(
        system.post("/tasks", request()).await.status,
        201,
        "the way is free"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_the_same_holds_for_revocations_and_not_for_reviews() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let of = |policy: i64| json!({ "policy": policy, "subject": "ben", "role": "employee" });
    // The policies for reviews and revocations that come with the system.
    let revocation = system.post("/tasks", of(3)).await;
    let again = system.post("/tasks", of(3)).await;
    assert_eq!(refused(&again), revocation.json()["id"]);
    let typed = json!({ "type": "revoke", "subject": "ben", "role": "employee" });
    assert_eq!(
        refused(&system.post("/tasks", typed).await),
        revocation.json()["id"]
    );
    assert!(
        again
            .text
            .contains("The revocation of Employee from Ben Ode is already open."),
        "{}",
        again.text
    );
    for _ in 0..2 {
        assert_eq!(system.post("/tasks", of(2)).await.status, 201);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_fifty_at_once_make_one_task() {
    let world = World::new().await;
    roles(&world).await;
    let system = Caller::able(&world).await;
    let tries = (0..50).map(|_| {
        let system = system.clone();
        tokio::spawn(async move { system.post("/tasks", request()).await })
    });
    let (mut made, mut named) = (Vec::new(), Vec::new());
    for one in tries.collect::<Vec<_>>() {
        let answer = one.await.unwrap();
        match answer.status {
            201 => made.push(answer.json()["id"].clone()),
            _ => named.push(refused(&answer)),
        }
    }
    named.dedup();
    assert_eq!((made.len(), &named), (1, &made));
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_a_change_that_is_asked_for_twice_is_still_made_once() {
    let world = World::new().await;
    roles(&world).await;
    let system = Caller::able(&world).await.with("idempotency-key", "k-1");
    made_once_of(20, &system, &request()).await;
    let other = system.with("idempotency-key", "k-2");
    refused(&other.post("/tasks", request()).await);
    world.end().await;
}
