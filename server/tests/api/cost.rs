//! What a call costs: round trips to the database.

use serde_json::json;

use super::{Caller, roles};
use crate::support::World;
use crate::tasks::delegate;

#[tokio::test(flavor = "multi_thread")]
async fn creating_a_task_takes_three_round_trips() {
    let (world, door) = World::counted().await;
    roles(&world).await;
    delegate(&world, "mara", "bea").await;
    let system = Caller::able(&world).await;
    let body = |subject: &str| json!({ "policy": 1, "subject": subject, "requester": subject, "role": "viewer", "external_ref": "T-1" });
    // The first one notes the hour of the token's use.
    let task = system.post("/tasks", body("ben")).await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    door.queries();
    assert_eq!(system.post("/tasks", body("bea")).await.status, 201);
    assert_eq!(
        door.queries(),
        3,
        "the token, what there is, and the task with all that belongs to it"
    );
    let keyed = system.clone().with("idempotency-key", "k");
    assert_eq!(keyed.post("/tasks", body("max")).await.status, 201);
    assert_eq!(door.queries(), 3, "a key costs nothing");
    assert_eq!(
        keyed
            .post("/tasks", body("max"))
            .await
            .header("idempotency-replayed"),
        Some("true")
    );
    assert_eq!(door.queries(), 1, "the token and what was answered");
    assert_eq!(system.post("/tasks", body("ben")).await.status, 422);
    assert_eq!(
        door.queries(),
        2,
        "the token, and what there is: the open request (T15)"
    );
    for (path, trips) in [
        (format!("/tasks/{task}"), 2),
        ("/tasks".to_owned(), 2),
        ("/tasks?state=open".to_owned(), 2),
        ("/tasks?assignee=bea".to_owned(), 3),
        ("/people/ben/access".to_owned(), 3),
        (
            "/access/check?person=mara&privilege=manage_absences&target=ben".to_owned(),
            4,
        ),
        ("/openapi.json".to_owned(), 0),
    ] {
        door.queries();
        assert_eq!(system.get(&path).await.status, 200, "{path}");
        assert_eq!(door.queries(), trips, "{path}");
    }
    let mut wrong = system.clone();
    wrong.token = "locum_wrong".to_owned();
    assert_eq!(wrong.get("/tasks").await.status, 401);
    assert_eq!(door.queries(), 0, "what is no token costs nothing");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_pool_tasks_reads_each_role_once() {
    let (world, door) = World::counted().await;
    roles(&world).await;
    let pool = super::policy(
        &world,
        "request",
        &["approver, approver_role_id: 'role', (SELECT id FROM roles WHERE code = 'super_administrator')"],
    )
    .await;
    super::name_policy(&world, "viewer", pool).await;
    let system = Caller::able(&world).await;
    for subject in ["ben", "bea", "max", "ada", "abel", "mara"] {
        let body = json!({ "policy": pool, "subject": subject, "role": "viewer" });
        assert_eq!(system.post("/tasks", body).await.status, 201, "{subject}");
    }
    door.queries();
    let page = system.get("/tasks").await.json();
    assert_eq!(
        door.queries(),
        4,
        "the token, the tasks, the holders and their names"
    );
    for task in page["items"].as_array().unwrap() {
        let asked: Vec<&str> = task["assignees"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["username"].as_str().unwrap())
            .collect();
        let expected = match task["subject"].as_str().unwrap() {
            "ada" => vec!["abel"],
            "abel" => vec!["ada"],
            _ => vec!["ada", "abel"],
        };
        assert_eq!(asked, expected, "{task}");
    }
    world.end().await;
}
