//! The second person (R22 (2)): who is asked, what comes of it, and what happens when nobody is left.

use super::{add, approve, asked, held, newest_task};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn an_administrative_role_is_requested_and_another_administrator_decides() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let page = add(&mut ada, "ben", "super_administrator").await;
    assert_eq!(page.status, 303, "{}", page.text());
    let page = ada.get(page.location().unwrap()).await;
    assert!(
        page.has_message("Super administrator is requested for Ben Ode"),
        "{}",
        page.text()
    );
    assert_eq!(held(&world, "ben").await, Vec::<String>::new());
    assert_eq!(asked(&world).await, ["abel"], "everybody else who could add it");
    // A second click, and another administrator who wants the same, make no second request.
    add(&mut ada, "ben", "super_administrator").await;
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);
    let task = newest_task(&world).await;
    assert!(
        ada.get(&task).await.has_fact("Administrative roles"),
        "its policy"
    );
    let mut abel = world.sign_in("abel").await;
    assert!(
        abel.get("/")
            .await
            .has_row("Grant Super administrator to Ben Ode")
    );
    assert_eq!(approve(&mut abel, &task).await.status, 303);
    assert_eq!(held(&world, "ben").await, ["super_administrator"]);
    let mut ben = world.sign_in("ben").await;
    assert_eq!(ben.get("/admin/audit").await.status, 200);
    let sql = "SELECT string_agg(p.username || ' ' || l.action, ', ' ORDER BY l.id) FROM audit_log l JOIN people p ON p.id = l.actor_id \
               WHERE l.object_kind = 'task'";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "ada task.requested, abel task.approved"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_else_could_it_takes_effect_at_once_and_every_super_administrator_is_told() {
    let world = World::new().await;
    world
        .execute(
            "UPDATE people SET disabled_at = '2028-01-10T00:00Z' WHERE username = 'abel'",
            &[],
        )
        .await;
    let mut ada = world.sign_in("ada").await;
    assert_eq!(add(&mut ada, "ben", "super_administrator").await.status, 303);
    assert_eq!(held(&world, "ben").await, ["super_administrator"]);
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 0);
    let page = ada.get("/notifications").await;
    assert!(
        page.has_log_line("Ada Holm did this without a second person: Grant Super administrator to Ben Ode"),
        "{}",
        page.text()
    );
    // From now on there are two.
    assert_eq!(add(&mut ada, "bea", "super_administrator").await.status, 303);
    assert_eq!(held(&world, "bea").await, Vec::<String>::new());
    assert_eq!(asked(&world).await, ["ben"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_loses_the_right_to_add_it_is_asked_no_longer() {
    let world = World::new().await;
    world.import("anna,Anna Berg,,ada,Board,Director,London,2015-01-01,,Europe/London,employee super_administrator").await;
    let mut ada = world.sign_in("ada").await;
    add(&mut ada, "ben", "it_security_manager").await;
    let task = newest_task(&world).await;
    assert_eq!(asked(&world).await, ["abel", "anna", "ines"]);
    let mut abel = world.sign_in("abel").await;
    world
        .import(
            "abel,Abel Costa,abel@example.org,ada,Board,Director,London,2015-01-01,,Europe/London,employee",
        )
        .await;
    assert_eq!(asked(&world).await, ["anna", "ines"], "swept with the change");
    assert!(matches!(approve(&mut abel, &task).await.status, 403 | 404 | 409));
    // The last ones go: nobody is left to decide, and the request is cancelled (T12).
    world
        .import(
            "anna,Anna Berg,,ada,Board,Director,London,2015-01-01,,Europe/London,employee\n\
             ines,Ines Prado,ines@example.org,ada,IT,Security manager,Lisbon,2016-01-01,,Europe/Lisbon,employee",
        )
        .await;
    assert_eq!(
        world.rows("SELECT state FROM tasks", &[]).await[0].get::<_, &str>(0),
        "cancelled"
    );
    assert_eq!(held(&world, "ben").await, Vec::<String>::new());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_requested_administrative_role_has_the_step_after_the_roles_own_policy() {
    let world = World::new().await;
    let sql = "INSERT INTO role_provisioning_rules (name) VALUES ('Everybody');
        INSERT INTO role_provisioning_rule_roles (rule_id, role_id, requestable, self_requestable)
          SELECT p.id, r.id, true, true FROM role_provisioning_rules p, roles r WHERE p.name = 'Everybody'
          AND r.code = 'it_security_manager';
        INSERT INTO policies (kind, name) VALUES ('request', 'Oneself');
        INSERT INTO policy_steps (policy_id, position, approver) SELECT id, 1, 'subject' FROM policies WHERE name = 'Oneself';
        INSERT INTO role_policies (role_id, kind, policy_id) SELECT r.id, 'request', p.id FROM roles r, policies p
          WHERE r.code = 'it_security_manager' AND p.name = 'Oneself';";
    world.database.batch(sql).await;
    let task = crate::tasks::request(&world, "ben", "ben", "it_security_manager").await;
    let mut ben = world.sign_in("ben").await;
    // Nobody decides their own request, although the step asks the subject (R22 (1)): the super administrators do (T12).
    assert_eq!(approve(&mut ben, &task).await.status, 403);
    let mut ada = world.sign_in("ada").await;
    assert_eq!(approve(&mut ada, &task).await.status, 303);
    assert_eq!(
        held(&world, "ben").await,
        Vec::<String>::new(),
        "the second person is still asked"
    );
    assert_eq!(asked(&world).await, ["abel", "ada", "ines"]);
    let mut ines = world.sign_in("ines").await;
    assert_eq!(approve(&mut ines, &task).await.status, 303);
    assert_eq!(held(&world, "ben").await, ["it_security_manager"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_becomes_administrative_while_it_is_requested_has_the_step_too() {
    let world = crate::tasks::world().await;
    let task = crate::tasks::request(&world, "ben", "ben", "viewer").await;
    let sql = "INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_security' FROM roles WHERE code = 'viewer'";
    world.database.batch(sql).await;
    let mut mara = world.sign_in("mara").await;
    assert_eq!(approve(&mut mara, &task).await.status, 303);
    assert_eq!(held(&world, "ben").await, Vec::<String>::new());
    assert_eq!(asked(&world).await, ["abel", "ada", "ines"]);
    world.end().await;
}
