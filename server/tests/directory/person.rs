//! A person's page: assignment, roles with their source, who covers them and whom they cover.

use super::{USERS, name_delegate};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_the_assignment_and_where_each_role_comes_from() {
    let world = World::new().await;
    let held = "INSERT INTO roles (code, name, data_scope) VALUES ('ledger', 'Ledger editor', 'own'), ('viewer', 'Payroll viewer', 'own');
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'autoprovisioned', '2028-01-01'
          FROM people p, roles r WHERE p.username = 'ben' AND r.code = 'ledger';
        INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, through_end, created_by, created_at,
            begun_at)
          SELECT d.id, p.id, r.id, '2028-01-01', '2028-02-29', '2028-03-01', true, d.id, '2028-01-01', '2028-01-01'
          FROM people d, people p, roles r WHERE d.username = 'mara' AND p.username = 'ben' AND r.code = 'line_manager'";
    world.database.batch(held).await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&format!("{USERS}/BEN")).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Ben Ode"));
    for fact in [
        "Username ben",
        "Manager Mara Vogel",
        "Department Finance",
        "Job Clerk",
        "Location London",
        "Hired 1 January 2018",
        "Last day worked —",
        "Time zone Europe/London",
    ] {
        assert!(page.has_fact(fact), "{fact}: {}", page.text());
    }
    for row in [
        "Employee By hand",
        "Ledger editor Autoprovisioned",
        "Line manager Delegated by Mara Vogel last day: 29 February 2028",
    ] {
        assert!(page.has_row(row), "{row}: {}", page.text());
    }
    assert!(page.links_to(&format!("{USERS}/mara")));
    // T13: what was granted by hand or by request.
    let revocable = page
        .all("button")
        .iter()
        .filter(|button| button.text() == "Revoke")
        .count();
    assert_eq!(revocable, 1, "{}", page.body);
    assert!(page.has(&format!("[action='{USERS}/ben/revoke']")));
    assert_eq!(page.value_of("role").as_deref(), Some("employee"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_both_sides_of_a_rule_see_it_with_its_period() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let fields = [
        ("kind", "temporary"),
        ("delegate", "tess"),
        ("starts_on", "2028-02-01"),
        ("ends_on", "2028-02-10"),
    ];
    ada.post(&super::rule_of("mina"), &fields).await;
    let owner = ada.get(&format!("{USERS}/mina")).await;
    assert!(
        owner.has_message("Tess Mori gets Mina Sato’s new tasks from Tue 1 Feb 2028 00:00 to the end of Thu 10 Feb 2028, Asia/Tokyo."),
        "{}",
        owner.text()
    );
    assert!(
        owner.says("Scheduled") && owner.has_hint("Set by Ada Holm on Tue 11 Jan 2028 09:00 Europe/London")
    );
    let delegate = ada.get(&format!("{USERS}/tess")).await;
    assert!(
        delegate
            .has_row("Mina Sato from Tue 1 Feb 00:00 until the end of Thu 10 Feb 2028, Asia/Tokyo Scheduled"),
        "{}",
        delegate.text()
    );
    assert!(delegate.has_empty_state("Tess Mori has no delegate"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_whose_delegate_left_is_led_to_them() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    name_delegate(&mut ada, "mara", "max").await;
    super::disable(&world, "max").await;
    let page = ada.get(&format!("{USERS}/mara")).await;
    assert!(page.has_hint("Max Roth is no longer active"), "{}", page.text());
    assert!(page.links_to(&format!("{USERS}/max")));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_username_is_nobody() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    for forged in [
        "nobody",
        "%00",
        "ada%00",
        "..%2f..%2fadmin",
        "%E2%80%AE",
        "a%27%20OR%20%271%27=%271",
        "%3Cb%3E",
    ] {
        for rest in ["", "/delegation"] {
            let path = format!("{USERS}/{forged}{rest}");
            assert_eq!(ada.get(&path).await.status, 404, "{path}");
        }
        let path = format!("{USERS}/{forged}/delegation");
        for action in ["save", "remove"] {
            let fields = [("kind", "permanent"), ("delegate", "ben"), ("action", action)];
            assert_eq!(ada.post(&path, &fields).await.status, 404, "{path}");
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 0);
    world.end().await;
}
