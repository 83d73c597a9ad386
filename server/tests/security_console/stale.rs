//! Two tabs: nobody's change is lost (G5).

use super::{CLERK, ROLES, assignable, tick};
use crate::support::{Browser, FORM, World};

const BEN: &str = "/security-console/users/ben";

/// `ines` gave Ben the role `clerk` and opened his form again, whose version this is; then `ada` sent another from the same page.
async fn ben_meanwhile(other: &[(&str, &str)]) -> (World, Browser, String) {
    let world = World::new().await;
    world.database.batch(CLERK).await;
    let mut ines = world.sign_in("ines").await;
    ines.send_form(BEN, &[("role", "clerk"), ("action", "add")]).await;
    let version = ines.get(BEN).await.value_of("version").unwrap();
    world.at("2028-01-11T09:05:00Z");
    world.sign_in("ada").await.send_form(BEN, other).await;
    (world, ines, version)
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_person_form_changes_nothing_says_who_and_keeps_what_was_ticked() {
    let (world, mut ines, version) = ben_meanwhile(&[("role", "line_manager"), ("action", "add")]).await;
    let stale = ines
        .post(BEN, &[("version", &version), ("assignable", "clerk")])
        .await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.has_error("Ada Holm changed what this person holds on Tue 11 Jan 2028 09:05 Europe/Lisbon"),
        "{}",
        stale.text()
    );
    assert_eq!(tick(&stale, "clerk"), Some(true));
    assert!(assignable(&world, "ben").await.is_empty());
    let version = stale.value_of("version").unwrap();
    assert_eq!(
        ines.post(BEN, &[("version", &version), ("assignable", "clerk")])
            .await
            .status,
        303
    );
    assert_eq!(assignable(&world, "ben").await, ["clerk"]);
    assert_eq!(world.roles_of("ben").await, ["clerk", "employee", "line_manager"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_what_was_ticked_of_a_role_that_another_removed_is_stale_and_not_wrong() {
    let (world, mut ines, version) = ben_meanwhile(&[("remove", "clerk")]).await;
    let forms: [&[(&str, &str)]; 2] = [
        &[("assignable", "clerk")],
        &[("assignable", "clerk"), ("action", "disable")],
    ];
    for form in forms {
        let fields = [&[("version", version.as_str())], form].concat();
        let stale = ines.post(BEN, &fields).await;
        assert_eq!(stale.status, 409, "{}", stale.text());
        assert!(
            stale.has_error("Ada Holm changed what this person holds on Tue 11 Jan 2028 09:05 Europe/Lisbon"),
            "{}",
            stale.text()
        );
        let again = stale.value_of("version").unwrap();
        let saved = ines.post(BEN, &[("version", again.as_str())]).await;
        assert_eq!(saved.status, 303, "having been told: {}", saved.text());
    }
    assert!(assignable(&world, "ben").await.is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_role_form_changes_nothing_says_who_and_keeps_what_was_typed() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let fields = [("code", "viewer"), ("name", "Viewer"), ("data_scope", "own")];
    ines.send_form("/security-console/roles/new", &fields).await;
    let path = format!("{ROLES}/viewer");
    let version = ines.get(&path).await.value_of("version").unwrap();
    let mut ada = world.sign_in("ada").await;
    ada.send_form(&path, &[("name", "Adas"), ("data_scope", "everyone")])
        .await;
    let mine = [
        ("version", version.as_str()),
        ("name", "Mine"),
        ("data_scope", "reports"),
    ];
    let stale = ines.post(&path, &mine).await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.has_error("Ada Holm changed this role on Tue 11 Jan 2028"),
        "{}",
        stale.text()
    );
    assert_eq!(stale.value_of("name").as_deref(), Some("Mine"));
    assert_eq!(
        world
            .count("SELECT count(*) FROM roles WHERE name = 'Adas' AND data_scope = 'everyone'")
            .await,
        1
    );
    let version = stale.value_of("version").unwrap();
    let again = [
        ("version", version.as_str()),
        ("name", "Mine"),
        ("data_scope", "reports"),
        FORM,
    ];
    for _ in 0..2 {
        assert_eq!(
            ines.post(&path, &again).await.status,
            303,
            "having been told; and a second click"
        );
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'role.changed'")
            .await,
        2
    );
    world.end().await;
}
