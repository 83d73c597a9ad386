//! Changing a date to today (R10): every case, under both options, with what waits for the job afterwards.

use super::{change, edit_path, lend, requests, site};
use crate::support::World;

/// What is not superseded.
async fn waiting(world: &World) -> Vec<String> {
    let mut found = requests(world).await;
    found.retain(|line| !line.ends_with("superseded"));
    found.iter().map(|line| line.replace(" pending", "")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_every_change_of_a_date_to_today() {
    // Lent on the 11th; changed on the 13th at 09:00.
    let cases = [
        // Start to today, the end later: at once.
        (
            ("2028-02-01", "2028-02-10"),
            ("2028-01-13", "2028-02-10"),
            "In force",
            ["begin 2028-01-13 09:00", "end 2028-02-10 00:00"].as_slice(),
            ["begin 2028-01-13 09:00", "end 2028-02-11 00:00"].as_slice(),
        ),
        // Start to today, no end: at once.
        (
            ("2028-02-01", ""),
            ("2028-01-13", ""),
            "In force",
            &["begin 2028-01-13 09:00"],
            &["begin 2028-01-13 09:00"],
        ),
        // Start and end to today: begins at once; its end is the next run's.
        (
            ("2028-02-01", "2028-02-10"),
            ("2028-01-13", "2028-01-13"),
            "In force",
            &["begin 2028-01-13 09:00", "end 2028-01-13 09:00"],
            &["begin 2028-01-13 09:00", "end 2028-01-14 00:00"],
        ),
        // End to today, begun earlier: ends at once, under either option.
        (
            ("2028-01-11", "2028-02-10"),
            ("", "2028-01-13"),
            "Ended",
            &["begin 2028-01-11 09:00", "end 2028-01-13 09:00"],
            &["begin 2028-01-11 09:00", "end 2028-01-13 09:00"],
        ),
        // The same of one without end.
        (
            ("2028-01-11", ""),
            ("", "2028-01-13"),
            "Ended",
            &["begin 2028-01-11 09:00", "end 2028-01-13 09:00"],
            &["begin 2028-01-11 09:00", "end 2028-01-13 09:00"],
        ),
        // End to tomorrow: the job's.
        (
            ("2028-01-11", ""),
            ("", "2028-01-14"),
            "In force",
            &["begin 2028-01-11 09:00", "end 2028-01-14 00:00"],
            &["begin 2028-01-11 09:00", "end 2028-01-15 00:00"],
        ),
        // End cleared: nothing is left to end it.
        (
            ("2028-01-11", "2028-02-10"),
            ("", ""),
            "In force",
            &["begin 2028-01-11 09:00"],
            &["begin 2028-01-11 09:00"],
        ),
    ];
    for option in ["START_OF_DAY", "END_OF_DAY"] {
        for (lent, changed, state, at_start, at_end) in cases {
            let world = World::new().await;
            site(&world, "DELEGATION_END_DUE", option).await;
            let mut mara = world.sign_in("mara").await;
            lend(&mut mara, "ben", lent.0, lent.1).await;
            let path = edit_path(&world).await;
            world.at("2028-01-13T09:00:00Z");
            let page = change(&mut mara, &path, changed.0, changed.1, "save").await;
            assert_eq!(page.status, 200, "{option} {lent:?} {changed:?}: {}", page.text());
            assert!(page.says(state), "{option} {lent:?} {changed:?}: {}", page.text());
            let expected = if option == "START_OF_DAY" {
                at_start
            } else {
                at_end
            };
            assert_eq!(waiting(&world).await, expected, "{option} {lent:?} {changed:?}");
            world.end().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_one_that_began_today_and_is_to_end_today_is_left_to_the_next_run() {
    for (option, end) in [
        ("START_OF_DAY", "end 2028-01-11 15:00"),
        ("END_OF_DAY", "end 2028-01-12 00:00"),
    ] {
        let world = World::new().await;
        site(&world, "DELEGATION_END_DUE", option).await;
        let mut mara = world.sign_in("mara").await;
        lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
        let path = edit_path(&world).await;
        world.at("2028-01-11T15:00:00Z");
        let page = change(&mut mara, &path, "", "2028-01-11", "save").await;
        assert!(page.says("In force"), "{option}: {}", page.text());
        assert_eq!(waiting(&world).await, ["begin 2028-01-11 09:00", end], "{option}");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r9_r10_an_end_changed_to_today_ends_what_no_run_has_begun_as_well() {
    for option in ["START_OF_DAY", "END_OF_DAY"] {
        let world = World::new().await;
        site(&world, "DELEGATION_END_DUE", option).await;
        let mut mara = world.sign_in("mara").await;
        lend(&mut mara, "ben", "2028-01-12", "2028-01-31").await;
        let path = edit_path(&world).await;
        world.at("2028-01-13T09:00:00Z");
        let page = change(&mut mara, &path, "", "2028-01-13", "continue").await;
        assert!(
            page.says("Ben Ode never gets Line manager"),
            "{option}: {}",
            page.text()
        );
        let page = change(&mut mara, &path, "", "2028-01-13", "save").await;
        assert_eq!(page.status, 200, "{option}: {}", page.text());
        assert!(page.says("Cancelled"), "{option}: {}", page.text());
        assert_eq!(waiting(&world).await, Vec::<String>::new(), "{option}");
        let held = world.sign_in("ben").await.get(super::OVERVIEW).await;
        assert!(!held.says("delegated to you"), "{option}: {}", held.text());
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r1_an_end_cannot_move_before_today_nor_a_start_that_has_come() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    let path = edit_path(&world).await;
    world.at("2028-01-13T09:00:00Z");
    let page = change(&mut mara, &path, "", "2028-01-12", "save").await;
    assert_eq!(page.status, 422);
    assert!(page.says("End date must be today or later"), "{}", page.text());
    let page = change(&mut mara, &path, "2028-01-13", "2028-01-31", "save").await;
    assert_eq!(page.status, 422, "{}", page.text());
    // Due, but no job has run: its start has come all the same.
    lend(&mut mara, "bea", "2028-01-14", "2028-01-31").await;
    let path = edit_path(&world).await;
    world.at("2028-01-14T09:00:00Z");
    let page = change(&mut mara, &path, "2028-01-20", "2028-01-31", "save").await;
    assert!(
        page.says("Start date has come: it stays 14 January 2028"),
        "{}",
        page.text()
    );
    world.end().await;
}
