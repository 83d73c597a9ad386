//! Everyone by name, search, and who may look.

use super::USERS;
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn users_are_found_by_name_and_shown_with_their_state() {
    let world = World::new().await;
    world
        .execute(
            "UPDATE people SET disabled_at = '2028-01-10T00:00Z' WHERE username = 'max'",
            &[],
        )
        .await;
    let mut ines = world.sign_in("ines").await;
    let page = ines.get(USERS).await;
    assert_eq!(page.h1(), "Users");
    for words in [
        "Ada Holm ada Board",
        "Max Roth max Sales Clerk Disabled",
        "Zoe Hart zoe Finance Clerk Terminated",
        "Ben Ode ben Finance Clerk Active",
    ] {
        assert!(page.has_row(words), "{words}\n{}", page.text());
    }
    for (query, found) in [
        ("q=ben", "Ben Ode"),
        ("q=Ode", "Ben Ode"),
        ("q=ma", "Mara Vogel"),
        ("q=kern%20milo", "Milo Kern"),
        ("q=ZOE", "Zoe Hart"),
    ] {
        let page = ines.get(&format!("{USERS}?{query}")).await;
        assert!(
            page.has_row(found) && !page.says("Ada Holm"),
            "{query}: {}",
            page.text()
        );
    }
    for nobody in ["q=nobody-at-all", "q=%25", "q=_", "q=%00zz", "q=%E2%80%AEzzz"] {
        let page = ines.get(&format!("{USERS}?{nobody}")).await;
        assert_eq!(page.status, 200);
        assert!(
            page.has_empty_state("Nobody matches"),
            "{nobody}: {}",
            page.text()
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_users_has_pages_that_lose_and_repeat_nobody() {
    let world = World::new().await;
    let lines: String = (0..120)
        .map(|n| {
            format!("p{n:03},Person {n:03},,ada,Finance,Clerk,London,2020-01-01,,Europe/London,employee\n")
        })
        .collect();
    world.import(&lines).await;
    let mut ines = world.sign_in("ines").await;
    let (mut path, mut seen) = (USERS.to_owned(), Vec::new());
    for _ in 0..4 {
        let page = ines.get(&path).await;
        let links = page.links_under("/security-console/users/");
        seen.extend(links.into_iter().map(str::to_owned));
        let Some(next) = page.next() else { break };
        path = next;
    }
    let all = world.count("SELECT count(*) FROM people").await;
    assert_eq!(seen.len() as i64, all);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len() as i64, all);
    let page = ines.get(&format!("{USERS}?q=person")).await;
    assert!(page.has_hint("The best 50 matches"), "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_only_security_managers_and_super_administrators_come_in() {
    let world = World::new().await;
    let paths = [
        USERS,
        "/security-console/users/ben",
        "/security-console/roles",
        "/security-console/roles/employee",
        "/security-console/roles/new",
    ];
    for username in ["ben", "mara", "hugo"] {
        let mut other = world.sign_in(username).await;
        for path in paths {
            assert_eq!(other.get(path).await.status, 403, "{username} {path}");
        }
        let before = world
            .count("SELECT count(*) FROM grants WHERE revoked_at IS NULL")
            .await;
        let page = other
            .post("/security-console/users/ben", &[("role", "super_administrator")])
            .await;
        assert_eq!(page.status, 403);
        assert_eq!(
            world
                .count("SELECT count(*) FROM grants WHERE revoked_at IS NULL")
                .await,
            before
        );
    }
    for username in ["ines", "ada"] {
        let mut other = world.sign_in(username).await;
        for path in paths {
            assert_eq!(other.get(path).await.status, 200, "{username} {path}");
        }
        assert_eq!(
            other.get("/security-console/users/nobody-at-all").await.status,
            404
        );
        assert_eq!(
            other
                .post("/security-console/users/nobody-at-all", &[("action", "disable")])
                .await
                .status,
            404
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_security_manager_of_a_department_sees_and_changes_nobody_elses() {
    let world = World::new().await;
    world.database.batch("INSERT INTO roles (code, name, data_scope) VALUES ('finance_security', 'Finance security', 'department');
        INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_security' FROM roles WHERE code = 'finance_security';
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01T00:00Z' FROM people p, roles r
          WHERE p.username = 'bea' AND r.code = 'finance_security'").await;
    let mut bea = world.sign_in("bea").await;
    assert_eq!(
        bea.get("/security-console/users/ben").await.status,
        200,
        "of her department"
    );
    for path in ["/security-console/users/max", "/security-console/users/ada"] {
        assert_eq!(bea.get(path).await.status, 404, "{path}");
        assert_eq!(
            bea.post(path, &[("action", "disable")]).await.status,
            404,
            "{path}"
        );
    }
    assert_eq!(bea.get(USERS).await.status, 403, "the list is everyone's");
    world.end().await;
}
