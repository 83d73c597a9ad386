//! Changing a date to today (R10): every case, with the end date included and not, with what waits for the job afterwards.

use super::{DELEGATED_TO_YOU, change, change_to, edit_path, lend, lend_to, requests};
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
        // End to today, begun earlier: ends at once, be it included or not.
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
    for through_end in [false, true] {
        for (lent, changed, state, at_start, at_end) in cases {
            let world = World::new().await;
            let mut mara = world.sign_in("mara").await;
            lend_to(&mut mara, "ben", (lent.0, lent.1, through_end)).await;
            let path = edit_path(&world).await;
            world.at("2028-01-13T09:00:00Z");
            let dates = (changed.0, changed.1, through_end);
            let page = change_to(&mut mara, &path, dates, "save").await;
            assert_eq!(page.status, 200, "{lent:?} {dates:?}: {}", page.text());
            assert!(page.has_state(state), "{lent:?} {dates:?}: {}", page.text());
            let expected = if through_end { at_end } else { at_start };
            assert_eq!(waiting(&world).await, expected, "{lent:?} {dates:?}");
            // R10: the exception to *Include the end date* is said.
            let ends = state == "Ended";
            assert_eq!(
                page.says("although the end date is included"),
                ends && through_end,
                "{lent:?} {dates:?}: {}",
                page.text()
            );
            world.end().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_one_that_began_today_and_is_to_end_today_is_left_to_the_next_run() {
    for (through_end, end) in [(false, "end 2028-01-11 15:00"), (true, "end 2028-01-12 00:00")] {
        let world = World::new().await;
        let mut mara = world.sign_in("mara").await;
        lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
        let path = edit_path(&world).await;
        world.at("2028-01-11T15:00:00Z");
        let page = change_to(&mut mara, &path, ("", "2028-01-11", through_end), "save").await;
        assert!(page.has_state("In force"), "{through_end}: {}", page.text());
        assert_eq!(
            waiting(&world).await,
            ["begin 2028-01-11 09:00", end],
            "{through_end}"
        );
        let held = world.seen_by("ben", super::OVERVIEW).await;
        assert!(held.says(DELEGATED_TO_YOU), "{through_end}: {}", held.text());
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r9_r10_an_end_changed_to_today_ends_what_no_run_has_begun_as_well() {
    for through_end in [false, true] {
        let world = World::new().await;
        let mut mara = world.sign_in("mara").await;
        lend(&mut mara, "ben", "2028-01-12", "2028-01-31").await;
        let path = edit_path(&world).await;
        world.at("2028-01-13T09:00:00Z");
        let dates = ("", "2028-01-13", through_end);
        let page = change_to(&mut mara, &path, dates, "continue").await;
        assert!(
            page.has_notice("Ben Ode never gets Line manager"),
            "{through_end}: {}",
            page.text()
        );
        let page = change_to(&mut mara, &path, dates, "save").await;
        assert_eq!(page.status, 200, "{through_end}: {}", page.text());
        assert!(page.has_state("Cancelled"), "{through_end}: {}", page.text());
        assert_eq!(waiting(&world).await, Vec::<String>::new(), "{through_end}");
        let held = world.seen_by("ben", super::OVERVIEW).await;
        assert!(!held.says(DELEGATED_TO_YOU), "{through_end}: {}", held.text());
        // R9: both are notified, though the Site sends no notices of delegations.
        for username in ["ben", "mara"] {
            let told = world.seen_by(username, "/notifications").await;
            assert!(told.has_log_line("never began"), "{username}: {}", told.text());
        }
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
    assert!(
        page.refuses("ends_on", "End date must be today or later"),
        "{}",
        page.text()
    );
    let page = change(&mut mara, &path, "2028-01-13", "2028-01-31", "save").await;
    assert_eq!(page.status, 422, "{}", page.text());
    // Due, but no job has run: its start has come all the same.
    lend(&mut mara, "bea", "2028-01-14", "2028-01-31").await;
    let path = edit_path(&world).await;
    world.at("2028-01-14T09:00:00Z");
    let page = change(&mut mara, &path, "2028-01-20", "2028-01-31", "save").await;
    assert!(
        page.refuses("starts_on", "Start date has come: it stays 14 January 2028"),
        "{}",
        page.text()
    );
    world.end().await;
}
