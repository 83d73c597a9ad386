//! What is said after a save is what holds then; what is said before is what would (R7, R10, G6).

use super::{NEW, OVERVIEW, change, edit_path, fields, lend};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r10_new_dates_of_one_that_has_begun_are_not_spoken_of_as_a_new_one() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let new = super::fields("line_manager", "ben", "2028-01-11", "2028-01-31", "continue");
    let on_saving = "the moment you save";
    assert!(mara.submit(super::NEW, &new).await.has_notice(on_saving));
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    let path = edit_path(&world).await;
    world.at("2028-01-13T10:00:00Z");
    let preview = change(&mut mara, &path, "", "2028-02-10", "continue").await;
    let words = "Ben Ode has Line manager from Tue 11 Jan 2028 09:00 to the end of Wed 9 Feb 2028, Europe/London; \
                 last day: Wednesday 9 February 2028. The end date, 10 February 2028, is not included.";
    assert!(preview.has_notice(words), "{}", preview.text());
    assert!(
        preview.has_fact("See, add, approve and cancel absences"),
        "R21: {}",
        preview.text()
    );
    assert!(!preview.says(on_saving));
    let saved = change(&mut mara, &path, "", "2028-02-10", "save").await;
    assert!(saved.has_message(&format!("Saved. {words}")), "{}", saved.text());
    let preview = change(&mut mara, &path, "", "2028-01-13", "continue").await;
    assert!(
        preview.has_notice("Ben Ode loses Line manager when you save."),
        "{}",
        preview.text()
    );
    let ended = change(&mut mara, &path, "", "2028-01-13", "save").await;
    assert_eq!(ended.flash(), "Saved. Ben Ode no longer has Line manager.");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_a_start_moved_to_today_begins_with_the_save_and_is_said_so_once() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    let preview = change(&mut mara, &path, "2028-01-11", "2028-02-10", "continue").await;
    assert!(
        preview.has_notice("Ben Ode has Line manager from the moment you save to the end of Wed 9 Feb 2028"),
        "{}",
        preview.text()
    );
    let saved = change(&mut mara, &path, "2028-01-11", "2028-02-10", "save").await;
    assert!(
        saved.has_message(
            "Saved. Ben Ode has Line manager from Tue 11 Jan 2028 09:00 to the end of Wed 9 Feb 2028"
        ),
        "{}",
        saved.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_the_review_of_new_dates_offers_the_next_day_in_place_of_a_single_one() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    let single = change(&mut mara, &path, "2028-02-05", "2028-02-05", "continue").await;
    assert!(
        single.has_notice("A single day.") && single.has_fact("on Sat 5 Feb 2028 00:15 Europe/London"),
        "{}",
        single.text()
    );
    let longer = change(&mut mara, &path, "2028-02-05", "2028-02-05", "next_day").await;
    assert_eq!(longer.value_of("ends_on").as_deref(), Some("2028-02-06"));
    assert!(
        longer.has_notice("last day: Saturday 5 February 2028."),
        "{}",
        longer.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_asking_whether_to_delete_does_not_empty_the_dates() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    // As the version before asks, and goes back (O3).
    let asked = mara.submit(&path, &[("version", "1"), ("action", "ask")]).await;
    assert!(
        asked.h1().starts_with("Cancel the delegation"),
        "{}",
        asked.text()
    );
    let page = mara.submit(&path, &[("version", "1"), ("action", "keep")]).await;
    assert_eq!(page.value_of("starts_on").as_deref(), Some("2028-02-01"));
    assert_eq!(page.value_of("ends_on").as_deref(), Some("2028-02-10"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_what_is_over_is_shown_and_has_no_form() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    mara.submit(&path, &[("version", "1"), ("action", "delete")])
        .await;
    let page = mara.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(
        page.has_notice("This delegation is over. Nothing of it can be changed any more. To delegate the role again, make a new delegation."),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("ends_on"), None);
    let fields = [("ends_on", "2028-02-12"), ("version", "2"), ("action", "save")];
    let again = mara.submit(&path, &fields).await;
    assert_eq!(again.status, 409);
    assert!(
        again.has_error("The delegation of Line manager to Ben Ode is over already"),
        "{}",
        again.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_the_days_of_what_is_over_are_those_on_which_it_was_in_force() {
    // From when and until when it was to be, when it is deleted, and what the table says then.
    let cases = [
        (
            ("2028-01-11", "2028-01-31"),
            "2028-01-13T10:00:00Z",
            "11 January 2028 – 13 January 2028 last day: Thursday 13 January 2028; planned: 11 January 2028 – 30 January 2028",
        ),
        (
            ("2028-01-11", ""),
            "2028-01-13T10:00:00Z",
            "11 January 2028 – 13 January 2028 last day: Thursday 13 January 2028; planned: from 11 January 2028",
        ),
        // What ends at a midnight was not in force on the day that begins there.
        (
            ("2028-01-11", "2028-01-31"),
            "2028-01-13T00:00:00Z",
            "11 January 2028 – 12 January 2028 last day: Wednesday 12 January 2028; planned: 11 January 2028 – 30 January 2028",
        ),
        // On its last day nothing differs.
        (
            ("2028-01-11", "2028-01-31"),
            "2028-01-30T10:00:00Z",
            "11 January 2028 – 30 January 2028 last day: Sunday 30 January 2028; end date 31 January 2028, not included",
        ),
        (
            ("2028-02-01", "2028-02-10"),
            "2028-01-13T10:00:00Z",
            "never in force planned: 1 February 2028 – 9 February 2028 Europe/London Cancelled",
        ),
    ];
    for ((from, to), at, words) in cases {
        let world = World::new().await;
        let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
        lend(&mut mara, "ben", from, to).await;
        let before = mara.get(OVERVIEW).await;
        assert!(!before.says("planned"), "{}", before.text());
        world.at(at);
        let delete = [("version", "1"), ("action", "delete")];
        mara.submit(&edit_path(&world).await, &delete).await;
        for page in [mara.get(OVERVIEW).await, ben.get(OVERVIEW).await] {
            assert!(page.has_row(words), "{words}: {}", page.text());
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r21_the_review_names_the_first_few_people_whose_data_the_proxy_gains() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let same = "twin,Bea Lund,,mara,Finance,Clerk,London,,,Europe/London,employee\n";
    // Who is imported first, to whom the role is delegated, and whose data it says then.
    let cases = [
        (
            "",
            "max",
            "3 people’s that they do not reach today: Bea Lund, Ben Ode, Zoe Hart",
        ),
        (
            "",
            "ben",
            "2 people’s that they do not reach today: Bea Lund, Zoe Hart",
        ),
        (
            same,
            "max",
            "4 people’s that they do not reach today: Bea Lund (bea), Bea Lund (twin), Ben Ode and 1 more",
        ),
        (
            "max,Max Roth,,mara,,,,,,,employee\n",
            "milo",
            "5 people’s that they do not reach today: Bea Lund (bea), Bea Lund (twin), Ben Ode and 2 more",
        ),
        (
            "",
            "ada",
            "5 people’s that they do not reach today: Bea Lund (bea), Bea Lund (twin), Ben Ode and 2 more",
        ),
    ];
    for (people, proxy, data) in cases {
        if !people.is_empty() {
            world.import(people).await;
        }
        let review = fields("line_manager", proxy, "2028-02-01", "2028-02-10", "continue");
        let review = mara.submit(NEW, &review).await;
        assert_eq!(review.status, 200);
        assert!(
            review.says(&format!("Data {data} ")),
            "{proxy}: {}",
            review.text()
        );
    }
    // Whose reports they are already is nobody whom they gain: Mara's manager gains none by a role of the same privileges.
    let role = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
        FROM people p, roles r WHERE p.username = 'ada' AND r.code = 'line_manager'";
    world.database.batch(role).await;
    let review = mara
        .submit(
            NEW,
            &fields("line_manager", "ada", "2028-02-01", "2028-02-10", "continue"),
        )
        .await;
    assert!(
        review.has_fact("Data Nobody’s that they do not reach today"),
        "{}",
        review.text()
    );
    world.end().await;
}
