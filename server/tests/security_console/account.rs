//! Disable account and Enable account (S, T7, T16, R11).

use super::LENT;
use crate::support::World;

const MARA: &str = "/security-console/users/mara";
const DISABLE: [(&str, &str); 1] = [("action", "disable")];
const ENABLE: [(&str, &str); 1] = [("action", "enable")];

#[tokio::test(flavor = "multi_thread")]
async fn s_disabling_acts_at_once() {
    let world = World::new().await;
    world.database.batch(LENT).await;
    world.database.batch("INSERT INTO role_provisioning_rules (name) VALUES ('Everybody');
        INSERT INTO role_provisioning_rule_roles (rule_id, role_id, self_requestable) SELECT p.id, r.id, true
          FROM role_provisioning_rules p, roles r WHERE p.name = 'Everybody' AND r.code = 'viewer';
        UPDATE roles SET data_scope = 'everyone' WHERE code = 'viewer';
        INSERT INTO role_privileges (role_id, privilege) SELECT id, 'read_audit_log' FROM roles WHERE code = 'viewer'").await;
    let mut max = world.sign_in("max").await;
    max.post(
        "/profile/delegate",
        &[("kind", "permanent"), ("delegate", "mara")],
    )
    .await;
    let mut bea = world.sign_in("bea").await;
    let task = bea
        .post("/requests/new", &[("subject", "bea"), ("role", "viewer")])
        .await;
    let task = task.location().unwrap().to_owned();
    let mut ben = world.sign_in("ben").await;
    assert_eq!(ben.get("/admin/audit").await.status, 200, "what mara lent him");
    let mut mara = world.sign_in("mara").await;
    let mut ines = world.sign_in("ines").await;
    let done = ines.send_form(MARA, &DISABLE).await;
    assert_eq!(
        (done.status, done.location()),
        (303, Some(MARA)),
        "{}",
        done.text()
    );
    let page = ines.get(MARA).await;
    assert!(
        page.has_message("The account of Mara Vogel is disabled")
            && page.has_button("Enable account")
            && page.says("Disabled"),
        "{}",
        page.text()
    );
    assert_eq!(mara.get("/").await.status, 303, "her session has ended");
    let refused = world
        .browser()
        .post(
            "/login",
            &[("username", "mara"), ("password", crate::support::PASSWORD)],
        )
        .await;
    assert_ne!(refused.status, 303, "she cannot sign in");
    assert!(
        bea.get(&task)
            .await
            .has_log_line("Mara Vogel may no longer decide: the step is assigned anew"),
        "{}",
        bea.get(&task).await.text()
    );
    assert!(
        max.get("/notifications").await.has_log_line("Mara Vogel"),
        "T16: her delegator is told"
    );
    assert_eq!(
        ben.get("/admin/audit").await.status,
        403,
        "R11: what she lent is suspended"
    );
    let sql = "SELECT count(*) FROM audit_log l JOIN people p ON p.id = l.concerns_id WHERE l.action = 'person.disabled' AND p.username = 'mara'";
    assert_eq!(world.count(sql).await, 1);
    // Enabling: she signs in again, delegations go on, the task stays where it is (T7).
    assert_eq!(ines.send_form(MARA, &ENABLE).await.status, 303);
    let mut mara = world.sign_in("mara").await;
    assert!(!mara.get("/").await.links_to(&task));
    assert_eq!(ben.get("/admin/audit").await.status, 200);
    world.end().await;
}

/// *Disable account*.
const DISABLES: &str = "button[name=ask][value=disable]";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_disables_themselves() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let own = "/security-console/users/ines";
    let page = ines.get(own).await;
    assert!(
        page.has_hint("only somebody else can disable it") && !page.has(DISABLES),
        "{}",
        page.text()
    );
    assert!(ines.get(MARA).await.has(DISABLES));
    let refused = ines.send_form(own, &DISABLE).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.has_error("You cannot disable your own account"),
        "{}",
        refused.text()
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM people WHERE disabled_at IS NOT NULL")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_click_finds_it_done() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let version = ines.get(MARA).await.value_of("version").unwrap();
    let fields = [("version", version.as_str()), ("action", "disable")];
    for _ in 0..2 {
        assert_eq!(ines.post(MARA, &fields).await.status, 303);
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'person.disabled'")
            .await,
        1
    );
    world.end().await;
}
