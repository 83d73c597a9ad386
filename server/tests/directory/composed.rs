//! A letter and its diacritic are the same typed as one sign or as two, wherever departments, jobs and places are compared (G8).

use super::USERS;
use crate::role_delegations::{fields, site};
use crate::support::World;

const COMPOSED: &str = "Süd";
const DECOMPOSED: &str = "Su\u{308}d";

const PEOPLE: &str = "\
nfc1,Composed One,,ada,Süd,Clerk,Hall,2020-01-01,,Etc/UTC,employee line_manager
nfd1,Decomposed One,,ada,Su\u{308}d,Clerk,Hall,2020-01-01,,Etc/UTC,employee
";

#[tokio::test(flavor = "multi_thread")]
async fn g8_r4_two_spellings_are_one_department() {
    let world = World::new().await;
    world.import(PEOPLE).await;
    let departments = "SELECT count(DISTINCT department) FROM people WHERE username LIKE 'nf_1'";
    assert_eq!(world.count(departments).await, 1);
    site(&world, "PUBLIC_PERSON_SECURITY_PROFILE", "SAME_DEPARTMENT").await;
    let mut nfc1 = world.sign_in("nfc1").await;
    let new = "/me/roles-and-delegations/new";
    let lent = nfc1
        .post(new, &fields("line_manager", "nfd1", "2028-02-01", "", "save"))
        .await;
    assert_eq!(lent.status, 303, "{}", lent.text());
    let mut ada = world.sign_in("ada").await;
    for typed in ["S%C3%BCd", "Su%CC%88d"] {
        let page = ada.get(&format!("{USERS}?department={typed}")).await;
        for (name, is_listed) in [
            ("Composed One", true),
            ("Decomposed One", true),
            ("Ben Ode", false),
        ] {
            assert_eq!(page.says(name), is_listed, "{typed} {name}: {}", page.text());
        }
        assert_eq!(page.count(&format!("[value='{COMPOSED}']")), 1, "one to choose");
        assert!(!page.has(&format!("[value='{DECOMPOSED}']")));
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_r20_rules_and_reviews_find_whom_they_name_however_they_are_typed() {
    let world = World::new().await;
    world.import(PEOPLE).await;
    let roles = "INSERT INTO roles (code, name, data_scope) VALUES ('viewer', 'Viewer', 'own')";
    world.database.batch(roles).await;
    let mut ada = world.sign_in("ada").await;
    let rule = [
        ("version", ""),
        ("name", DECOMPOSED),
        ("department", DECOMPOSED),
        ("role", "viewer"),
        ("autoprovision", "1"),
    ];
    let saved = ada.post("/setup/role-provisioning-rules/new", &rule).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let given = "SELECT count(*) FROM grants g JOIN roles r ON r.id = g.role_id WHERE r.code = 'viewer' AND g.source = 'autoprovisioned'";
    assert_eq!(world.count(given).await, 2);
    let review = [("role", ""), ("department", DECOMPOSED), ("due_on", "2028-03-01")];
    let started = ada.post("/admin/access-reviews/new", &review).await;
    assert_eq!(started.status, 303, "{}", started.text());
    let tasks = "SELECT count(DISTINCT t.subject_id) FROM tasks t WHERE t.access_review_id IS NOT NULL";
    assert_eq!(world.count(tasks).await, 2);
    let kept = "SELECT count(*) FROM role_provisioning_rules r, access_reviews v WHERE r.name = 'Süd' AND r.department = 'Süd' \
                AND v.department = 'Süd'";
    assert_eq!(world.count(kept).await, 1);
    world.end().await;
}
