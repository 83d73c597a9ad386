//! Role provisioning rules (R20, R22): they give no administrative role, nothing that their author holds as a proxy, and
//! their author nothing.

use super::held;
use crate::support::World;

const NEW: &str = "/setup/role-provisioning-rules/new";

async fn world() -> World {
    let world = World::new().await;
    let sql = "INSERT INTO roles (code, name, data_scope) VALUES ('viewer', 'Payroll viewer', 'own'), ('overseer', 'Overseer', 'everyone');
        INSERT INTO role_privileges (role_id, privilege) SELECT id, 'oversee_tasks' FROM roles WHERE code = 'overseer';";
    world.database.batch(sql).await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_gives_no_administrative_role() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    for role in ["super_administrator", "it_security_manager", "hr_specialist"] {
        let page = ada
            .send_form(
                NEW,
                &[
                    ("name", "Clerks"),
                    ("department", "Finance"),
                    ("role", role),
                    ("autoprovision", "1"),
                ],
            )
            .await;
        assert!(
            page.status == 422 && page.refuses("role", "a rule cannot give it"),
            "{role}: {}",
            page.text()
        );
    }
    assert_eq!(held(&world, "ben").await, Vec::<String>::new());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_gives_its_author_nothing() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let everybody = [("name", "Everybody"), ("role", "viewer"), ("autoprovision", "1")];
    let page = ada.send_form(NEW, &everybody).await;
    assert!(
        page.status == 422 && page.refuses("role", "This rule would give you Payroll viewer"),
        "{}",
        page.text()
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM grants WHERE source = 'autoprovisioned'")
            .await,
        0
    );
    // For others it is theirs to give.
    let clerks = [
        ("name", "Clerks"),
        ("department", "Finance"),
        ("role", "viewer"),
        ("autoprovision", "1"),
    ];
    let page = ada.send_form(NEW, &clerks).await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(held(&world, "ben").await, ["viewer"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_gives_by_a_rule_no_privilege_of_the_delegated_role() {
    let world = world().await;
    world.lent("ada", "super_administrator", "max").await;
    let mut max = world.sign_in("max").await;
    let form = |role| {
        [
            ("name", "Clerks"),
            ("department", "Finance"),
            ("role", role),
            ("autoprovision", "1"),
        ]
    };
    let page = max.send_form(NEW, &form("overseer")).await;
    assert!(
        page.status == 422 && page.refuses("role", "which is delegated to you"),
        "{}",
        page.text()
    );
    let page = max.send_form(NEW, &form("viewer")).await;
    assert_eq!(page.status, 303, "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_a_rule_gives_does_not_become_administrative() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let clerks = [
        ("name", "Clerks"),
        ("department", "Finance"),
        ("role", "viewer"),
        ("autoprovision", "1"),
    ];
    ada.send_form(NEW, &clerks).await;
    let page = ada
        .send_form(
            "/security-console/roles/viewer",
            &[
                ("name", "Payroll viewer"),
                ("data_scope", "own"),
                ("privileges", "manage_security"),
            ],
        )
        .await;
    assert!(
        page.status == 422 && page.refuses("privileges", "a rule cannot give an administrative role"),
        "{}",
        page.text()
    );
    world.end().await;
}
