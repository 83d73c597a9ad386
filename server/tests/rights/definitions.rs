//! What a role gives (R22 (6)): a definition that gives more counts as adding the role to all its holders.

use super::{approve, asked, newest_task};
use crate::support::World;

const CLERK: &str = "/security-console/roles/clerk";

/// `clerk`, which `ben` and `ines` hold.
async fn world(holders: &str) -> World {
    let world = World::new().await;
    let sql = format!(
        "INSERT INTO roles (code, name, data_scope) VALUES ('clerk', 'Clerk', 'everyone');
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01T00:00Z'
          FROM people p, roles r WHERE p.username IN ({holders}) AND r.code = 'clerk';"
    );
    world.database.batch(&sql).await;
    world
}

async fn privileges(world: &World) -> Vec<String> {
    let sql = "SELECT privilege FROM role_privileges rp JOIN roles r ON r.id = rp.role_id WHERE r.code = 'clerk' ORDER BY 1";
    world.texts(sql, &[]).await
}

fn form(privilege: &'static str) -> [(&'static str, &'static str); 4] {
    [
        ("name", "Clerk"),
        ("data_scope", "everyone"),
        ("privileges", privilege),
        ("action", "save"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrative_privilege_for_a_role_that_others_hold_needs_a_second_person() {
    let world = world("'ben'").await;
    let mut ines = world.sign_in("ines").await;
    let page = ines.send_form(CLERK, &form("manage_security")).await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert!(
        ines.get(page.location().unwrap())
            .await
            .has_message("The change of Clerk is requested")
    );
    assert_eq!(
        privileges(&world).await,
        Vec::<String>::new(),
        "nothing is changed yet"
    );
    assert_eq!(
        asked(&world).await,
        ["abel", "ada"],
        "neither who proposes it nor who holds the role"
    );
    let task = newest_task(&world).await;
    assert!(matches!(approve(&mut ines, &task).await.status, 403 | 404));
    let mut ben = world.sign_in("ben").await;
    assert!(matches!(approve(&mut ben, &task).await.status, 403 | 404));
    let mut ada = world.sign_in("ada").await;
    let page = approve(&mut ada, &task).await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(privileges(&world).await, ["manage_security"]);
    assert_eq!(ben.get("/security-console/users").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_proposes_or_decides_it_for_a_role_that_they_hold() {
    let world = world("'ben', 'ines', 'abel'").await;
    let mut ines = world.sign_in("ines").await;
    for privilege in ["manage_security", "manage_absences"] {
        let page = ines.send_form(CLERK, &form(privilege)).await;
        assert!(
            page.status == 422 && page.refuses("privileges", "You hold Clerk"),
            "{}",
            page.text()
        );
    }
    let mut ada = world.sign_in("ada").await;
    let page = ada.send_form(CLERK, &form("manage_security")).await;
    // Abel and Ines hold it: nobody is left, so it takes effect at once.
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(privileges(&world).await, ["manage_security"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_what_they_do_not_hold() {
    let world = world("'ben'").await;
    let mut ines = world.sign_in("ines").await;
    let page = ines.send_form(CLERK, &form("edit_policies")).await;
    assert!(
        page.status == 422 && page.refuses("privileges", "in your own right over everyone: Edit policies"),
        "{}",
        page.text()
    );
    // A role that nobody holds is a plan: whoever adds it later needs the right to.
    world.database.batch("UPDATE grants SET revoked_at = '2028-01-10T00:00Z' WHERE role_id = (SELECT id FROM roles WHERE code = 'clerk')").await;
    let page = ines.send_form(CLERK, &form("edit_policies")).await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(privileges(&world).await, ["edit_policies"]);
    let page = super::add(&mut ines, "ben", "clerk").await;
    assert!(
        page.status == 422 && page.refuses("role", "in your own right"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_was_overtaken_is_not_applied() {
    let world = world("'ben'").await;
    let mut ines = world.sign_in("ines").await;
    ines.send_form(CLERK, &form("manage_security")).await;
    let task = newest_task(&world).await;
    world
        .database
        .batch("UPDATE roles SET version = version + 1, name = 'Senior clerk' WHERE code = 'clerk'")
        .await;
    let mut ada = world.sign_in("ada").await;
    let page = approve(&mut ada, &task).await;
    assert!(
        page.status == 409 && page.has_error("has been changed since this was proposed"),
        "{}: {}",
        page.status,
        page.text()
    );
    assert_eq!(privileges(&world).await, Vec::<String>::new());
    let page = ada
        .post(&task, &[("action", "deny"), ("reason", "Propose it again")])
        .await;
    assert_eq!(page.status, 303, "{}", page.text());
    world.end().await;
}
