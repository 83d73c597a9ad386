//! `Idempotency-Key`: a change that is asked for twice is made once, and answered the same.

use serde_json::{Value, json};
use services::retention::Kept;

use super::{Answer, Caller};
use crate::support::World;

const TASK: &str = "/tasks";

fn body() -> Value {
    json!({ "policy": 1, "subject": "ben" })
}

async fn keyed(system: &Caller, key: &str, path: &str, body: Value) -> Answer {
    system.clone().with("idempotency-key", key).post(path, body).await
}

/// Posts the same task so many times at once: each is answered the same.
pub(super) async fn made_once_of(times: usize, system: &Caller, body: &Value) {
    let tries = (0..times).map(|_| {
        let (system, body) = (system.clone(), body.clone());
        tokio::spawn(async move { system.post(TASK, body).await })
    });
    let mut texts = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        let answer = one.await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.text);
        texts.push(answer.text);
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "with the same key it is the same request");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_gets_the_same_answer() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let first = keyed(&system, "k-1", TASK, body()).await;
    let second = keyed(&system, "k-1", TASK, body()).await;
    assert_eq!((first.status, second.status), (201, 201), "{}", second.text);
    assert_eq!(first.text, second.text);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(
        (
            first.header("idempotency-replayed"),
            second.header("idempotency-replayed")
        ),
        (None, Some("true"))
    );
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);
    assert_ne!(keyed(&system, "k-2", TASK, body()).await.text, first.text);
    assert_ne!(
        system.post(TASK, body()).await.text,
        first.text,
        "without a key it is another task"
    );
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 3);
    // Another system has keys of its own.
    let other = Caller::able(&world).await;
    assert_eq!(
        keyed(&other, "k-1", TASK, body())
            .await
            .header("idempotency-replayed"),
        None
    );
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 4);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_once_make_one_task() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let system = system.with("idempotency-key", "at-once");
    made_once_of(50, &system, &body()).await;
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'task.posted'")
            .await,
        1
    );
    assert_eq!(world.count("SELECT count(*) FROM outbox").await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_made_once_too() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let task = system.post(TASK, body()).await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/tasks/{task}/decision");
    let decision = json!({ "actor": "mara", "decision": "approve" });
    let tries = (0..20).map(|_| {
        let (system, path, decision) = (system.clone(), path.clone(), decision.clone());
        tokio::spawn(async move { keyed(&system, "d", &path, decision).await })
    });
    let mut texts = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        let answer = one.await.unwrap();
        assert_eq!(
            answer.status, 200,
            "the ones that came later are not told that it is closed: {}",
            answer.text
        );
        texts.push(answer.text);
    }
    texts.dedup();
    assert_eq!(texts.len(), 1);
    assert_eq!(world.count("SELECT count(*) FROM task_decisions").await, 1);
    // The same key for another decision, or another task.
    let deny = json!({ "actor": "mara", "decision": "deny" });
    let answer = keyed(&system, "d", &path, deny).await;
    assert_eq!(
        (answer.status, answer.problem().1),
        (422, vec!["Idempotency-Key".to_owned()])
    );
    let answer = keyed(&system, "d", TASK, body()).await;
    assert_eq!(
        (answer.status, answer.problem().1),
        (422, vec!["Idempotency-Key".to_owned()])
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_body_is_refused_and_a_refusal_is_not_kept() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let unknown = json!({ "policy": 1, "subject": "bob" });
    assert_eq!(
        keyed(&system, "k", TASK, unknown.clone()).await.problem().1,
        ["subject"]
    );
    world
        .import("bob,Bob Ray,,mara,Finance,Clerk,London,2018-01-01,,Europe/London,employee\n")
        .await;
    // Nothing was changed, so nothing was kept: the same request may succeed now.
    assert_eq!(keyed(&system, "k", TASK, unknown).await.status, 201);
    let answer = keyed(&system, "k", TASK, body()).await;
    assert_eq!(
        (answer.status, answer.problem().1),
        (422, vec!["Idempotency-Key".to_owned()])
    );
    assert_eq!(answer.json()["errors"][0]["in"], "header");
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);
    for odd in ["", "a b", "ü", &"k".repeat(256)] {
        let mut caller = system.clone();
        let value = axum::http::HeaderValue::from_bytes(odd.as_bytes()).unwrap();
        caller.headers.insert("idempotency-key", value);
        let answer = caller.post(TASK, body()).await;
        assert_eq!(
            (answer.status, answer.problem().1),
            (422, vec!["Idempotency-Key".to_owned()]),
            "{odd}"
        );
    }
    assert_eq!(keyed(&system, &"k".repeat(255), TASK, body()).await.status, 201);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_kept_for_a_day() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let first = keyed(&system, "k", TASK, body()).await;
    world.at("2028-01-12T08:59:59Z");
    assert_eq!(keyed(&system, "k", TASK, body()).await.text, first.text);
    assert_eq!(
        world.services.retention().prune(Kept::ApiAnswers).await.unwrap(),
        0
    );
    // A day later it is a key like any other, whether or not the old answer has been removed.
    world.at("2028-01-12T09:00:00Z");
    let later = keyed(&system, "k", TASK, body()).await;
    assert_eq!(later.status, 201);
    assert_ne!(later.text, first.text);
    assert_eq!(world.count("SELECT count(*) FROM api_answers").await, 1);
    world.at("2028-01-13T09:00:00Z");
    assert_eq!(
        world.services.retention().prune(Kept::ApiAnswers).await.unwrap(),
        1
    );
    assert_eq!(world.count("SELECT count(*) FROM api_answers").await, 0);
    world.end().await;
}
