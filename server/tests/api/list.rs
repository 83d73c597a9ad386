//! `GET /tasks`: filters and pages.

use serde_json::{Value, json};

use super::{Caller, policy};
use crate::support::World;
use crate::tasks::delegate;

async fn posted(system: &Caller, body: Value) -> String {
    let answer = system.post("/tasks", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// The ids on a page, and where it ended.
async fn page(system: &Caller, query: &str) -> (Vec<String>, Option<String>) {
    let answer = system.get(&format!("/tasks?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let json = answer.json();
    let ids = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["id"].as_str().unwrap().to_owned());
    (ids.collect(), json["next_cursor"].as_str().map(str::to_owned))
}

/// All pages of a list.
async fn all(system: &Caller, query: &str) -> Vec<String> {
    let (mut ids, mut next) = page(system, query).await;
    while let Some(cursor) = next {
        let (more, then) = page(system, &format!("{query}&cursor={cursor}")).await;
        assert!(!more.is_empty());
        ids.extend(more);
        next = then;
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_newest_first() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let pool = policy(
        &world,
        "request",
        &["approver, approver_role_id: 'role', (SELECT id FROM roles WHERE code = 'line_manager')"],
    )
    .await;
    let mut made = Vec::new();
    for turn in 0..7 {
        // Some at the same instant.
        world.at(&format!("2028-01-11T09:0{}:00Z", turn / 2));
        let policy = if turn % 3 == 0 { pool } else { 1 };
        made.push(
            posted(
                &system,
                json!({ "policy": policy, "subject": "ben", "external_ref": "same" }),
            )
            .await,
        );
    }
    let newest: Vec<String> = {
        let mut sorted = made.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        sorted
    };
    for query in [
        "limit=3",
        "limit=1&state=open",
        "limit=2&external_ref=same",
        "limit=2&external_ref=same&state=open&assignee=mara",
    ] {
        assert_eq!(all(&system, query).await, newest, "{query}");
    }
    // mara is ben's manager, and holds the pool's role.
    let mut hers = all(&system, "limit=2&assignee=mara").await;
    hers.sort_by(|a, b| b.cmp(a));
    assert_eq!(hers, newest);
    assert_eq!(all(&system, "limit=1&assignee=milo").await.len(), 3, "the pool's");
    assert_eq!(all(&system, "limit=5&assignee=bea").await, Vec::<String>::new());
    assert_eq!(page(&system, "limit=7").await.1, None, "no empty page at the end");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_found_by_state_reference_and_assignee() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    delegate(&world, "milo", "ines").await;
    let first = posted(
        &system,
        json!({ "policy": 1, "subject": "ben", "external_ref": "A 1/é" }),
    )
    .await;
    world.at("2028-01-11T09:00:01Z");
    let second = posted(
        &system,
        json!({ "policy": 1, "subject": "max", "external_ref": "B" }),
    )
    .await;
    let decision = json!({ "actor": "mara", "decision": "deny" });
    assert_eq!(
        system
            .post(&format!("/tasks/{first}/decision"), decision)
            .await
            .status,
        200
    );
    for (query, expected) in [
        ("state=denied", vec![&first]),
        ("state=open", vec![&second]),
        ("state=approved", vec![]),
        ("external_ref=A%201/%C3%A9", vec![&first]),
        ("external_ref=A+1/%C3%A9&state=open", vec![]),
        ("external_ref=B&assignee=INES", vec![&second]),
        ("external_ref=B&assignee=milo", vec![]),
        ("assignee=ines", vec![&second]),
        ("assignee=milo", vec![]),
        ("assignee=mara", vec![]),
        ("assignee=ines&state=denied", vec![]),
        ("", vec![&second, &first]),
    ] {
        assert_eq!(
            page(&system, query).await.0.iter().collect::<Vec<_>>(),
            expected,
            "{query}"
        );
    }
    let denied = system.get("/tasks?state=denied").await.json();
    let task = &denied["items"][0];
    assert_eq!(
        (&task["assignees"], &task["closed_at"]),
        (&json!([]), &json!("2028-01-11T09:00:01Z"))
    );
    assert_eq!(
        (&task["policy"], &task["policy_name"]),
        (&json!(null), &json!("Default request"))
    );
    assert!(task.get("log").is_none());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_wrong_filters_are_named() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    for (query, field) in [
        ("assignee=nobody", "assignee"),
        ("assignee=%00", "assignee"),
        ("state=Open", "state"),
        ("state=", "state"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e2", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("cursor=x", "cursor"),
        (
            "cursor=7fffffffffffffff.00000000000000000000000000000000",
            "cursor",
        ),
        ("cursor=%00.%00", "cursor"),
        ("external_ref=", "external_ref"),
        ("external_ref=%00", "external_ref"),
        ("offset=3", "offset"),
        ("state=open&state=denied", "state"),
    ] {
        let answer = system.get(&format!("/tasks?{query}")).await;
        assert_eq!(
            (answer.status, answer.problem().1),
            (422, vec![field.to_owned()]),
            "{query}: {}",
            answer.text
        );
        assert_eq!(answer.json()["errors"][0]["in"], "query");
    }
    let answer = system.get("/tasks?state=%ff").await;
    answer.problem();
    assert!((400..500).contains(&answer.status));
    world.end().await;
}
