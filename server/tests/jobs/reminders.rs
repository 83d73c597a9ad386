//! Reminders before an end: seven days and one day, to both, once each.

use super::{lend, option, run, told};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn both_are_reminded_seven_days_and_one_day_before_once_each() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "2028-02-10").await;
    for (instant, reminders) in [
        ("2028-01-11T09:00:00Z", 0),
        ("2028-02-02T23:59:00Z", 0),
        ("2028-02-03T00:00:00Z", 2),
        ("2028-02-03T00:15:00Z", 0),
        ("2028-02-08T23:59:00Z", 0),
        ("2028-02-09T00:00:00Z", 2),
        ("2028-02-09T12:00:00Z", 0),
    ] {
        world.at(instant);
        assert_eq!(run(&world).await.reminders, reminders, "{instant}");
    }
    let words = "The delegation of Line manager from Mara Vogel to Max Roth ends soon (last day: Wednesday 9 February 2028, Europe/London).";
    for who in ["mara", "max"] {
        assert_eq!(told(&world, who).await.matches(words).count(), 2, "{who}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j6_what_was_told_is_not_written_again_at_each_run() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "2028-02-10").await;
    let mut ben = world.sign_in("ben").await;
    let fields = [
        ("kind", "temporary"),
        ("delegate", "bea"),
        ("starts_on", "2028-02-03"),
        ("ends_on", "2028-03-24"),
    ];
    assert_eq!(ben.post("/profile/delegate", &fields).await.status, 303);
    world.at("2028-02-03T00:00:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.reminders, counts.delegates_told), (2, 1));
    // What is written in vain takes a number all the same.
    let last = "SELECT pg_sequence_last_value(pg_get_serial_sequence('outbox', 'id')::regclass)";
    let before = world.count(last).await;
    world.at("2028-02-03T00:15:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.reminders, counts.delegates_told), (0, 0));
    assert_eq!(world.count(last).await, before);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_downtime_only_what_is_still_to_come_is_reminded_of() {
    let world = World::new().await;
    run(&world).await;
    lend(&world, "mara", "max", "2028-01-11", "2028-02-10").await;
    lend(&world, "mara", "ben", "2028-01-11", "2028-01-20").await;
    world.at("2028-02-07T09:00:00Z");
    let counts = run(&world).await;
    assert_eq!(
        (counts.ended, counts.reminders),
        (1, 2),
        "three days before, once"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_option_switches_them_off_and_a_moved_end_is_another_end() {
    let world = World::new().await;
    option(&world, "DELEGATION_END_REMINDERS", "N").await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-19").await;
    world.at("2028-01-12T00:00:00Z");
    assert_eq!(run(&world).await.reminders, 0);
    option(&world, "DELEGATION_END_REMINDERS", "Y").await;
    assert_eq!(run(&world).await.reminders, 2);
    let id = world.count("SELECT id FROM role_delegations").await;
    let path = format!("/me/roles-and-delegations/{id}/edit");
    let mut mara = world.sign_in("mara").await;
    let version = mara.get(&path).await.value_of("version").unwrap();
    let fields = [
        ("ends_on", "2028-02-19"),
        ("version", version.as_str()),
        ("action", "save"),
    ];
    assert_eq!(mara.post(&path, &fields).await.status, 303);
    world.at("2028-02-12T00:00:00Z");
    assert_eq!(run(&world).await.reminders, 2);
    world.end().await;
}
