//! G8: failed sign-ins, lock-outs and 403 are in the log, with account and address, and a flood does not fill it.

use serde_json::{Value, json};

use crate::api::Caller;
use crate::support::{PASSWORD, World};

/// What stands in the log of an action, in the order of writing: whom it concerns, who acted, the object, through what, facts.
async fn entries(world: &World, action: &str) -> Vec<(Option<String>, Option<String>, String, Value)> {
    world.services.refusals_written().await;
    let sql = "SELECT c.username, a.username, l.object_kind || ' ' || CASE l.object_kind WHEN 'person' THEN 'them' ELSE l.object_id END \
          || ' ' || l.through, l.after::text FROM audit_log l LEFT JOIN people c ON c.id = l.concerns_id \
        LEFT JOIN people a ON a.id = l.actor_id WHERE l.action = $1 ORDER BY l.id";
    let rows = world.rows(sql, &[&action]).await;
    let facts = |text: &str| serde_json::from_str(text).unwrap();
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), facts(row.get(3))))
        .collect()
}

async fn try_to_sign_in(world: &World, username: &str, password: &str) -> u16 {
    let fields = [("username", username), ("password", password)];
    world.browser().post("/login", &fields).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_a_failed_sign_in_is_in_the_log_and_what_was_typed_for_nobody_is_not() {
    let world = World::new().await;
    world
        .execute(
            "UPDATE people SET disabled_at = '2028-01-01' WHERE username = 'max'",
            &[],
        )
        .await;
    assert_eq!(try_to_sign_in(&world, "BEN", "battery horse correct").await, 422);
    assert_eq!(try_to_sign_in(&world, "max", PASSWORD).await, 422);
    // A password in the wrong field.
    assert_eq!(try_to_sign_in(&world, "hunter2-is-my-secret", "ben").await, 422);
    let facts = |account: &str, reason: &str| json!({ "account": account, "address": "127.0.0.1", "reason": reason, "times": 1, "not_written": 0 });
    let mut found = entries(&world, "session.sign_in_failed").await;
    found.sort_by_key(|(concerns, ..)| concerns.clone());
    let person = "person them /login".to_owned();
    let expected = [
        (
            None,
            None,
            "account unknown /login".to_owned(),
            facts("unknown account", "unknown_account"),
        ),
        (
            Some("ben".to_owned()),
            None,
            person.clone(),
            facts("ben", "wrong_password"),
        ),
        (Some("max".to_owned()), None, person, facts("max", "inactive")),
    ];
    assert_eq!(found, expected);
    let typed =
        "SELECT count(*) FROM audit_log l WHERE l::text ILIKE '%hunter2%' OR l::text ILIKE '%battery%'";
    assert_eq!(world.count(typed).await, 0);
    let mut ada = world.sign_in("ada").await;
    let page = ada
        .get("/admin/audit?person=ben&action=session.sign_in_failed")
        .await;
    assert!(page.has_row("session.sign_in_failed"), "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_guessing_on_is_a_lock_out_in_the_log_and_a_flood_does_not_fill_it() {
    let world = World::new().await;
    let mut statuses = Vec::new();
    for _ in 0..120 {
        statuses.push(try_to_sign_in(&world, "ben", "wrong").await);
    }
    let failed = statuses.iter().take_while(|status| **status == 422).count();
    let locked_out = statuses.iter().filter(|status| **status == 429).count();
    assert!(failed >= 10 && locked_out > 90, "{statuses:?}");
    // They are written beside the answers, in no order.
    let times = |entries: Vec<(Option<String>, Option<String>, String, Value)>| -> Vec<i64> {
        let counted = entries.iter().filter_map(|(.., facts)| facts["times"].as_i64());
        let mut counted: Vec<i64> = counted.collect();
        counted.sort_unstable();
        counted
    };
    let failures = entries(&world, "session.sign_in_failed").await;
    assert!(
        failures
            .iter()
            .all(|(concerns, ..)| concerns.as_deref() == Some("ben"))
    );
    assert_eq!(times(failures), [1, 10]);
    let lock_outs = entries(&world, "session.locked_out").await;
    assert!(
        lock_outs
            .iter()
            .all(|(concerns, ..)| concerns.as_deref() == Some("ben"))
    );
    let counted = times(lock_outs);
    let expected: &[i64] = if locked_out >= 100 {
        &[1, 10, 100]
    } else {
        &[1, 10]
    };
    assert_eq!(counted, expected, "of {locked_out}");
    for typed in 0..60 {
        try_to_sign_in(&world, &format!("nobody-{typed}"), "wrong").await;
    }
    let unknown = entries(&world, "session.sign_in_failed").await;
    let unknown = unknown.iter().filter(|(concerns, ..)| concerns.is_none()).count();
    assert!((1..=30).contains(&unknown), "at most so many a minute: {unknown}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_a_refused_page_is_in_the_log_with_who_was_refused() {
    let world = World::new().await;
    let mut ben = world
        .sign_in("ben")
        .await
        .with_header("x-request-id", "of the <proxy>");
    assert_eq!(ben.get("/admin/audit?person=ada").await.status, 403);
    assert_eq!(ben.get("/admin/audit").await.status, 403);
    assert_eq!(ben.get("/profile").await.status, 200);
    assert_eq!(ben.post("/security-console/users/ben", &[]).await.status, 403);
    let reader = Caller::new(&world, &[domain::scope::Scope::TasksRead]).await;
    assert_eq!(reader.post("/tasks", json!({})).await.status, 403);
    let foreign = world
        .browser()
        .with_header("sec-fetch-site", "cross-site")
        .post("/login", &[])
        .await;
    assert_eq!(foreign.status, 403);
    let facts = |method: &str, address: &str| json!({ "address": address, "method": method, "times": 1, "not_written": 0 });
    let found = entries(&world, "access.refused").await;
    let through = found
        .get(2)
        .map(|(_, _, object, _)| object.clone())
        .unwrap_or_default();
    assert!(through.starts_with("page /api/v1/tasks api: "), "{through}");
    let ben = Some("ben".to_owned());
    let expected = [
        (
            None,
            ben.clone(),
            "page /admin/audit /admin/audit".to_owned(),
            facts("GET", "127.0.0.1"),
        ),
        (
            None,
            ben,
            "page /security-console/users/ben /security-console/users/ben".to_owned(),
            facts("POST", "127.0.0.1"),
        ),
        (None, None, through, facts("POST", "unknown")),
        (
            None,
            None,
            "page /login /login".to_owned(),
            facts("POST", "127.0.0.1"),
        ),
    ];
    assert_eq!(found, expected);
    let ids = "SELECT request_id, client_request_id FROM audit_log WHERE action = 'access.refused' ORDER BY id LIMIT 1";
    let row = &world.rows(ids, &[]).await[0];
    assert_eq!(
        (row.get::<_, &str>(0).len(), row.get::<_, &str>(1)),
        (36, "oftheproxy")
    );
    world.end().await;
}
