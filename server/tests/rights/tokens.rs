//! Other systems (H4, T15, R22 (2)): a task follows its role's policy, and no token decides who gets an administrative role.

use domain::scope::Scope;
use serde_json::json;

use super::held;
use crate::api::Caller;
use crate::support::World;

async fn policy(world: &World, name: &str) -> i64 {
    world
        .rows("SELECT id FROM policies WHERE name = $1", &[&name])
        .await[0]
        .get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_a_token_chooses_no_policy_for_a_role() {
    let world = crate::tasks::world().await;
    let sql = "INSERT INTO policies (kind, name) VALUES ('request', 'Oneself');
        INSERT INTO policy_steps (policy_id, position, approver) SELECT id, 1, 'subject' FROM policies WHERE name = 'Oneself';";
    world.database.batch(sql).await;
    let caller = Caller::new(&world, &[Scope::TasksWrite, Scope::TasksDecide]).await;
    let oneself = policy(&world, "Oneself").await;
    for role in ["viewer", "editor", "approver"] {
        let body = json!({ "policy": oneself, "subject": "ben", "role": role });
        let answer = caller.post("/tasks", body).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
        assert_eq!(answer.problem().1, ["policy"], "{}", answer.text);
    }
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 0);
    // The role's own policy, or none, which means the same; without a role any policy.
    let blocked = policy(&world, "Blocked").await;
    for body in [
        json!({ "policy": blocked, "subject": "ben", "role": "editor" }),
        json!({ "subject": "bea", "role": "editor" }),
        json!({ "type": "request", "subject": "max", "role": "editor" }),
        json!({ "policy": oneself, "subject": "ben" }),
        json!({ "subject": "ben" }),
    ] {
        let answer = caller.post("/tasks", body.clone()).await;
        assert_eq!(answer.status, 201, "{body}: {}", answer.text);
    }
    let sql = "SELECT string_agg(policy_name, ', ' ORDER BY policy_name) FROM tasks";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "Blocked, Blocked, Blocked, Default request, Oneself"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn type_says_which_policy_and_contradicts_none() {
    let world = crate::tasks::world().await;
    let caller = Caller::new(&world, &[Scope::TasksWrite]).await;
    let request = policy(&world, "Default request").await;
    let built_in = policy(&world, "Administrative roles").await;
    for (body, field) in [
        (
            json!({ "policy": request, "type": "review", "subject": "ben" }),
            "type",
        ),
        (json!({ "type": "merge", "subject": "ben" }), "type"),
        (json!({ "policy": built_in, "subject": "ben" }), "policy"),
        (json!({ "policy": 999_999, "subject": "ben" }), "policy"),
        (json!({ "type": "revoke", "subject": "ben" }), "role"),
    ] {
        let answer = caller.post("/tasks", body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text);
        assert_eq!(answer.problem().1, [field], "{body}: {}", answer.text);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrative_role_needs_its_scope_and_people_on_a_page() {
    let world = World::new().await;
    let body = json!({ "subject": "ben", "role": "it_security_manager" });
    let narrow = Caller::new(&world, &[Scope::TasksWrite, Scope::TasksDecide]).await;
    let answer = narrow.post("/tasks", body.clone()).await;
    assert_eq!(answer.status, 403, "{}", answer.text);
    assert!(answer.text.contains("tasks:administrative"), "{}", answer.text);
    let able = Caller::able(&world).await;
    let answer = able.post("/tasks", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let task = answer.json()["id"].as_str().unwrap().to_owned();
    // Neither the manager's step nor the second person's is a token's to decide or to pass on.
    for (call, body) in [
        ("decision", json!({ "actor": "mara", "decision": "approve" })),
        (
            "reassign",
            json!({ "actor": "mara", "to": "milo", "reason": "Quicker" }),
        ),
    ] {
        let answer = able.post(&format!("/tasks/{task}/{call}"), body).await;
        assert_eq!(answer.status, 403, "{}", answer.text);
    }
    let mut mara = world.sign_in("mara").await;
    assert_eq!(
        super::approve(&mut mara, &format!("/tasks/{task}")).await.status,
        303
    );
    for who in ["ada", "ines"] {
        let body = json!({ "actor": who, "decision": "approve" });
        let answer = able.post(&format!("/tasks/{task}/decision"), body).await;
        assert_eq!(answer.status, 403, "{}", answer.text);
    }
    assert_eq!(held(&world, "ben").await, Vec::<String>::new());
    let mut ines = world.sign_in("ines").await;
    assert_eq!(
        super::approve(&mut ines, &format!("/tasks/{task}")).await.status,
        303
    );
    assert_eq!(held(&world, "ben").await, ["it_security_manager"]);
    world.end().await;
}
