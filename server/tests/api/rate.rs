//! Calls to the API: so many a second for one token (`LOCUM_API_RATE`).

use std::num::NonZeroU32;

use serde_json::json;

use super::{Answer, Caller};
use crate::brakes::held_up;
use crate::support::{Setup, World};

/// A world in which a token may call three times a second.
async fn world() -> World {
    let api_rate = NonZeroU32::new(3).unwrap();
    World::with(Setup {
        api_rate,
        ..Setup::default()
    })
    .await
}

fn wait(answer: &Answer) -> &str {
    assert_eq!(
        (answer.status, answer.problem().0.as_str()),
        (429, "too-many-calls")
    );
    answer.header("retry-after").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_token_that_calls_too_often_is_told_to_wait_and_nothing_is_changed() {
    let world = world().await;
    let system = Caller::able(&world).await;
    let task = || json!({ "policy": 1, "subject": "ben" });
    for _ in 0..2 {
        assert_eq!(system.post("/tasks", task()).await.status, 201);
    }
    assert_eq!(system.get("/tasks").await.status, 200);
    let answer = system.post("/tasks", task()).await;
    assert_eq!(wait(&answer), "1");
    assert!(
        answer.text.contains(
            "Nothing was changed. This token has made 3 calls in the last second. Try again in 1 second."
        ),
        "{}",
        answer.text
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(held_up(&world, "calls").await.as_deref(), Some("1"));
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 2);
    // Another token has its own brake; the description, which needs none, has none.
    let other = Caller::able(&world).await;
    assert_eq!(other.get("/tasks").await.status, 200);
    for _ in 0..5 {
        assert_eq!(system.get("/openapi.json").await.status, 200);
    }
    world.at("2028-01-11T09:00:00.334Z");
    assert_eq!(system.post("/tasks", task()).await.status, 201, "three a second");
    wait(&system.get("/tasks").await);
    world.at("2028-01-11T09:00:02Z");
    for _ in 0..3 {
        assert_eq!(system.get("/tasks").await.status, 200);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_whoever_guesses_tokens_is_held_up_by_the_same_one_only() {
    let world = world().await;
    let mut nobody = Caller::able(&world).await;
    nobody.token = format!("locum_{}", "0".repeat(64));
    for _ in 0..3 {
        assert_eq!(nobody.get("/tasks").await.status, 401);
    }
    wait(&nobody.get("/tasks").await);
    nobody.token = format!("locum_{}", "1".repeat(64));
    assert_eq!(nobody.get("/tasks").await.status, 401);
    world.end().await;
}
