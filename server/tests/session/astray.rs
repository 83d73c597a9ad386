//! Somebody without the role Employee is not sent in circles (D3): the page that refuses them names who can help, offers "Sign out",
//! and no link on it leads to the same refusal.

use std::collections::BTreeSet;

use crate::support::{Page, World};

/// Where the links of a page lead to within Locum, without files.
fn links(page: &Page) -> BTreeSet<String> {
    let links = page.links_under("/").into_iter();
    links.map(|rest| format!("/{rest}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn d3_who_has_no_role_employee_is_told_whom_to_ask_and_led_nowhere_in_vain() {
    let world = World::new().await;
    world
        .database
        .batch(
            "INSERT INTO roles (code, name, data_scope) VALUES ('guard', 'Guard', 'department');
             INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_security' FROM roles WHERE code = 'guard';",
        )
        .await;
    for (roles, page) in [
        ("", None),
        ("guard", Some("/security-console/why")),
        ("line_manager", Some("/team/absences")),
        ("hr_specialist", Some("/hr/accounts")),
        ("it_security_manager", Some("/security-console/users")),
        ("super_administrator", Some("/admin/directory/users")),
    ] {
        world
            .execute(
                "UPDATE grants SET revoked_at = granted_at WHERE revoked_at IS NULL \
                 AND person_id = (SELECT id FROM people WHERE username = 'max')",
                &[],
            )
            .await;
        let sql = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
                   FROM people p, roles r WHERE p.username = 'max' AND r.code = $1";
        world.execute(sql, &[&roles]).await;
        let mut max = world.sign_in("max").await;
        for path in ["/", "/profile", "/requests/new"] {
            let refused = max.get(path).await;
            let text = refused.text();
            assert_eq!(refused.status, 403, "{roles}: {text}");
            assert!(
                refused.has_lead("ask Ada Holm, Abel Costa or Ines Prado: they can give you a role."),
                "{roles}: {text}"
            );
            assert!(refused.has("main form[action='/logout']"), "{roles}: {text}");
            let links = links(&refused);
            assert_eq!(
                page.is_some(),
                page.is_some_and(|page| links.contains(page)),
                "{roles}: {links:?}"
            );
            assert!(!links.contains("/"), "{roles}: {links:?}");
            for link in &links {
                let there = max.get(link).await;
                assert_eq!(there.status, 200, "{roles}: {link}");
            }
        }
        assert_eq!(max.post("/logout", &[]).await.status, 303);
    }
    world.end().await;
}

/// Who may begin at My tasks is led there, and can ask for a role themselves.
#[tokio::test(flavor = "multi_thread")]
async fn d3_an_employee_is_led_to_my_tasks() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let refused = ben.get("/admin/audit").await;
    assert_eq!(refused.status, 403);
    assert!(
        refused.says("Go to My tasks") && refused.has_lead("request a role or ask your administrator"),
        "{}",
        refused.text()
    );
    assert!(
        !refused.says(&world.name("ada").await),
        "nobody is named without need: {}",
        refused.text()
    );
    for link in links(&refused) {
        assert_eq!(ben.get(&link).await.status, 200, "{link}");
    }
    world.end().await;
}

/// Nobody is sent to ask themselves, or somebody who could not do it.
#[tokio::test(flavor = "multi_thread")]
async fn d3_only_who_could_help_is_named() {
    let world = World::new().await;
    world
        .database
        .batch(
            "UPDATE people SET disabled_at = '2028-01-02Z' WHERE username = 'abel';
             UPDATE grants SET revoked_at = granted_at WHERE person_id = (SELECT id FROM people WHERE username = 'ines')
               AND role_id = (SELECT id FROM roles WHERE code = 'employee');",
        )
        .await;
    let refused = world.seen_by("ines", "/").await;
    assert_eq!(refused.status, 403);
    assert!(
        refused.has_lead("ask Ada Holm, who can give you a role."),
        "{}",
        refused.text()
    );
    assert!(!refused.says(&world.name("abel").await), "{}", refused.text());
    world.end().await;
}
