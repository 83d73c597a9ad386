//! Dates of every kind, in every zone, with the end date included and not (R1, R5–R8, R17, G1).

use super::{NEW, change, change_to, edit_path, fields, lend, lend_to, requests, site};
use crate::support::World;

/// Requests of the delegations so far, taken away so that the next case begins anew.
async fn taken(world: &World) -> Vec<String> {
    let found = requests(world).await;
    world.execute("DELETE FROM role_requests", &[]).await;
    world.execute("DELETE FROM role_delegations", &[]).await;
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_r7_r8_what_is_due_when_with_the_end_date_included_and_not() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let cases = [
        // R7: today, for ever.
        (
            "2028-01-11",
            "",
            &["begin 2028-01-11 09:00"][..],
            &["begin 2028-01-11 09:00"][..],
        ),
        // R7: today, until later.
        (
            "2028-01-11",
            "2028-01-20",
            &["begin 2028-01-11 09:00", "end 2028-01-20 00:00"],
            &["begin 2028-01-11 09:00", "end 2028-01-21 00:00"],
        ),
        // R8: only today.
        (
            "2028-01-11",
            "2028-01-11",
            &["begin 2028-01-11 09:00", "end 2028-01-11 09:00"],
            &["begin 2028-01-11 09:00", "end 2028-01-12 00:00"],
        ),
        // R6: later, for ever.
        (
            "2028-02-01",
            "",
            &["begin 2028-02-01 00:00"],
            &["begin 2028-02-01 00:00"],
        ),
        // R8: one later day: whatever begins it writes its end.
        (
            "2028-02-01",
            "2028-02-01",
            &["begin 2028-02-01 00:00"],
            &["begin 2028-02-01 00:00"],
        ),
        // 29 February.
        (
            "2028-02-28",
            "2028-02-29",
            &["begin 2028-02-28 00:00", "end 2028-02-29 00:00"],
            &["begin 2028-02-28 00:00", "end 2028-03-01 00:00"],
        ),
        // The day on which London's clocks go forward has 23 hours.
        (
            "2028-03-26",
            "2028-03-27",
            &["begin 2028-03-26 00:00", "end 2028-03-26 23:00"],
            &["begin 2028-03-26 00:00", "end 2028-03-27 23:00"],
        ),
        // And the day on which they go back has 25.
        (
            "2028-10-29",
            "2028-10-30",
            &["begin 2028-10-28 23:00", "end 2028-10-30 00:00"],
            &["begin 2028-10-28 23:00", "end 2028-10-31 00:00"],
        ),
    ];
    for through_end in [false, true] {
        // Whatever the Site's option says: it only ticks the box of a form that is opened.
        let option = if through_end { "START_OF_DAY" } else { "END_OF_DAY" };
        site(&world, "DELEGATION_END_DUE", option).await;
        for (from, to, at_start, at_end) in cases {
            let saved = lend_to(&mut mara, "ben", (from, to, through_end)).await;
            assert_eq!(saved.status, 200, "{from} {to}: {}", saved.text());
            let expected = if through_end { at_end } else { at_start };
            let expected: Vec<String> = expected.iter().map(|line| format!("{line} pending")).collect();
            assert_eq!(taken(&world).await, expected, "{through_end} {from} {to}");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g1_days_are_the_delegators_at_both_ends_of_the_earth() {
    let world = World::new().await;
    let people = "\
west,Wes Tern,west@example.org,ada,Finance,Manager,London,2016-01-01,,Etc/GMT+12,employee line_manager
east,Eas Tern,east@example.org,ada,Finance,Manager,London,2016-01-01,,Pacific/Kiritimati,employee line_manager
nile,Nil Cairo,nile@example.org,ada,Finance,Manager,London,2016-01-01,,Africa/Cairo,employee line_manager
";
    world.import(people).await;
    // In the west it is still the 10th, in the east already the 12th.
    world.at("2028-01-11T10:30:00Z");
    let mut west = world.sign_in("west").await;
    let mut east = world.sign_in("east").await;
    let mut nile = world.sign_in("nile").await;
    assert!(
        west.get(NEW).await.has_hint("Days in Etc/GMT+12."),
        "whose days they are is said"
    );
    let today = lend(&mut west, "ben", "2028-01-10", "2028-01-11").await;
    assert!(today.has_state("In force"), "{}", today.text());
    assert_eq!(
        taken(&world).await,
        ["begin 2028-01-11 10:30 pending", "end 2028-01-11 12:00 pending"]
    );
    let past = lend(&mut east, "ben", "2028-01-11", "").await;
    assert_eq!(past.status, 422);
    assert!(
        past.refuses("starts_on", "Start date must be today or later"),
        "{}",
        past.text()
    );
    let today = lend(&mut east, "ben", "2028-01-12", "2028-01-13").await;
    assert!(today.has_state("In force"), "{}", today.text());
    assert_eq!(
        taken(&world).await,
        ["begin 2028-01-11 10:30 pending", "end 2028-01-12 10:00 pending"]
    );
    // In Cairo midnight itself is skipped: the day begins with the first instant that there is.
    let gap = lend(&mut nile, "ben", "2028-04-28", "2028-04-29").await;
    assert_eq!(gap.status, 200, "{}", gap.text());
    assert_eq!(
        taken(&world).await,
        ["begin 2028-04-27 22:00 pending", "end 2028-04-28 21:00 pending"]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r5_no_two_overlap_by_creation_by_edit_or_by_clearing_the_end() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-03-10", "2028-03-20").await;
    let cases = [
        // Up to the day before, and from the end date on, which is not included: no day is left out.
        ("2028-03-01", "2028-03-10", true, 422),
        ("2028-03-01", "2028-03-10", false, 200),
        ("2028-03-20", "2028-03-31", true, 200),
        ("2028-03-09", "2028-03-09", false, 422),
        ("2028-03-31", "2028-04-01", false, 422),
        ("2028-03-19", "2028-03-20", false, 422),
        ("2028-03-10", "2028-03-10", false, 422),
        ("2028-02-01", "", false, 422),
        ("2028-04-01", "", false, 200),
        ("2028-05-01", "2028-05-02", false, 422),
    ];
    for (from, to, through_end, status) in cases {
        let page = lend_to(&mut mara, "ben", (from, to, through_end)).await;
        assert_eq!(page.status, status, "{from} {to}: {}", page.text());
        assert_eq!(
            page.says("has Line manager delegated from"),
            status == 422,
            "{from} {to}"
        );
    }
    // To another proxy the same days are free, and so they are for another delegator.
    let mut milo = world.sign_in("milo").await;
    assert_eq!(lend(&mut mara, "bea", "2028-03-10", "").await.status, 200);
    assert_eq!(lend(&mut milo, "ben", "2028-03-10", "").await.status, 200);
    world.execute("DELETE FROM role_requests", &[]).await;
    world.execute("DELETE FROM role_delegations", &[]).await;
    lend(&mut mara, "ben", "2028-03-10", "2028-03-20").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    for (from, to, through_end) in [
        ("2028-02-01", "2028-03-10", true),
        ("2028-02-01", "2028-03-11", false),
        ("2028-02-01", "", false),
        ("2028-03-19", "2028-03-25", false),
    ] {
        let page = change_to(&mut mara, &path, (from, to, through_end), "save").await;
        assert_eq!(page.status, 422, "{from} {to}");
        assert!(
            page.refuses(
                "ends_on",
                "Ben Ode has Line manager delegated from 10 March 2028 to 19 March 2028 already"
            ),
            "{}",
            page.text()
        );
    }
    let up_to = change(&mut mara, &path, "2028-02-01", "2028-03-10", "save").await;
    assert_eq!(up_to.status, 200, "up to the day before: {}", up_to.text());
    // The end date cannot be included any more: that day is another's.
    let through = change_to(&mut mara, &path, ("2028-02-01", "2028-03-10", true), "save").await;
    assert_eq!(through.status, 422, "{}", through.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r17_one_day_more_is_refused_at_either_level_and_one_less_is_not() {
    let world = World::new().await;
    site(&world, "PER_USER_DELEGATION_MAX_DAYS", "10").await;
    let user = "INSERT INTO profile_values (code, person_id, value) SELECT 'PER_USER_DELEGATION_MAX_DAYS', id, $2 \
                FROM people WHERE username = $1";
    world.execute(user, &[&"milo", &"20"]).await;
    world.execute(user, &[&"mina", &"0"]).await;
    let cases = [
        ("mara", "2028-02-10", 200, ""),
        ("mara", "2028-02-11", 200, ""),
        (
            "mara",
            "2028-02-12",
            422,
            "End date must be 11 February 2028 or earlier",
        ),
        (
            "mara",
            "",
            422,
            "Enter an end date: 11 February 2028 is the latest allowed",
        ),
        (
            "mara",
            "9999-12-31",
            422,
            "End date must be 11 February 2028 or earlier",
        ),
        ("milo", "2028-02-21", 200, ""),
        (
            "milo",
            "2028-02-22",
            422,
            "End date must be 21 February 2028 or earlier",
        ),
        ("mina", "", 200, ""),
    ];
    for (delegator, to, status, words) in cases {
        let mut browser = world.sign_in(delegator).await;
        let page = lend(&mut browser, "ben", "2028-02-01", to).await;
        assert_eq!(page.status, status, "{delegator} {to}: {}", page.text());
        assert!(page.says(words), "{delegator} {to}: {}", page.text());
        taken(&world).await;
    }
    let mut mara = world.sign_in("mara").await;
    assert!(
        mara.get(NEW)
            .await
            .has_hint("The end date is needed: at most 10 days after the start date."),
        "said before"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r17_binds_on_changing_a_date_and_leaves_what_stands() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-01-11", "").await;
    site(&world, "PER_USER_DELEGATION_MAX_DAYS", "10").await;
    let path = edit_path(&world).await;
    assert_eq!(
        change(&mut mara, &path, "", "", "save").await.status,
        200,
        "nothing is changed"
    );
    let longer = change(&mut mara, &path, "", "2028-01-22", "save").await;
    assert!(
        longer.refuses("ends_on", "End date must be 21 January 2028 or earlier"),
        "{}",
        longer.text()
    );
    world.at("2028-03-01T09:00:00Z");
    let past = change(&mut mara, &path, "", "2028-03-02", "save").await;
    assert!(
        past.refuses("ends_on", "End date must be 1 March 2028 or earlier"),
        "start + 10 days has passed: today is the latest: {}",
        past.text()
    );
    assert_eq!(
        change(&mut mara, &path, "", "2028-03-01", "save").await.status,
        200
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_dates_that_are_none_are_refused_with_what_is_allowed() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let range = "must be between 1 January 1900 and 31 December 9999";
    let cases = [
        ("2028-02-30", "", "Start date must be a real date"),
        ("2027-02-29", "", "Start date must be a real date"),
        ("1.2.2028", "", "Start date must be a real date"),
        ("2028-02-01", "tomorrow", "End date must be a real date"),
        ("2028-02-01", "2028-2-3", "End date must be a real date"),
        ("0001-01-01", "", range),
        ("1899-12-31", "", range),
        ("2028-02-01", "0001-01-01", range),
        ("2028-02-01", "10000-01-01", "End date must be a real date"),
        ("2028-01-10", "2028-02-01", "Start date must be today or later"),
        (
            "2028-02-01",
            "2028-01-31",
            "End date must be the same as or after 1 February 2028",
        ),
        ("", "2028-02-01", "Enter a start date"),
        ("2028-02-01\0", "", "Start date must be a real date"),
    ];
    for (from, to, words) in cases {
        for action in ["continue", "save"] {
            let page = mara
                .submit(NEW, &fields("line_manager", "ben", from, to, action))
                .await;
            assert_eq!(page.status, 422, "{from} {to} {action}");
            assert!(page.has_error(words), "{from} {to} {action}: {}", page.text());
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 0);
    world.end().await;
}
