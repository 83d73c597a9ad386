//! T11: the holders of a role; and the distinct approvers of T10.

use super::{asked, decide, delegate, request, world};

#[tokio::test(flavor = "multi_thread")]
async fn t11_any_holder_decides_and_their_delegation_rules_are_not_followed() {
    let world = world().await;
    delegate(&world, "ines", "max").await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    assert_eq!(asked(&world, &task).await, ["it_security_manager"]);
    assert_eq!(
        world.holders("approver").await,
        Vec::<String>::new(),
        "one step is not all of them (T13)"
    );
    assert!(!world.seen_by("max", "/").await.says("AP approver"));
    let mut ines = world.sign_in("ines").await;
    assert!(ines.get("/").await.has_row("Grant AP approver to Ben Ode"));
    assert_eq!(decide(&mut ines, &task, "approve", "").await.status, 303);
    assert_eq!(world.holders("approver").await, ["ben"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_whoever_decided_before_or_for_whom_it_was_decided_decides_no_second_time() {
    let world = world().await;
    // mara's delegate ines decides the first step; both are security managers by now, and so is hugo.
    delegate(&world, "mara", "ines").await;
    let grant = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
                 FROM people p, roles r WHERE p.username IN ('mara', 'hugo') AND r.code = 'it_security_manager'";
    world.database.batch(grant).await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("ines").await, &task, "approve", "").await;
    let mut hugo = world.sign_in("hugo").await;
    assert!(hugo.get("/").await.has(&super::ticks(&task)));
    for barred in ["ines", "mara"] {
        let mut browser = world.sign_in(barred).await;
        assert!(!browser.get("/").await.has(&super::ticks(&task)), "{barred}");
        assert_eq!(
            decide(&mut browser, &task, "approve", "").await.status,
            403,
            "{barred}"
        );
    }
    assert_eq!(
        decide(&mut world.sign_in("hugo").await, &task, "approve", "")
            .await
            .status,
        303
    );
    assert_eq!(world.holders("approver").await, ["ben"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_a_pool_that_has_run_empty_is_asked_no_longer() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    world.import("ines,Ines Prado,ines@example.org,ada,IT,Security manager,Lisbon,2016-01-01,,Europe/Lisbon,employee\n").await;
    assert_eq!(asked(&world, &task).await, ["super_administrator"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t11_two_people_deciding_at_the_same_moment_make_one_decision() {
    let world = world().await;
    let task = request(&world, "ada", "ada", "viewer").await;
    world.import("aron,Aron Vale,,ada,Board,Director,London,2015-01-01,,Europe/London,employee super_administrator\n").await;
    let (mut abel, mut aron) = (world.sign_in("abel").await, world.sign_in("aron").await);
    let (yes, no) = tokio::join!(
        decide(&mut abel, &task, "approve", ""),
        decide(&mut aron, &task, "deny", "no")
    );
    let mut statuses = [yes.status, no.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{} / {}", yes.text(), no.text());
    let told = if yes.status == 409 { &yes } else { &no };
    assert!(
        told.has_error("was denied already by Aron Vale")
            || told.has_error("was approved already by Abel Costa"),
        "{}",
        told.text()
    );
    assert_eq!(world.count("SELECT count(*) FROM task_decisions").await, 1);
    world.end().await;
}
