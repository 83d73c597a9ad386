//! Windows not yet passed move with the delegator's zone (G1), and with nothing else (R6).

use super::{delegations, leads, lend, lend_to, run};
use crate::support::World;

async fn instants(world: &World) -> Vec<String> {
    let sql = "SELECT x.username || ' ' || q.kind || ' ' || to_char(q.due_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') || ' until ' || \
               coalesce(to_char(d.not_after AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), 'ever') FROM role_requests q \
               JOIN role_delegations d ON d.id = q.delegation_id JOIN people x ON x.id = d.proxy_id \
               WHERE q.applied_at IS NULL AND q.state = 'pending' ORDER BY x.username, q.kind";
    world.texts(sql, &[]).await
}

fn mara(zone: &str) -> String {
    format!(
        "mara,Mara Vogel,mara@example.org,ada,Finance,Manager,London,2016-01-01,,{zone},employee line_manager"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn g1_windows_move_with_the_delegators_zone_and_what_has_begun_stays_begun() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-02-01", "2028-02-10").await;
    lend(&world, "mara", "ben", "2028-01-11", "2028-01-20").await;
    lend(&world, "milo", "bea", "2028-02-01", "").await;
    world.import(&mara("Asia/Tokyo")).await;
    assert_eq!(
        instants(&world).await,
        [
            "bea begin 02-01 00:00 until ever",
            "ben end 01-19 15:00 until 01-19 15:00",
            "max begin 01-31 15:00 until 02-09 15:00",
            "max end 02-09 15:00 until 02-09 15:00",
        ]
    );
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'role_delegation.rescheduled'";
    assert_eq!(world.count(audited).await, 2);
    // By Tokyo's calendar it begins in the future, and by London's it has begun: it stays begun.
    world.import(&mara("Europe/London")).await;
    world.at("2028-01-31T15:00:00Z");
    run(&world).await;
    assert_eq!(
        delegations(&world).await,
        ["max scheduled", "ben ended: end_date", "bea scheduled"]
    );
    world.import(&mara("Asia/Tokyo")).await;
    run(&world).await;
    assert_eq!(delegations(&world).await[0], "max begun");
    world.import(&mara("America/New_York")).await;
    assert_eq!(delegations(&world).await[0], "max begun");
    assert_eq!(
        instants(&world).await,
        [
            "bea begin 02-01 00:00 until ever",
            "max end 02-10 05:00 until 02-10 05:00"
        ]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g1_the_sites_zone_moves_those_who_have_none_and_the_option_moves_nothing() {
    let world = World::new().await;
    world.import(&mara("")).await;
    lend(&world, "mara", "max", "2028-02-01", "2028-02-10").await;
    lend_to(&world, "milo", "ben", ("2028-02-01", "2028-02-10", true)).await;
    let mut ada = world.sign_in("ada").await;
    let set = |code: &'static str, value: &'static str| [("code", code), ("level", "site"), ("value", value)];
    let path = "/setup/profile-values";
    let done = ada.post(path, &set("SITE_TIME_ZONE", "Asia/Tokyo")).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let moved = [
        "ben begin 02-01 00:00 until 02-11 00:00",
        "ben end 02-11 00:00 until 02-11 00:00",
        "max begin 01-31 15:00 until 02-09 15:00",
        "max end 02-09 15:00 until 02-09 15:00",
    ];
    assert_eq!(instants(&world).await, moved);
    let done = ada.post(path, &set("DELEGATION_END_DUE", "END_OF_DAY")).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(
        instants(&world).await,
        moved,
        "R6: it only ticks the box of a form that is opened"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g1_a_window_that_has_passed_stays_passed() {
    let world = World::new().await;
    world.import(&mara("Pacific/Kiritimati")).await;
    // No run has begun it by the end of its last day, which in the west is still to come.
    lend_to(&world, "mara", "max", ("2028-01-12", "2028-01-13", true)).await;
    let scheduled = "Scheduled";
    let page = world.seen_by("mara", "/me/roles-and-delegations").await;
    assert!(page.has_state(scheduled), "{}", page.text());
    world.at("2028-01-13T10:00:00Z");
    world.import(&mara("Etc/GMT+12")).await;
    let page = world.seen_by("mara", "/me/roles-and-delegations").await;
    assert!(
        page.has_state("Cancelled") && !page.says(scheduled),
        "{}",
        page.text()
    );
    assert_eq!(run(&world).await.begun, 0);
    assert_eq!(delegations(&world).await, ["max cancelled: never_began"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d_a_window_that_passes_with_the_zone_was_open_until_then() {
    let world = World::new().await;
    world.import(&mara("Etc/GMT+12")).await;
    lend_to(&world, "mara", "max", ("2028-01-10", "2028-01-11", true)).await;
    // By the new calendar the last day ended at 10:00 of the 11th.
    world.at("2028-01-11T11:00:00Z");
    world.import(&mara("Pacific/Kiritimati")).await;
    world.at("2028-01-11T12:00:00Z");
    let lent = async |at: &str| {
        let at = Some(at.parse().unwrap());
        let held = world.services.api().roles_at("max", at).await.unwrap();
        held.iter()
            .any(|holding| holding.source == domain::access::HoldingSource::Delegated)
    };
    assert!(lent("2028-01-11T10:30:00Z").await, "D: by the log");
    assert!(!lent("2028-01-11T11:00:00Z").await, "G1: it moved with the zone");
    assert!(!leads(&world, "max").await);
    assert_eq!(run(&world).await.ended, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_termination_that_has_come_has_ended_it_before_the_sites_zone_moves() {
    let world = World::new().await;
    let last_day = "mara,Mara Vogel,mara@example.org,ada,Finance,Manager,London,2016-01-01,2028-01-12,,employee line_manager";
    world.import(&mara("")).await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    world.import(last_day).await;
    // No run since; in the west it is still the 12th.
    world.at("2028-01-13T01:00:00Z");
    assert!(!leads(&world, "max").await, "R11");
    let mut ada = world.sign_in("ada").await;
    let fields = [
        ("code", "SITE_TIME_ZONE"),
        ("level", "site"),
        ("value", "America/New_York"),
    ];
    let done = ada.post("/setup/profile-values", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(delegations(&world).await, ["max ended: delegator_terminated"]);
    assert!(!leads(&world, "max").await);
    world.end().await;
}
