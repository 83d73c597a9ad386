//! Role provisioning rules: what they give and take, at once (R20, R12).

use crate::support::{Browser, Page, World};

pub(super) const RULES: &str = "/setup/role-provisioning-rules";
pub(super) const NEW: &str = "/setup/role-provisioning-rules/new";

pub(super) const ROLES: &str = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('viewer', 'Payroll viewer', 'everyone', true),
  ('editor', 'Ledger editor', 'own', true);
INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_absences' FROM roles WHERE code = 'viewer'";

pub(super) async fn world() -> World {
    let world = World::new().await;
    world.database.batch(ROLES).await;
    world
}

/// Usernames of those who hold a role by a rule.
pub(super) async fn given(world: &World, role: &str) -> Vec<String> {
    let sql = "SELECT p.username FROM grants g JOIN people p ON p.id = g.person_id JOIN roles r ON r.id = g.role_id \
               WHERE r.code = $1 AND g.source = 'autoprovisioned' AND g.revoked_at IS NULL ORDER BY 1";
    world.texts(sql, &[&role]).await
}

/// The path of a rule's page.
pub(super) async fn path_of(world: &World, name: &str) -> String {
    let id: i64 = world
        .rows("SELECT id FROM role_provisioning_rules WHERE name = $1", &[&name])
        .await[0]
        .get(0);
    format!("{RULES}/{id}")
}

/// The form of a rule *Finance* that gives people of that department one mark of a role.
pub(super) fn finance<'a>(role: &'a str, mark: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("name", "Finance"),
        ("department", "Finance"),
        ("role", role),
        (mark, "1"),
    ]
}

/// The form of a rule *Clerks* that gives every clerk the role `viewer`.
const CLERKS: [(&str, &str); 4] = [
    ("name", "Clerks"),
    ("job", "Clerk"),
    ("role", "viewer"),
    ("autoprovision", "1"),
];

/// Makes the rule *Finance*. Answers its path and the version of its form.
pub(super) async fn rule_of_finance(world: &World, browser: &mut Browser) -> (String, String) {
    browser.send_form(NEW, &finance("viewer", "requestable")).await;
    let path = path_of(world, "Finance").await;
    let version = browser.get(&path).await.value_of("version").unwrap();
    (path, version)
}

