//! What a person holds and may lend: Add role, Remove, Assignable (R3, R12).

use super::{CLERK, LENT, USERS, assignable};
use crate::support::World;

const BEN: &str = "/security-console/users/ben";
const MARA: &str = "/security-console/users/mara";

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_added_and_removed_by_hand_and_counts_at_once() {
    let world = World::new().await;
    world.database.batch(CLERK).await;
    let mut ines = world.sign_in("ines").await;
    let mut ben = world.sign_in("ben").await;
    assert_eq!(ben.get("/team/absences").await.status, 403);
    let added = ines.send_form(BEN, &[("role", "clerk"), ("action", "add")]).await;
    assert_eq!(
        (added.status, added.location()),
        (303, Some(BEN)),
        "{}",
        added.text()
    );
    assert_eq!(ines.get(BEN).await.flash(), "Absence clerk is added to Ben Ode.");
    assert_eq!(world.roles_of("ben").await, ["clerk", "employee"]);
    assert_eq!(
        ben.get("/team/absences").await.status,
        200,
        "at once, in the session that is open (G9)"
    );
    let removed = ines.send_form(BEN, &[("remove", "clerk")]).await;
    assert_eq!(
        (removed.status, removed.location()),
        (303, Some(BEN)),
        "{}",
        removed.text()
    );
    assert_eq!(ben.get("/team/absences").await.status, 403);
    let sql = "SELECT string_agg(coalesce(after ->> 'role_granted', '-') || '/' || coalesce(after ->> 'role_revoked', '-'), ' ' ORDER BY l.id), \
        min(l.through), min(p.username) FROM audit_log l JOIN people p ON p.id = l.actor_id WHERE action = 'person.roles_changed'";
    let row = &world.rows(sql, &[]).await[0];
    assert_eq!(row.get::<_, &str>(0), "clerk/- -/clerk");
    assert_eq!((row.get::<_, &str>(1), row.get::<_, &str>(2)), (BEN, "ines"));
    let sql = "SELECT g.username || ' ' || b.username FROM grants x JOIN people g ON g.id = x.granted_by JOIN people b ON b.id = x.revoked_by";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "ines ines",
        "who granted and who revoked is kept (G4)"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_chosen_is_added_by_save_and_close_too_with_its_tick() {
    let world = World::new().await;
    world.database.batch(CLERK).await;
    let mut ines = world.sign_in("ines").await;
    let saved = ines
        .send_form(BEN, &[("role", "clerk"), ("assignable", "clerk")])
        .await;
    assert_eq!(
        (saved.status, saved.location()),
        (303, Some(USERS)),
        "{}",
        saved.text()
    );
    assert_eq!(world.roles_of("ben").await, ["clerk", "employee"]);
    assert_eq!(assignable(&world, "ben").await, ["clerk"]);
    ines.send_form(BEN, &[("remove", "clerk"), ("assignable", "clerk")])
        .await;
    assert!(
        assignable(&world, "ben").await.is_empty(),
        "what is gone cannot be lent"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_unknown_roles_and_ticks_are_refused() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    for (fields, field, words) in [
        (
            [("role", "burglar"), ("action", "add")],
            "role",
            "Choose one of the roles offered",
        ),
        (
            [("role", "x\0"), ("action", "add")],
            "role",
            "Choose one of the roles offered",
        ),
        (
            [("assignable", "hr_specialist"), ("action", "")],
            "assignable",
            "Tick only roles that the person holds",
        ),
        (
            [("assignable", "employee"), ("action", "")],
            "assignable",
            "Employee can never be delegated",
        ),
    ] {
        let page = ines.send_form(BEN, &fields).await;
        assert_eq!(page.status, 422, "{fields:?} {}", page.text());
        assert!(page.refuses(field, words), "{fields:?}: {}", page.text());
    }
    assert_eq!(ines.send_form(BEN, &[("remove", "burglar")]).await.status, 404);
    assert_eq!(world.roles_of("ben").await, ["employee"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_what_a_rule_gives_is_shown_and_not_removable() {
    let world = World::new().await;
    world.database.batch("INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'autoprovisioned', '2028-01-01T00:00Z'
        FROM people p, roles r WHERE p.username IN ('ben', 'mara') AND r.code = 'line_manager'").await;
    let mut ines = world.sign_in("ines").await;
    let page = ines.get(BEN).await;
    assert!(
        page.has_row("By a provisioning rule") && page.has_row("goes with its rule"),
        "{}",
        page.text()
    );
    let refused = ines.send_form(BEN, &[("remove", "line_manager")]).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.has_error("comes from a role provisioning rule and cannot be removed here"),
        "{}",
        refused.text()
    );
    assert_eq!(world.roles_of("ben").await, ["employee", "line_manager"]);
    // By hand and by a rule: the grant by hand goes, the other stays.
    let removed = ines.send_form(MARA, &[("remove", "line_manager")]).await;
    assert_eq!(removed.status, 303);
    assert!(
        ines.get(MARA)
            .await
            .has_message("Line manager is removed from Mara Vogel; a role provisioning rule still gives it.")
    );
    assert_eq!(world.roles_of("mara").await, ["employee", "line_manager"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_removing_a_role_ends_what_was_lent_of_it_after_a_confirmation() {
    let world = World::new().await;
    world.database.batch(LENT).await;
    let mut ines = world.sign_in("ines").await;
    let page = ines.get(MARA).await;
    assert!(
        page.has_row("delegated: 1 in force, 1 scheduled"),
        "{}",
        page.text()
    );
    let asked = ines
        .send_form(MARA, &[("remove", "viewer"), ("assignable", "line_manager")])
        .await;
    assert_eq!(asked.status, 200);
    assert!(
        asked.has_heading("Remove Payroll viewer from Mara Vogel?")
            && asked.has_effect(
                "2 delegations end 1 in force and 1 scheduled. They do not come back with the role."
            ),
        "{}",
        asked.text()
    );
    assert!(
        asked.has_effect("1 change of Assignable is saved too On for Line manager")
            && asked.has("[name='assignable'][value='line_manager']"),
        "what was ticked goes along: {}",
        asked.body
    );
    assert_eq!(
        world.roles_of("mara").await,
        ["employee", "line_manager", "viewer"],
        "nothing has happened"
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL")
            .await,
        2
    );
    let done = ines
        .send_form(MARA, &[("remove", "viewer"), ("confirmed", "viewer")])
        .await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(
        ines.get(MARA)
            .await
            .has_message("Payroll viewer is removed from Mara Vogel. 2 delegations of it have ended.")
    );
    let sql = "SELECT count(*) FILTER (WHERE ended_at = '2028-01-11T09:00Z'), count(*) FILTER (WHERE cancelled_at = '2028-01-11T09:00Z'), \
        count(*) FILTER (WHERE end_reason = 'role_lost') FROM role_delegations";
    let row = &world.rows(sql, &[]).await[0];
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(1), row.get::<_, i64>(2)),
        (1, 1, 2)
    );
    let sql =
        "SELECT string_agg(action, ' ' ORDER BY action) FROM audit_log WHERE object_kind = 'role_delegation'";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "role_delegation.cancelled role_delegation.ended"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_super_administrator_stays_one() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let (own, other) = ("/security-console/users/ada", "/security-console/users/abel");
    assert_eq!(
        ada.send_form(other, &[("remove", "super_administrator")])
            .await
            .status,
        303
    );
    let mut ines = world.sign_in("ines").await;
    for browser in [&mut ada, &mut ines] {
        let page = browser.send_form(own, &[("remove", "super_administrator")]).await;
        assert_eq!(page.status, 409);
        assert!(
            page.has_error("Ada Holm is the last active super administrator: make somebody else one first"),
            "{}",
            page.text()
        );
    }
    let page = ines.send_form(own, &[("action", "disable")]).await;
    assert_eq!(page.status, 409, "nor is her account disabled");
    assert!(page.has_error("last active super administrator"));
    // An inactive one does not count.
    let again = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-11T09:00Z' \
        FROM people p, roles r WHERE p.username = 'abel' AND r.code = 'super_administrator'";
    world.execute(again, &[]).await;
    assert_eq!(ines.send_form(other, &[("action", "disable")]).await.status, 303);
    assert_eq!(
        ines.send_form(own, &[("remove", "super_administrator")])
            .await
            .status,
        409
    );
    assert_eq!(ines.send_form(other, &[("action", "enable")]).await.status, 303);
    assert_eq!(
        ines.send_form(own, &[("remove", "super_administrator")])
            .await
            .status,
        303
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_two_super_administrators_cannot_take_it_from_each_other_at_once() {
    let world = World::new().await;
    let (ada, abel) = (world.sign_in("ada").await, world.sign_in("abel").await);
    let mut opened = Vec::new();
    for (mut browser, path) in [
        (ada, "/security-console/users/abel"),
        (abel, "/security-console/users/ada"),
    ] {
        let version = browser.get(path).await.value_of("version").unwrap();
        opened.push((browser, path, version));
    }
    // Both pages are open before either button is pressed.
    let tries: Vec<_> = opened
        .into_iter()
        .map(|(mut browser, path, version)| {
            tokio::spawn(async move {
                let fields = [("version", version.as_str()), ("remove", "super_administrator")];
                browser.post(path, &fields).await.status
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one.await.unwrap());
    }
    let left = "SELECT count(*) FROM grants g JOIN roles r ON r.id = g.role_id WHERE r.code = 'super_administrator' AND g.revoked_at IS NULL";
    assert_eq!(world.count(left).await, 1, "{statuses:?}");
    world.end().await;
}
