//! A privilege over some records rules neither others' nor what is everyone's (S, D): as the holder of every privilege an
//! administrator has, over their own record, over their reports, or over their department.

use app::endpoint::Needs;
use app::routes::table;
use domain::privilege::BuiltinRole;

use super::{Line, answer};
use crate::support::{Browser, Page, World};

/// Grants `username` what all administrators may do, in a data scope.
async fn administrator(world: &World, username: &str, scope: &str) {
    let batch = format!(
        "INSERT INTO roles (code, name, data_scope) VALUES ('of_{scope}', 'Administrator of {scope}', '{scope}'); \
         INSERT INTO role_privileges (role_id, privilege) SELECT DISTINCT n.id, p.privilege FROM roles n, role_privileges p \
           JOIN roles r ON r.id = p.role_id WHERE n.code = 'of_{scope}' AND r.code IN ('super_administrator', 'it_security_manager'); \
         INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01T00:00Z' \
           FROM people p, roles r WHERE p.username = '{username}' AND r.code = 'of_{scope}'"
    );
    world.database.batch(&batch).await;
}

async fn changes(world: &World) -> i64 {
    world
        .count(
            "SELECT count(*) FROM audit_log WHERE action NOT LIKE 'session.%' AND action <> 'access.refused'",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn s_what_is_everyones_opens_to_no_smaller_scope() {
    let world = World::new().await;
    for (username, scope) in [("ben", "own"), ("mara", "reports"), ("bea", "department")] {
        administrator(&world, username, scope).await;
        let mut browser = world.sign_in(username).await;
        let before = changes(&world).await;
        let mut denied = 0;
        for endpoint in table() {
            let Needs::Everywhere(privilege) = endpoint.needs else {
                continue;
            };
            assert!(BuiltinRole::SuperAdministrator.privileges().contains(&privilege));
            let answered = answer(&mut browser, &Line::of(endpoint.clone())).await;
            assert_eq!(
                answered, "denied",
                "{} {} in {scope}",
                endpoint.method, endpoint.path
            );
            denied += 1;
        }
        assert!(denied > 30, "{denied}");
        assert_eq!(changes(&world).await, before, "{scope}");
        let navigator = browser.get("/").await;
        for path in [
            "/security-console/roles",
            "/setup/role-provisioning-rules",
            "/admin/audit",
            "/tools/",
        ] {
            assert!(navigator.links_under(path).is_empty(), "{path} in {scope}");
        }
        assert!(navigator.links_to("/security-console/why"), "{scope}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_who_manages_the_security_of_a_department_defines_no_role() {
    let world = World::new().await;
    administrator(&world, "bea", "department").await;
    let mut bea = world.sign_in("bea").await;
    let (roles, mine) = ("/security-console/roles", "/security-console/roles/of_department");
    let wider = [
        ("version", "1"),
        ("name", "Mine"),
        ("data_scope", "everyone"),
        ("privileges", "manage_absences"),
    ];
    assert_eq!(bea.post(mine, &wider).await.status, 403);
    let new = [("code", "more"), ("name", "More"), ("data_scope", "everyone")];
    assert_eq!(bea.post(&format!("{roles}/new"), &new).await.status, 403);
    let sql = "SELECT count(*) FROM roles WHERE code = 'more' OR name = 'Mine'";
    assert_eq!(world.count(sql).await, 0);
    // Within her department she manages people all the same, and is not sent to the list that is not hers to see.
    let ben = "/security-console/users/ben";
    let version = bea.get(ben).await.value_of("version").unwrap();
    let page = bea.post(ben, &[("version", &version)]).await;
    assert_eq!(
        (page.status, page.location()),
        (303, Some(ben)),
        "{}",
        page.text()
    );
    world.end().await;
}

const MAX_DAYS: &str = "PER_USER_DELEGATION_MAX_DAYS";

async fn set(browser: &mut Browser, code: &str, level: &str, user: &str, value: &str) -> Page {
    let fields = [("code", code), ("level", level), ("user", user), ("value", value)];
    browser.post("/setup/profile-values", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn s_values_are_set_and_seen_of_the_people_in_scope() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    for (username, days) in [("ben", "11"), ("max", "13")] {
        assert_eq!(set(&mut ada, MAX_DAYS, "user", username, days).await.status, 303);
    }
    let path = format!("/setup/profile-values?code={MAX_DAYS}");
    for (username, scope, reaches_ben) in [
        ("mara", "reports", true),
        ("bea", "department", true),
        ("max", "own", false),
    ] {
        administrator(&world, username, scope).await;
        let mut browser = world.sign_in(username).await;
        let page = browser.get(&path).await;
        assert_eq!(
            page.says("User: Ben Ode"),
            reaches_ben,
            "{scope}: {}",
            page.text()
        );
        assert_eq!(
            page.says("User: Max Roth"),
            scope == "own",
            "{scope}: {}",
            page.text()
        );
        let saved = set(&mut browser, MAX_DAYS, "site", "", "20").await;
        assert_eq!(saved.status, 422, "{scope}");
        assert!(saved.refuses("level", "Choose User"), "{}", saved.text());
        let unknown = set(&mut browser, MAX_DAYS, "user", "nobody", "20").await;
        let out_of_scope = set(&mut browser, MAX_DAYS, "user", "milo", "20").await;
        for page in [&unknown, &out_of_scope] {
            assert_eq!(page.status, 422, "{scope}");
            assert!(
                page.refuses("user", "User must be the username of somebody in the directory"),
                "{}",
                page.text()
            );
        }
        assert_eq!(
            set(&mut browser, "SITE_TIME_ZONE", "site", "", "Asia/Tokyo")
                .await
                .status,
            422
        );
    }
    let mut bea = world.sign_in("bea").await;
    assert_eq!(
        set(&mut bea, MAX_DAYS, "user", "mara", "5").await.status,
        303,
        "of her department"
    );
    let sql = "SELECT string_agg(coalesce(p.username, 'site') || v.value, ' ' ORDER BY p.username) \
               FROM profile_values v LEFT JOIN people p ON p.id = v.person_id";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "ben11 mara5 max13"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_why_can_knows_nobody_out_of_scope() {
    let world = World::new().await;
    administrator(&world, "bea", "department").await;
    let mut bea = world.sign_in("bea").await;
    let ask = |person: &str, target: &str| {
        format!("/security-console/why?person={person}&privilege=manage_absences&target={target}&at=")
    };
    let page = bea.get(&ask("mara", "ben")).await;
    assert!(page.status == 200 && page.has_notice("Yes."), "{}", page.text());
    for (person, target, named) in [
        ("milo", "ben", "milo"),
        ("mara", "max", "max"),
        ("mara", "nobody", "nobody"),
    ] {
        let page = bea.get(&ask(person, target)).await;
        assert_eq!(page.status, 422, "{person} {target}");
        let words = format!("There is nobody with the username “{named}”");
        assert!(page.has_error(&words), "{}", page.text());
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_tasks_are_overseen_and_roles_revoked_in_scope() {
    let world = World::new().await;
    administrator(&world, "bea", "department").await;
    let batch = "INSERT INTO roles (code, name, data_scope) VALUES ('viewer', 'Viewer', 'own'); \
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z' \
        FROM people p, roles r WHERE p.username IN ('ben', 'max') AND r.code = 'viewer'";
    world.database.batch(batch).await;
    let (mut ada, mut bea) = (world.sign_in("ada").await, world.sign_in("bea").await);
    let fields = [("role", "viewer"), ("reason", "Moved")];
    let revoke = |username: &str| format!("/admin/directory/users/{username}/revoke");
    for username in ["max", "nobody"] {
        assert_eq!(bea.get(&revoke(username)).await.status, 404, "{username}");
        assert_eq!(
            bea.post(&revoke(username), &fields).await.status,
            404,
            "{username}"
        );
    }
    assert_eq!(bea.get(&revoke("ben")).await.status, 200);
    for username in ["ben", "max"] {
        assert_eq!(ada.post(&revoke(username), &fields).await.status, 303);
    }
    let sql =
        "SELECT '/tasks/' || t.id FROM tasks t JOIN people p ON p.id = t.subject_id ORDER BY p.username";
    let tasks: Vec<String> = world.texts(sql, &[]).await;
    let cancel = [("action", "cancel"), ("reason", "A mistake")];
    assert_eq!(bea.get(&tasks[1]).await.status, 404, "about max, of Sales");
    assert_eq!(bea.post(&tasks[1], &cancel).await.status, 404);
    assert_eq!(
        bea.get(&tasks[0]).await.status,
        200,
        "about ben, of her department"
    );
    assert_eq!(bea.post(&tasks[0], &cancel).await.status, 303);
    assert_eq!(ada.get(&tasks[1]).await.status, 200);
    world.end().await;
}
