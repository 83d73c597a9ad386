//! The attacks of a security review (H1–H3, L14, L15) and their relatives.

use super::{add, approve, held, newest_task, with_department_manager};
use crate::role_delegations::{NEW as DELEGATE, allow, fields};
use crate::support::World;

/// Sends a form that must be refused, with these words, and change nothing for anybody.
macro_rules! refused {
    ($world:expr, $page:expr, $words:expr) => {{
        let page = $page;
        assert!(
            matches!(page.status, 403 | 404 | 422) && page.says($words),
            "{}: {}",
            page.status,
            page.text()
        );
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_a_proxy_makes_no_delegated_right_permanent() {
    let world = World::new().await;
    world.lent("ada", "super_administrator", "ben").await;
    let mut ben = world.sign_in("ben").await;
    assert_eq!(
        ben.get("/admin/audit").await.status,
        200,
        "the delegation is in force"
    );
    refused!(
        world,
        add(&mut ben, "ben", "super_administrator").await,
        "You cannot add a role to yourself"
    );
    // Nor by the one of several privileges that is needed most, nor for an accomplice.
    refused!(
        world,
        add(&mut ben, "ben", "it_security_manager").await,
        "You cannot add a role to yourself"
    );
    refused!(
        world,
        add(&mut ben, "bea", "super_administrator").await,
        "which is delegated to you"
    );
    refused!(
        world,
        add(&mut ben, "bea", "it_security_manager").await,
        "which is delegated to you"
    );
    // Not by letting somebody pass it on.
    let page = ben.send_form(
        "/security-console/users/abel",
        &[("assignable", "super_administrator"), ("action", "save")],
    );
    refused!(world, page.await, "which is delegated to you");
    let page = ben.send_form(
        "/security-console/roles/super_administrator",
        &[("delegation_allowed", "on"), ("action", "save")],
    );
    refused!(world, page.await, "which is delegated to you");
    // Nor by a new role with one of its privileges, administrative or not.
    let page = ben.send_form(
        "/security-console/roles/new",
        &[
            ("code", "mine"),
            ("name", "Mine"),
            ("data_scope", "everyone"),
            ("privileges", "oversee_tasks"),
        ],
    );
    refused!(world, page.await, "which is delegated to you");
    for who in ["ben", "bea"] {
        assert_eq!(held(&world, who).await, Vec::<String>::new(), "{who}");
    }
    // What has nothing to do with it, a proxy may give: that is what the role is delegated for.
    let sql = "INSERT INTO roles (code, name, data_scope) VALUES ('viewer', 'Payroll viewer', 'own')";
    world.database.batch(sql).await;
    assert_eq!(add(&mut ben, "bea", "viewer").await.status, 303);
    assert_eq!(held(&world, "bea").await, ["viewer"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_nobody_adds_to_themselves_whatever_they_hold() {
    let world = World::new().await;
    let sql = "INSERT INTO roles (code, name, data_scope) VALUES ('viewer', 'Payroll viewer', 'own')";
    world.database.batch(sql).await;
    for who in ["ada", "ines"] {
        let mut browser = world.sign_in(who).await;
        refused!(
            world,
            add(&mut browser, who, "viewer").await,
            "You cannot add a role to yourself"
        );
        let own = held(&world, who).await.remove(0);
        let path = format!("/security-console/users/{who}");
        let form = [("assignable", own.as_str()), ("action", "save")];
        refused!(
            world,
            browser.send_form(&path, &form).await,
            "You cannot change what is assignable for yourself"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_a_departments_manager_stays_in_the_department() {
    let world = World::new().await;
    with_department_manager(&world).await;
    let sql = "INSERT INTO roles (code, name, data_scope) VALUES ('viewer', 'Payroll viewer', 'own'), \
        ('clerk', 'Absence clerk', 'everyone'), ('lead', 'Team lead', 'reports');
        INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_absences' FROM roles WHERE code IN ('clerk', 'lead');";
    world.database.batch(sql).await;
    world
        .import("ada,Ada Holm,ada@example.org,,Finance,Director,London,2015-01-01,,Europe/London,employee super_administrator")
        .await;
    let mut noor = world.sign_in("noor").await;
    refused!(
        world,
        add(&mut noor, "noor", "super_administrator").await,
        "You cannot add a role to yourself"
    );
    for role in [
        "super_administrator",
        "it_security_manager",
        "dept_sec",
        "clerk",
        "lead",
    ] {
        refused!(world, add(&mut noor, "ben", role).await, "reaches too few people");
    }
    assert_eq!(
        add(&mut noor, "max", "viewer").await.status,
        404,
        "nobody outside the department exists for noor"
    );
    // An administrator who works in the department is not shut out, and keeps their role.
    let ada = "/security-console/users/ada";
    refused!(
        world,
        noor.send_form(ada, &[("action", "disable")]).await,
        "reaches too few people"
    );
    refused!(
        world,
        noor.send_form(ada, &[("remove", "super_administrator")]).await,
        "reaches too few people"
    );
    assert_eq!(held(&world, "ada").await, ["super_administrator"]);
    assert_eq!(add(&mut noor, "ben", "viewer").await.status, 303);
    assert_eq!(held(&world, "ben").await, ["viewer"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_whoever_is_barred_from_a_step_does_not_unbar_themselves() {
    let world = crate::tasks::world().await;
    world.lent("ines", "it_security_manager", "bea").await;
    let task = crate::tasks::request(&world, "ines", "ines", "approver").await;
    let mut ada = world.sign_in("ada").await;
    assert_eq!(approve(&mut ada, &task).await.status, 303, "the manager's step");
    let mut bea = world.sign_in("bea").await;
    // She holds the role from the subject only: barred (T11).
    assert!(matches!(approve(&mut bea, &task).await.status, 403 | 404));
    refused!(
        world,
        add(&mut bea, "bea", "it_security_manager").await,
        "You cannot add a role to yourself"
    );
    // The subject cannot do it for her alone either: somebody else has to approve.
    let mut ines = world.sign_in("ines").await;
    let page = add(&mut ines, "bea", "it_security_manager").await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(held(&world, "bea").await, Vec::<String>::new());
    assert!(matches!(approve(&mut bea, &task).await.status, 403 | 404));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l14_hr_delegates_no_administrators_role_to_a_colleague() {
    let world = World::new().await;
    allow(&world, "super_administrator", true).await;
    allow(&world, "hr_specialist", true).await;
    world
        .import("hana,Hana Ito,,ada,HR,Specialist,London,2016-01-01,,Europe/London,employee hr_specialist")
        .await;
    world.lent("hana", "hr_specialist", "ben").await;
    let new = |of: &str| format!("/hr/accounts/{of}/delegations/new");
    let form = |role| fields(role, "bea", "2028-01-11", "2028-01-20", "save");
    for who in ["hugo", "ben"] {
        let mut browser = world.sign_in(who).await;
        let page = browser.submit(&new("ada"), &form("super_administrator")).await;
        refused!(world, page, "administrative role");
    }
    // A proxy of HR passes HR on neither for the delegator nor for anybody else; an HR specialist may.
    let mut ben = world.sign_in("ben").await;
    let page = ben.submit(&new("hugo"), &form("hr_specialist")).await;
    refused!(world, page, "which is delegated to you");
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 1);
    let mut hugo = world.sign_in("hugo").await;
    let page = hugo.submit(&new("hana"), &form("hr_specialist")).await;
    assert!(page.has_message("Bea Lund has HR specialist"), "{}", page.text());
    // One's own administrative role one delegates oneself (R2 a).
    let mut ada = world.sign_in("ada").await;
    let page = ada.submit(DELEGATE, &form("super_administrator")).await;
    assert!(
        page.has_message("Bea Lund has Super administrator"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l15_a_security_manager_alone_makes_no_administrator() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    for role in ["super_administrator", "hr_specialist"] {
        refused!(
            world,
            add(&mut ines, "ines", role).await,
            "You cannot add a role to yourself"
        );
        refused!(
            world,
            add(&mut ines, "bea", role).await,
            "in your own right over everyone"
        );
    }
    let page = add(&mut ines, "bea", "it_security_manager").await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(held(&world, "bea").await, Vec::<String>::new(), "requested only");
    let task = newest_task(&world).await;
    // Neither the one who proposed it nor the one who is to get it.
    assert!(matches!(approve(&mut ines, &task).await.status, 403 | 404));
    let mut bea = world.sign_in("bea").await;
    assert!(matches!(approve(&mut bea, &task).await.status, 403 | 404));
    let mut ada = world.sign_in("ada").await;
    assert_eq!(approve(&mut ada, &task).await.status, 303);
    assert_eq!(held(&world, "bea").await, ["it_security_manager"]);
    world.end().await;
}