/// Sends the form of a rule that was opened before it was changed or deleted: it is refused.
pub(super) async fn stale(browser: &mut Browser, path: &str, version: &str, action: &str) -> Page {
    let mine = [
        ("version", version),
        ("name", "Mine"),
        ("department", "IT"),
        ("role", "viewer"),
        ("requestable", "1"),
        ("action", action),
    ];
    let page = browser.post(path, &mine).await;
    assert_eq!(page.status, 409, "{action}");
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_autoprovisioned_roles_come_and_go_with_the_rule_in_the_same_save() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let mut ben = world.sign_in("ben").await;
    assert_eq!(ben.get("/team/absences").await.status, 403);
    let rule = finance("viewer", "autoprovision");
    let saved = ada.send_form(NEW, &rule).await;
    assert_eq!(
        (saved.status, saved.location()),
        (303, Some(RULES)),
        "{}",
        saved.text()
    );
    assert_eq!(
        given(&world, "viewer").await,
        ["bea", "ben", "mara"],
        "zoe has left"
    );
    assert_eq!(ben.get("/team/absences").await.status, 200, "at once (G9)");
    let list = ada.get(RULES).await;
    assert_eq!(list.flash(), "“Finance” is saved: 3 roles gained, 0 roles lost.");
    assert!(
        list.has_row("Finance Department Finance Payroll viewer: autoprovisioned"),
        "{}",
        list.text()
    );
    let path = path_of(&world, "Finance").await;
    let clerks = [&CLERKS[..], &[("self_requestable", "1")]].concat();
    assert_eq!(ada.send_form(&path, &clerks).await.status, 303);
    assert_eq!(given(&world, "viewer").await, ["bea", "ben", "max", "tess"]);
    let sql = "SELECT string_agg(action || ' ' || p.username, ', ' ORDER BY action, p.username) FROM audit_log l \
        JOIN people p ON p.id = l.concerns_id WHERE l.object_kind = 'grant'";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "grant.autoprovisioned bea, grant.autoprovisioned ben, grant.autoprovisioned mara, grant.autoprovisioned max, \
         grant.autoprovisioned tess, grant.revoked mara"
    );
    let sql =
        "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE object_kind = 'provisioning_rule'";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "provisioning_rule.created provisioning_rule.changed"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_conditions_are_the_assignments() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    for (name, fields, expected) in [
        ("place", vec![("location", "Tokyo")], vec!["mina", "tess"]),
        (
            "leads",
            vec![("is_manager", "yes"), ("job", "Manager")],
            vec!["mara", "milo", "mina"],
        ),
        (
            "no leads",
            vec![("is_manager", "no"), ("department", "Finance")],
            vec!["bea", "ben"],
        ),
        (
            "all three",
            vec![
                ("department", "Operations"),
                ("job", "Clerk"),
                ("location", "Tokyo"),
            ],
            vec!["tess"],
        ),
        ("nobody", vec![("department", "Poetry")], vec![]),
    ] {
        let mut all = vec![("name", name), ("role", "viewer"), ("autoprovision", "1")];
        all.extend(fields);
        assert_eq!(ada.send_form(NEW, &all).await.status, 303, "{name}");
        assert_eq!(given(&world, "viewer").await, expected, "{name}");
        let path = path_of(&world, name).await;
        let gone = ada
            .send_form(
                &path,
                &[("action", "delete"), ("confirmed", &expected.len().to_string())],
            )
            .await;
        assert_eq!(gone.status, 303, "{name}: {}", gone.text());
        assert!(
            given(&world, "viewer").await.is_empty(),
            "{name}: deleted with its rule"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_a_role_that_another_rule_gives_too_stays() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    ada.send_form(NEW, &finance("viewer", "autoprovision")).await;
    ada.send_form(NEW, &CLERKS).await;
    assert_eq!(
        given(&world, "viewer").await,
        ["bea", "ben", "mara", "max", "tess"]
    );
    let path = path_of(&world, "Finance").await;
    assert_eq!(ada.send_form(&path, &[("action", "delete")]).await.status, 303);
    assert_eq!(
        given(&world, "viewer").await,
        ["bea", "ben", "max", "tess"],
        "mara is no clerk"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_the_preview_says_who_would_gain_and_lose_what_and_changes_nothing() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    ada.send_form(NEW, &finance("viewer", "autoprovision")).await;
    let path = path_of(&world, "Finance").await;
    let clerks = [&CLERKS[..], &[("action", "preview")]].concat();
    let page = ada.send_form(&path, &clerks).await;
    assert_eq!(page.status, 200);
    assert!(
        page.has_heading("What would change")
            && page.has_row("Payroll viewer 2 Max Roth, Tess Mori 1 Mara Vogel"),
        "{}",
        page.text()
    );
    assert_eq!(
        page.value_of("job").as_deref(),
        Some("Clerk"),
        "what was typed is kept"
    );
    assert_eq!(given(&world, "viewer").await, ["bea", "ben", "mara"]);
    assert_eq!(
        world
            .count("SELECT count(*) FROM role_provisioning_rules WHERE name = 'Finance' AND version = 1")
            .await,
        1
    );
    let everyone = [
        ("name", "Everyone"),
        ("role", "editor"),
        ("autoprovision", "1"),
        ("action", "preview"),
    ];
    let page = ada.send_form(NEW, &everyone).await;
    assert!(
        page.has_row("Ledger editor 11 Abel Costa, Ada Holm, Bea Lund, Ben Ode, Hugo Lind and 6 more 0"),
        "{}",
        page.text()
    );
    let asked = [
        ("name", "Asked"),
        ("role", "editor"),
        ("requestable", "1"),
        ("action", "preview"),
    ];
    assert!(
        ada.send_form(NEW, &asked)
            .await
            .says("Nobody would gain or lose a role: nothing is autoprovisioned.")
    );
    assert_eq!(
        world.count("SELECT count(*) FROM role_provisioning_rules").await,
        2
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_taking_a_role_from_everybody_is_confirmed_with_the_number() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    ada.send_form(NEW, &finance("viewer", "autoprovision")).await;
    let path = path_of(&world, "Finance").await;
    for (fields, action, words) in [
        (
            finance("viewer", "requestable").to_vec(),
            "save",
            [
                "This takes a role away from everybody who has it by a rule: 3 people.",
                "Take it away from 3 people",
                "Payroll viewer 0 3 Bea Lund, Ben Ode, Mara Vogel",
            ],
        ),
        (
            vec![("action", "delete")],
            "delete",
            [
                "Delete “Finance”?",
                "3 people lose Payroll viewer Bea Lund, Ben Ode, Mara Vogel",
                "Delete rule",
            ],
        ),
    ] {
        for confirmed in ["", "2", "4", "x"] {
            let mut all = fields.clone();
            all.push(("confirmed", confirmed));
            let page = ada.send_form(&path, &all).await;
            assert_eq!(page.status, 200, "{action} {confirmed}");
            for words in words {
                assert!(page.says(words), "{words}: {}", page.text());
            }
            assert_eq!(page.value_of("confirmed").as_deref(), Some("3"));
            assert!(page.has(&format!("[value='{action}']")));
            assert_eq!(given(&world, "viewer").await.len(), 3, "nothing has happened");
        }
    }
    let confirmed = [
        ("name", "Finance"),
        ("department", "Finance"),
        ("role", "viewer"),
        ("requestable", "1"),
        ("confirmed", "3"),
        ("action", "save"),
    ];
    assert_eq!(ada.send_form(&path, &confirmed).await.status, 303);
    assert!(given(&world, "viewer").await.is_empty());
    world.end().await;
}
