//! `POST /tasks` (T5, T12, T13, T15, G3, G4, G6).

use serde_json::json;

use super::{Caller, policy, roles};
use crate::support::World;
use crate::tasks::delegate;

#[tokio::test(flavor = "multi_thread")]
async fn t15_a_posted_task_goes_to_the_delegate_and_says_so() {
    let world = World::new().await;
    roles(&world).await;
    delegate(&world, "mara", "milo").await;
    delegate(&world, "milo", "bea").await;
    let system = Caller::named(&world, "payroll", &domain::scope::Scope::ALL).await;
    let answer = system
        .post(
            "/tasks",
            json!({ "policy": 1, "subject": "ben", "requester": "ines", "role": "viewer", "external_ref": "T-1" }),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let task = answer.json();
    let id = task["id"].as_str().unwrap();
    assert_eq!(
        answer.header("location"),
        Some(format!("/api/v1/tasks/{id}").as_str())
    );
    let expected = json!({
        "id": id, "state": "open", "step": 1,
        "assignees": [{ "username": "bea", "original": "mara", "via": ["milo"] }],
    });
    assert_eq!(task, expected);
    let read = system.get(&format!("/tasks/{id}")).await.json();
    assert_eq!(read["title"], "Grant Payroll viewer to Ben Ode");
    assert_eq!(
        [
            &read["kind"],
            &read["subject"],
            &read["requester"],
            &read["role"],
            &read["external_ref"]
        ],
        ["request", "ben", "ines", "viewer", "T-1"]
    );
    assert_eq!((&read["policy"], &read["steps"]), (&json!(1), &json!(1)));
    let log: Vec<&str> = read["log"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        log,
        [
            "Assigned to Bea Lund for Mara Vogel",
            "Milo Kern’s tasks go to Bea Lund",
            "Mara Vogel’s tasks go to Milo Kern",
            "Created by the policy “Default request”",
        ],
        "newest first"
    );
    let first = &read["log"][3];
    assert_eq!(first["through"], "api: payroll", "G4");
    assert_eq!(
        (&first["actor"], &first["on_behalf_of"]),
        (&json!(null), &json!("ines"))
    );
    // The people see the same task.
    assert!(
        world
            .seen_by("bea", "/")
            .await
            .has_row("Grant Payroll viewer to Ben Ode")
    );
    assert!(
        world
            .seen_by("mara", "/notifications")
            .await
            .has_log_line("went to Bea Lund"),
        "T9"
    );
    let entry = "SELECT through, action, actor_id IS NULL, p.username, s.username FROM audit_log a \
                 JOIN people p ON p.id = a.on_behalf_of JOIN people s ON s.id = a.concerns_id WHERE object_id = $1";
    let entries = world.rows(entry, &[&id]).await;
    assert_eq!(entries.len(), 1, "G3");
    assert_eq!(entries[0].get::<_, String>(0), "api: payroll");
    assert_eq!(entries[0].get::<_, String>(1), "task.posted");
    assert!(entries[0].get::<_, bool>(2));
    assert_eq!(
        (entries[0].get::<_, String>(3), entries[0].get::<_, String>(4)),
        ("ines".into(), "ben".into())
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t11_a_role_is_asked_through_its_holders_and_named_people_one_by_one() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let pool = policy(
        &world,
        "request",
        &["approver, approver_role_id: 'role', (SELECT id FROM roles WHERE code = 'super_administrator')"],
    )
    .await;
    let answer = system
        .post("/tasks", json!({ "policy": pool, "subject": "ada" }))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let expected =
        json!([{ "username": "abel", "original": "abel", "via": [], "role": "super_administrator" }]);
    assert_eq!(
        answer.json()["assignees"],
        expected,
        "ada may not decide about herself"
    );
    let named = policy(&world, "request", &["approver: 'people'"]).await;
    let people = "INSERT INTO policy_step_people (step_id, position, person_id) SELECT s.id, row_number() OVER (ORDER BY p.id), p.id \
                  FROM policy_steps s, people p WHERE s.policy_id = $1 AND p.username IN ('mara', 'milo')";
    world.execute(people, &[&named]).await;
    delegate(&world, "milo", "ines").await;
    let answer = system
        .post(
            "/tasks",
            json!({ "policy": named.to_string(), "subject": "ben", "title": "  Two of them " }),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let expected = json!([
        { "username": "mara", "original": "mara", "via": [] },
        { "username": "ines", "original": "milo", "via": [] },
    ]);
    assert_eq!(answer.json()["assignees"], expected);
    let read = system
        .get(&format!("/tasks/{}", answer.json()["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(read["title"], "Two of them", "blanks around it are left out");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_the_fallback_then_the_super_administrators_then_a_reason() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let fallback = policy(
        &world,
        "request",
        &["approver, fallback_id: 'manager', (SELECT id FROM people WHERE username = 'hugo')"],
    )
    .await;
    delegate(&world, "hugo", "ines").await;
    // ada has no manager.
    let answer = system
        .post("/tasks", json!({ "policy": fallback, "subject": "ada" }))
        .await;
    assert_eq!(
        answer.json()["assignees"],
        json!([{ "username": "ines", "original": "hugo", "via": [] }])
    );
    let answer = system
        .post("/tasks", json!({ "policy": 1, "subject": "ada" }))
        .await;
    assert_eq!(
        answer.json()["assignees"][0]["username"],
        "abel",
        "{}",
        answer.text
    );
    world
        .database
        .batch("UPDATE people SET disabled_at = '2028-01-11T08:00Z' WHERE username = 'abel'")
        .await;
    let before = world.count("SELECT count(*) FROM tasks").await;
    let answer = system
        .post("/tasks", json!({ "policy": 1, "subject": "ada" }))
        .await;
    assert_eq!(
        (answer.status, answer.problem().0.as_str()),
        (422, "nobody-eligible")
    );
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .starts_with("Nobody may decide this")
    );
    assert_eq!(
        world.count("SELECT count(*) FROM tasks").await,
        before,
        "nothing is left of it"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_a_review_or_revocation_needs_a_grant_by_hand_or_by_request() {
    let world = World::new().await;
    roles(&world).await;
    let system = Caller::able(&world).await;
    // The policies for reviews and revocations that come with the system.
    for (policy, title) in [
        (2, "Review Employee of Ben Ode"),
        (3, "Revoke Employee from Ben Ode"),
    ] {
        for body in [
            json!({ "policy": policy, "subject": "ben" }),
            json!({ "policy": policy, "subject": "ben", "role": "viewer" }),
        ] {
            let answer = system.post("/tasks", body.clone()).await;
            let refused = (answer.status, answer.problem().1);
            assert_eq!(refused, (422, vec!["role".to_owned()]), "{body}");
        }
        let answer = system
            .post(
                "/tasks",
                json!({ "policy": policy, "subject": "ben", "role": "employee" }),
            )
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(system.get(&format!("/tasks/{id}")).await.json()["title"], title);
    }
    world
        .database
        .batch("UPDATE grants SET source = 'autoprovisioned'")
        .await;
    let answer = system
        .post(
            "/tasks",
            json!({ "policy": 3, "subject": "ben", "role": "employee" }),
        )
        .await;
    assert_eq!(
        answer.status, 422,
        "autoprovisioned roles are listed for information only"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_every_wrong_value_is_named_and_nothing_is_made() {
    let world = World::new().await;
    roles(&world).await;
    let system = Caller::able(&world).await;
    let empty = policy(&world, "request", &[]).await;
    let long = "x".repeat(10_000);
    let named = json!({ "policy": 99, "subject": "nobody", "requester": "no one", "role": "none" });
    let cases = [
        (json!({}), vec!["subject"]),
        (json!({ "policy": null, "subject": null }), vec!["subject"]),
        (named, vec!["policy", "subject", "requester", "role"]),
        (
            json!({ "policy": 1.5, "subject": ["ben"] }),
            vec!["policy", "subject"],
        ),
        (json!([]), vec![""]),
        (json!("ben"), vec![""]),
        (json!(null), vec![""]),
    ];
    // With this in place of what is right.
    let values = [
        ("policy", json!(empty)),
        ("policy", json!(18446744073709551615u64)),
        ("policy", json!(-1)),
        ("policy", json!("1; DROP TABLE tasks")),
        ("subject", json!("ben\u{0}")),
        ("subject", json!("")),
        ("subject", json!("ben' OR '1'='1")),
        ("subject", json!("zoe")),
        ("requester", json!("zoe")),
        ("requester", json!("\u{0}")),
        ("role", json!("vi\u{0}ewer")),
        ("title", json!(long)),
        ("title", json!("")),
        ("title", json!("\u{202e}\u{200b}")),
        ("title", json!("a\u{0}b")),
        ("title", json!("Two\u{202e} of them")),
        ("title", json!("a\nb")),
        ("external_ref", json!(long)),
        ("external_ref", json!(" a")),
        ("external_ref", json!("a\u{202e}b")),
        ("external_ref", json!(7)),
        ("titel", json!("x")),
        ("a/b~c", json!(1)),
    ];
    let values = values.map(|(field, value)| {
        let mut body = json!({ "policy": 1, "subject": "ben" });
        body[field] = value;
        (body, vec![field])
    });
    let several = json!({ "policy": 1, "subject": "ben", "titel": "x", "a/b~c": 1 });
    let cases = cases
        .into_iter()
        .chain(values)
        .chain([(several, vec!["a/b~c", "titel"])]);
    for (body, expected) in cases {
        let answer = system.post("/tasks", body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text);
        let (kind, fields) = answer.problem();
        assert_eq!(
            (kind.as_str(), fields.iter().map(String::as_str).collect()),
            ("invalid", expected),
            "{body}"
        );
        assert!(answer.text.len() < 2000, "what was sent is not sent back");
    }
    let answer = system
        .post("/tasks", json!({ "policy": 1, "subject": "ben", "a/b~c": 1 }))
        .await;
    assert_eq!(answer.json()["errors"][0]["pointer"], "#/a~1b~0c");
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 0);
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE object_kind = 'task'")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_and_other_letters_are_text() {
    let world = World::new().await;
    let system = Caller::able(&world).await;
    let title = "<script>alert(1)</script> & “Ünïcode” 漢字 👩‍💻 {{7*7}} %s ' OR 1=1 --";
    let body = json!({ "policy": 1, "subject": "BEN", "title": title, "external_ref": title });
    let answer = system.post("/tasks", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let read = system.get(&format!("/tasks/{id}")).await.json();
    assert_eq!(
        (read["title"].as_str(), read["external_ref"].as_str()),
        (Some(title), Some(title))
    );
    assert_eq!(read["subject"], "ben", "letter case does not count");
    let page = world.seen_by("mara", &format!("/tasks/{id}")).await;
    assert!(
        page.has_heading("<script>") && !page.body.contains("<script>alert"),
        "{}",
        page.body
    );
    world.end().await;
}
