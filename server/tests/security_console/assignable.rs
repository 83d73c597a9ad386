//! *Assignable*: one person may lend a role that others may not (R3).

use super::{LENT, USERS, assignable, tick};
use crate::support::World;

const MARA: &str = "/security-console/users/mara";

#[tokio::test(flavor = "multi_thread")]
async fn r3_assignable_is_ticked_for_one_person() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let path = "/security-console/users/hugo";
    let page = ines.get(path).await;
    assert_eq!(page.h1(), "Hugo Lind");
    assert_eq!(tick(&page, "hr_specialist"), Some(false));
    assert_eq!(tick(&page, "employee"), None, "employee can never be delegated");
    let saved = ines.send_form(path, &[("assignable", "hr_specialist")]).await;
    assert_eq!(
        (saved.status, saved.location()),
        (303, Some(USERS)),
        "Save and Close: {}",
        saved.text()
    );
    assert_eq!(assignable(&world, "hugo").await, ["hr_specialist"]);
    assert_eq!(tick(&ines.get(path).await, "hr_specialist"), Some(true));
    let sql = "SELECT count(*) FROM audit_log l JOIN people p ON p.id = l.concerns_id WHERE p.username = 'hugo' \
        AND l.action = 'person.roles_changed' AND l.after -> 'assignable' = '[\"hr_specialist\"]'";
    assert_eq!(world.count(sql).await, 1);
    ines.send_form(path, &[]).await;
    assert!(
        assignable(&world, "hugo").await.is_empty(),
        "a box that is not ticked is off"
    );
    let entries = world
        .count("SELECT count(*) FROM audit_log WHERE action = 'person.roles_changed'")
        .await;
    ines.send_form(path, &[]).await;
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'person.roles_changed'")
            .await,
        entries,
        "nothing changed"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r3_unticking_assignable_says_what_stays_in_force_and_scheduled() {
    let world = World::new().await;
    world.database.batch(LENT).await;
    let mut ines = world.sign_in("ines").await;
    let ticks = [("assignable", "viewer"), ("assignable", "line_manager")];
    ines.send_form(MARA, &ticks).await;
    assert_eq!(assignable(&world, "mara").await, ["line_manager", "viewer"]);
    ines.send_form(MARA, &[]).await;
    let list = ines.get(USERS).await;
    for words in [
        "Assignable is switched off for Payroll viewer: 1 delegation in force and 1 scheduled stay as they are.",
        "Assignable is switched off for Line manager: it is delegated to nobody.",
    ] {
        assert!(list.has_message(words), "{words}: {}", list.text());
    }
    assert!(assignable(&world, "mara").await.is_empty());
    let open = "SELECT count(*) FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL";
    assert_eq!(world.count(open).await, 2);
    world.end().await;
}
