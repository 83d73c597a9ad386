//! The form of a rule: what it refuses, two tabs, who may (R20, G5, G6, S).

use crate::support::FORM;

use super::provisioning::{NEW, RULES, given, path_of, rule_of_finance, stale, world};

/// What a form posts.
type Fields<'a> = &'a [(&'a str, &'a str)];

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_rule_is_refused_with_words_at_the_field() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let good = [
        ("name", "Fine"),
        ("department", "Finance"),
        ("role", "viewer"),
        ("autoprovision", "1"),
    ];
    let cases: [(Fields, &str, &str); 8] = [
        (&[("name", "Fine")], "role", "Choose a role"),
        (&[("name", "Fine"), ("role", "")], "role", "Choose a role"),
        (
            &[("name", "Fine"), ("role", "burglar"), ("autoprovision", "1")],
            "role",
            "Choose one of the roles offered",
        ),
        (
            &[("name", "Fine"), ("role", "viewer")],
            "role",
            "Tick at least one of Autoprovision, Provisionable, Requestable and Self-requestable",
        ),
        (
            &[
                ("name", "Fine"),
                ("role", "viewer"),
                ("role", "viewer"),
                ("requestable", "1"),
                ("requestable", "2"),
            ],
            "role",
            "Name each role once",
        ),
        (
            &[
                ("name", "New line managers"),
                ("role", "viewer"),
                ("requestable", "1"),
            ],
            "name",
            "Name must be one that no other rule has",
        ),
        (
            &[
                ("name", "Fine"),
                ("department", "a\nb"),
                ("role", "viewer"),
                ("requestable", "1"),
            ],
            "department",
            "Department must be one line",
        ),
        (
            &[
                ("name", "Fine"),
                ("is_manager", "perhaps"),
                ("role", "viewer"),
                ("requestable", "1"),
            ],
            "is_manager",
            "Choose Yes, No or Any",
        ),
    ];
    for (fields, field, words) in cases {
        let page = ada.send_form(NEW, fields).await;
        assert_eq!(page.status, 422, "{fields:?}: {}", page.text());
        assert!(page.refuses(field, words), "{fields:?}: {}", page.text());
        assert_eq!(
            page.value_of("name").as_deref(),
            Some(fields[0].1),
            "nothing typed is lost"
        );
    }
    let more = ada
        .send_form(
            NEW,
            &[("role", "viewer"), ("requestable", "1"), ("action", "more")],
        )
        .await;
    assert_eq!((more.status, more.count("[name=role]")), (200, 2));
    assert_eq!(
        world.count("SELECT count(*) FROM role_provisioning_rules").await,
        1
    );
    let mut twice = good.to_vec();
    twice.push(FORM);
    for _ in 0..2 {
        assert_eq!(
            ada.post(NEW, &twice).await.status,
            303,
            "a second click finds it made"
        );
    }
    assert_eq!(
        world.count("SELECT count(*) FROM role_provisioning_rules").await,
        2
    );
    for path in [
        "/setup/role-provisioning-rules/0",
        "/setup/role-provisioning-rules/x",
    ] {
        assert_eq!(ada.get(path).await.status, 404, "{path}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_a_rule_names_several_roles_each_with_its_own_marks_and_needs_no_name() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let fields = [
        ("department", "Finance"),
        ("is_manager", "no"),
        ("role", "viewer"),
        ("role", "editor"),
        ("autoprovision", "2"),
        ("requestable", "1"),
        ("self_requestable", "1"),
        ("self_requestable", "2"),
    ];
    assert_eq!(
        ada.post(RULES, &fields).await.status,
        303,
        "the list takes it too"
    );
    let list = ada.get(RULES).await;
    assert!(
        list.has_row("Department Finance, people nobody reports to Department Finance, people nobody reports to \
                   Ledger editor: autoprovisioned, self-requestable Payroll viewer: requestable, self-requestable"),
        "{}",
        list.text()
    );
    assert_eq!(given(&world, "editor").await, ["bea", "ben"]);
    let mut ben = world.sign_in("ben").await;
    assert!(ben.get("/requests/new").await.has_option("Payroll viewer"));
    let path = path_of(&world, "Department Finance, people nobody reports to").await;
    let page = ada.get(&path).await;
    let ticked = page.all("input[checked]");
    let ticked: Vec<&str> = ticked
        .iter()
        .map(|input| input.attribute("id").unwrap())
        .collect();
    assert_eq!(
        ticked,
        [
            "autoprovision",
            "self_requestable",
            "requestable-2",
            "self_requestable-2"
        ]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_rule_form_changes_nothing_says_who_and_keeps_what_was_typed() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let (path, version) = rule_of_finance(&world, &mut ada).await;
    world.at("2028-01-11T09:05:00Z");
    let mut abel = world.sign_in("abel").await;
    abel.send_form(
        &path,
        &[
            ("name", "Abels"),
            ("department", "Sales"),
            ("role", "viewer"),
            ("requestable", "1"),
        ],
    )
    .await;
    for action in ["save", "delete", "preview"] {
        let stale = stale(&mut ada, &path, &version, action).await;
        assert!(
            stale.has_error("Abel Costa changed this rule on Tue 11 Jan 2028 09:05 Europe/London"),
            "{}",
            stale.text()
        );
        if action == "save" {
            assert_eq!(stale.value_of("department").as_deref(), Some("IT"));
        }
    }
    assert_eq!(
        world
            .count(
                "SELECT count(*) FROM role_provisioning_rules WHERE name = 'Abels' AND department = 'Sales'"
            )
            .await,
        1
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_only_super_administrators_change_rules() {
    let world = world().await;
    for username in ["ben", "mara", "hugo", "ines"] {
        let mut other = world.sign_in(username).await;
        for path in [RULES, NEW] {
            assert_eq!(other.get(path).await.status, 403, "{username} {path}");
            let page = other
                .post(path, &[("role", "super_administrator"), ("autoprovision", "1")])
                .await;
            assert_eq!(page.status, 403, "{username} {path}");
        }
    }
    assert!(given(&world, "super_administrator").await.is_empty());
    world.end().await;
}
