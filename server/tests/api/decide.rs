//! `POST /tasks/{id}/decision`: the person must be asked now and eligible now (T5, T7, T11, T13, T14).

use serde_json::{Value, json};

use super::{Answer, Caller, MANAGER, policy, roles};
use crate::support::World;
use crate::tasks::delegate;

/// Posts a task and returns its path.
async fn posted(system: &Caller, body: Value) -> String {
    let answer = system.post("/tasks", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    format!("/tasks/{}", answer.json()["id"].as_str().unwrap())
}

async fn decide(system: &Caller, task: &str, actor: &str, decision: &str) -> Answer {
    let body = json!({ "actor": actor, "decision": decision, "reason": "By phone" });
    system.post(&format!("{task}/decision"), body).await
}

/// Everything that a decision could change.
async fn facts(world: &World) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "task_decisions",
        "task_log",
        // A refusal is no change (G8).
        "audit_log WHERE action <> 'access.refused'",
        "outbox",
        "task_assignments",
        "grants",
    ] {
        counts.push(world.count(&format!("SELECT count(*) FROM {table}")).await);
    }
    counts.push(
        world
            .count("SELECT count(*) FROM tasks WHERE state = 'open'")
            .await,
    );
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_decision_is_carried_over_and_names_person_and_token() {
    let world = World::new().await;
    roles(&world).await;
    delegate(&world, "mara", "bea").await;
    let system = Caller::named(&world, "chat bot", &domain::scope::Scope::ALL).await;
    let task = posted(
        &system,
        json!({ "policy": 1, "subject": "ben", "requester": "ben", "role": "viewer" }),
    )
    .await;
    let answer = decide(&system, &task, "bea", "approve").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let id = task.trim_start_matches("/tasks/");
    assert_eq!(
        answer.json(),
        json!({ "id": id, "state": "approved", "step": 1, "assignees": [] })
    );
    let granted = "SELECT count(*) FROM grants g JOIN roles r ON r.id = g.role_id WHERE r.code = 'viewer' AND g.source = 'request'";
    assert_eq!(world.count(granted).await, 1, "T13");
    let read = system.get(&task).await.json();
    let decided = read["log"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["event"] == "Approved: By phone")
        .unwrap();
    assert_eq!(
        [&decided["actor"], &decided["on_behalf_of"], &decided["through"]],
        ["bea", "mara", "api: chat bot"],
        "G4"
    );
    let entry = "SELECT a.through, p.username, b.username FROM audit_log a JOIN people p ON p.id = a.actor_id \
                 JOIN people b ON b.id = a.on_behalf_of WHERE a.action = 'task.approved'";
    let entry = &world.rows(entry, &[]).await[0];
    let entry: [String; 3] = [entry.get(0), entry.get(1), entry.get(2)];
    assert_eq!(entry, ["api: chat bot", "bea", "mara"]);
    let page = world.seen_by("ben", &task).await;
    assert!(
        page.has_step("Bea Lund for Mara Vogel") && page.says("api: chat bot"),
        "{}",
        page.text()
    );
    // Once more, by the same or another person: it is closed.
    for (actor, decision) in [
        ("bea", "approve"),
        ("bea", "deny"),
        ("mara", "deny"),
        ("max", "deny"),
    ] {
        let answer = decide(&system, &task, actor, decision).await;
        assert_eq!(
            (answer.status, answer.problem().0.as_str()),
            (409, "conflict"),
            "{actor}"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_who_is_not_asked_may_not_decide_and_nothing_changes() {
    let world = World::new().await;
    roles(&world).await;
    delegate(&world, "mara", "bea").await;
    let system = Caller::able(&world).await;
    let task = posted(
        &system,
        json!({ "policy": 1, "subject": "ben", "requester": "ben", "role": "viewer" }),
    )
    .await;
    let before = facts(&world).await;
    // The subject, who was passed over, the manager's manager, an administrator, somebody who left, nobody in particular.
    for actor in ["ben", "mara", "milo", "ada", "zoe", "max"] {
        let answer = decide(&system, &task, actor, "approve").await;
        assert_eq!(
            (answer.status, answer.problem().0.as_str()),
            (403, "not-allowed"),
            "{actor}: {}",
            answer.text
        );
    }
    for actor in ["nobody", "", "bea\u{0}", "b*", "1"] {
        let answer = decide(&system, &task, actor, "approve").await;
        assert_eq!(
            (answer.status, answer.problem().1),
            (422, vec!["actor".to_owned()]),
            "{actor}"
        );
    }
    for decision in ["yes", "Approve", "", "approved"] {
        let answer = decide(&system, &task, "bea", decision).await;
        assert_eq!(
            (answer.status, answer.problem().1),
            (422, vec!["decision".to_owned()]),
            "{decision}"
        );
    }
    let long = json!({ "actor": "bea", "decision": "approve", "reason": "x".repeat(2001) });
    let answer = system.post(&format!("{task}/decision"), long).await;
    assert_eq!(
        (answer.status, answer.problem().1),
        (422, vec!["reason".to_owned()])
    );
    assert_eq!(facts(&world).await, before);
    // bea is disabled: she is asked, but may not decide any more, also before the sweep has seen it.
    world
        .database
        .batch("UPDATE people SET disabled_at = '2028-01-11T08:00Z' WHERE username = 'bea'")
        .await;
    assert_eq!(decide(&system, &task, "bea", "approve").await.status, 403);
    assert_eq!(facts(&world).await, before);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_nobody_approves_their_own_request_through_a_delegate_or_the_delegates_delegate() {
    let world = World::new().await;
    roles(&world).await;
    let system = Caller::able(&world).await;
    // mara → max → ben → bea: ben asks; what is reached only through him is barred too.
    delegate(&world, "mara", "max").await;
    delegate(&world, "max", "ben").await;
    delegate(&world, "ben", "bea").await;
    let body = json!({ "policy": 1, "subject": "ben", "requester": "ben", "role": "viewer" });
    let task = posted(&system, body).await;
    let read = system.get(&task).await.json();
    assert_eq!(
        read["assignees"],
        json!([{ "username": "max", "original": "mara", "via": [] }])
    );
    for actor in ["ben", "bea", "mara"] {
        assert_eq!(
            decide(&system, &task, actor, "approve").await.status,
            403,
            "{actor}"
        );
    }
    // A requester who is not the subject is barred as well.
    let for_bea = posted(
        &system,
        json!({ "policy": 1, "subject": "bea", "requester": "max" }),
    )
    .await;
    let read = system.get(&for_bea).await.json();
    assert_eq!(
        read["assignees"],
        json!([{ "username": "mara", "original": "mara", "via": [] }])
    );
    assert_eq!(decide(&system, &for_bea, "max", "approve").await.status, 403);
    assert_eq!(decide(&system, &for_bea, "mara", "approve").await.status, 200);
    // Where the step allows it, they may.
    let own = policy(
        &world,
        "request",
        &["approver, allow_self_approval: 'manager', true"],
    )
    .await;
    let task = posted(
        &system,
        json!({ "policy": own, "subject": "ben", "requester": "ben" }),
    )
    .await;
    assert_eq!(system.get(&task).await.json()["assignees"][0]["username"], "bea");
    assert_eq!(decide(&system, &task, "bea", "approve").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_distinct_approvers_are_distinct_also_by_way_of_delegates() {
    let world = World::new().await;
    roles(&world).await;
    let system = Caller::able(&world).await;
    let two = policy(
        &world,
        "request",
        &[MANAGER, "approver, distinct_approvers, approver_role_id: 'role', true, (SELECT id FROM roles WHERE code = 'it_security_manager')"],
    )
    .await;
    super::name_policy(&world, "viewer", two).await;
    world.import("mara,Mara Vogel,mara@example.org,ada,Finance,Manager,London,2016-01-01,,Europe/London,employee line_manager it_security_manager\n").await;
    // bea decides for mara: neither of them may decide the second step.
    delegate(&world, "mara", "bea").await;
    let task = posted(
        &system,
        json!({ "policy": two, "subject": "ben", "role": "viewer" }),
    )
    .await;
    let answer = decide(&system, &task, "bea", "approve").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let expected =
        json!([{ "username": "ines", "original": "ines", "via": [], "role": "it_security_manager" }]);
    assert_eq!(
        (&answer.json()["step"], &answer.json()["assignees"]),
        (&json!(2), &expected)
    );
    for actor in ["mara", "bea", "ben", "ada"] {
        assert_eq!(
            decide(&system, &task, actor, "approve").await.status,
            403,
            "{actor}"
        );
    }
    let answer = decide(&system, &task, "ines", "deny").await;
    assert_eq!((answer.status, &answer.json()["state"]), (200, &json!("denied")));
    assert_eq!(
        world
            .count("SELECT count(*) FROM grants WHERE source = 'request'")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_step_that_wants_a_reason_gets_one() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let strict = policy(&world, "request", &["approver, reason_to_deny: 'manager', true"]).await;
    let task = posted(&system, json!({ "policy": strict, "subject": "ben" })).await;
    let answer = system
        .post(
            &format!("{task}/decision"),
            json!({ "actor": "mara", "decision": "deny" }),
        )
        .await;
    assert_eq!(
        (answer.status, answer.problem().1),
        (422, vec!["reason".to_owned()])
    );
    assert_eq!(decide(&system, &task, "mara", "deny").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t11_of_two_who_decide_at_once_one_is_told() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let task = posted(&system, json!({ "policy": 1, "subject": "ben" })).await;
    let tries = (0..10).map(|turn| {
        let (system, task) = (system.clone(), task.clone());
        let decision = if turn % 2 == 0 { "approve" } else { "deny" };
        tokio::spawn(async move { decide(&system, &task, "mara", decision).await.status })
    });
    let mut statuses = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!(world.count("SELECT count(*) FROM task_decisions").await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_ids_are_no_tasks() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    posted(&system, json!({ "policy": 1, "subject": "ben" })).await;
    for id in [
        "00000000-0000-7000-8000-000000000000",
        "1",
        "x",
        "%00",
        "%ff",
        "..%2f..",
        "null",
    ] {
        let task = format!("/tasks/{id}");
        let answer = decide(&system, &task, "mara", "approve").await;
        assert_eq!(
            (answer.status, answer.problem().0.as_str()),
            (404, "not-found"),
            "{id}"
        );
        assert_eq!(system.get(&task).await.status, 404, "{id}");
    }
    assert_eq!(world.count("SELECT count(*) FROM task_decisions").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_reassignment_is_carried_over_with_t5_for_the_new_person() {
    let world = World::new().await;
    roles(&world).await;
    let system = Caller::named(&world, "chat bot", &domain::scope::Scope::ALL).await;
    delegate(&world, "milo", "ines").await;
    let task = posted(
        &system,
        json!({ "policy": 1, "subject": "ben", "requester": "bea", "role": "viewer" }),
    )
    .await;
    let pass_on = async |actor: &str, to: &str, reason: &str| {
        let body = json!({ "actor": actor, "to": to, "reason": reason });
        system
            .clone()
            .with(
                "idempotency-key",
                &format!("{actor}-{to}-{reason}").replace(' ', "-"),
            )
            .post(&format!("{task}/reassign"), body)
            .await
    };
    let before = facts(&world).await;
    for (actor, to, reason, fields) in [
        ("mara", "nobody", "Away", vec!["to"]),
        ("mara", "zoe", "Away", vec!["to"]),
        ("mara", "mara", "Away", vec!["to"]),
        // Subject and requester may not decide.
        ("mara", "ben", "Away", vec!["to"]),
        ("mara", "bea", "Away", vec!["to"]),
        ("mara", "milo", " ", vec!["reason"]),
        ("nobody", "milo", "Away", vec!["actor"]),
    ] {
        let answer = pass_on(actor, to, reason).await;
        assert_eq!(
            (answer.status, answer.problem().1),
            (422, fields.iter().map(|f| (*f).to_owned()).collect()),
            "{to}: {}",
            answer.text
        );
    }
    for actor in ["milo", "ben", "ada"] {
        assert_eq!(pass_on(actor, "max", "Away").await.status, 403, "{actor}");
    }
    let answer = pass_on("mara", "mil", "Away").await;
    assert!(
        answer.text.contains("“mil”") && !answer.text.contains("milo") && !answer.text.contains("Milo"),
        "S: the directory is not read by the right to decide: {}",
        answer.text
    );
    assert_eq!(facts(&world).await, before);
    let answer = pass_on("mara", "milo", "Away").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let expected = json!([{ "username": "ines", "original": "mara", "via": ["milo"] }]);
    assert_eq!(answer.json()["assignees"], expected);
    assert_eq!(
        pass_on("mara", "milo", "Away")
            .await
            .header("idempotency-replayed"),
        Some("true")
    );
    let log = system.get(&task).await.json()["log"].clone();
    let act = log
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["actor"] == "mara")
        .unwrap();
    assert_eq!(act["through"], "api: chat bot", "G4");
    // It is hers no longer, and nobody else's.
    for actor in ["mara", "milo", "ben"] {
        assert_eq!(
            decide(&system, &task, actor, "approve").await.status,
            403,
            "{actor}"
        );
    }
    assert_eq!(decide(&system, &task, "ines", "approve").await.status, 200);
    assert_eq!(pass_on("ines", "max", "Late").await.status, 409);
    let kept = policy(
        &world,
        "request",
        &["approver, allow_reassignment: 'manager', false"],
    )
    .await;
    let task = posted(&system, json!({ "policy": kept, "subject": "ben" })).await;
    let body = json!({ "actor": "mara", "to": "milo", "reason": "Away" });
    assert_eq!(
        system.post(&format!("{task}/reassign"), body).await.status,
        403,
        "the step forbids it"
    );
    world.end().await;
}
