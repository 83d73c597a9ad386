//! Lending a role, from the form by the review to the overview.

use super::{DELEGATED_TO_YOU, NEW, OVERVIEW, edit_path, fields, lend, requests};
use crate::support::{Page, World};

#[tokio::test(flavor = "multi_thread")]
async fn r21_the_review_says_what_it_gives_and_saves_nothing() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let form = mara.get(NEW).await;
    assert_eq!(form.h1(), "Delegate a role");
    let offers = |code: &str| {
        form.has(&format!(
            "[name=role] [value='{code}'], [name=role][value='{code}']"
        ))
    };
    assert!(offers("line_manager"), "what can be lent is offered");
    assert!(!offers("employee"), "R3: never employee");
    let review = mara
        .submit(
            NEW,
            &fields("line_manager", "max", "2028-02-01", "2028-02-10", "continue"),
        )
        .await;
    assert_eq!((review.status, review.h1().as_str()), (200, "Delegate a role"));
    let meaning = "Max Roth has Line manager from Tue 1 Feb 2028 00:00 to the end of Wed 9 Feb 2028, Europe/London; \
                   last day: Wednesday 9 February 2028. The end date, 10 February 2028, is not included.";
    assert!(review.has_notice(meaning), "{}", review.text());
    assert!(
        review.has_fact("See, add, approve and cancel absences"),
        "{}",
        review.text()
    );
    // Ben, Bea and Zoe report to Mara.
    assert!(
        review.has_fact("3 people’s that they do not reach today: Bea Lund, Ben Ode, Zoe Hart"),
        "{}",
        review.text()
    );
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 0);
    let back = mara
        .submit(
            NEW,
            &fields("line_manager", "max", "2028-02-01", "2028-02-10", "edit"),
        )
        .await;
    assert_eq!(
        back.value_of("proxy").as_deref(),
        Some("max"),
        "nothing typed is lost"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r7_a_start_today_begins_with_the_save_and_the_proxy_has_the_role_at_once() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    let page = lend(&mut mara, "ben", "2028-01-11", "").await;
    assert_eq!(page.h1(), "Roles and Delegations");
    assert_eq!(
        page.flash(),
        "Saved. Ben Ode has Line manager from Tue 11 Jan 2028 09:00, Europe/London, until the delegation is deleted."
    );
    assert!(page.has_state("In force"));
    assert_eq!(requests(&world).await, ["begin 2028-01-11 09:00 pending"]);
    let received = ben.get(OVERVIEW).await;
    assert!(
        received.has_row("Mara Vogel") && received.has_state("In force"),
        "{}",
        received.text()
    );
    assert!(received.has_row(DELEGATED_TO_YOU), "it is among his roles");
    assert!(
        received.has_row("No: it is held only through a delegation"),
        "R2: it is not lent on"
    );
    let edits = "a[href$='/edit']";
    assert!(page.has(edits));
    assert!(!received.has(edits), "R15: the proxy has nothing to edit");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_later_dates_leave_both_requests_to_the_job_in_the_delegators_zone() {
    let world = World::new().await;
    let mut mina = world.sign_in("mina").await;
    let page = lend(&mut mina, "ben", "2028-02-01", "2028-02-10").await;
    assert!(page.has_state("Scheduled"), "{}", page.text());
    assert_eq!(
        requests(&world).await,
        ["begin 2028-01-31 15:00 pending", "end 2028-02-09 15:00 pending"]
    );
    let last =
        "SELECT count(*) FROM role_delegations WHERE begun_at IS NULL AND not_after = '2028-02-09T15:00:00Z'";
    assert_eq!(world.count(last).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_a_single_day_begins_at_once_and_is_left_to_the_next_run_to_end() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let review = mara
        .submit(
            NEW,
            &fields("line_manager", "ben", "2028-01-11", "2028-01-11", "continue"),
        )
        .await;
    let warning = "A single day.";
    assert!(
        review.has_notice(warning) && review.has_notice("choose the next day as end"),
        "{}",
        review.text()
    );
    assert!(
        review.has_notice("on Tue 11 Jan 2028 09:15 Europe/London, which may be minutes later"),
        "how soon: {}",
        review.text()
    );
    let longer = fields("line_manager", "ben", "2028-01-11", "2028-01-11", "next_day");
    let longer = mara.submit(NEW, &longer).await;
    assert_eq!(
        longer.value_of("ends_on").as_deref(),
        Some("2028-01-12"),
        "one click"
    );
    assert!(
        longer.has_notice("last day: Tuesday 11 January 2028."),
        "{}",
        longer.text()
    );
    assert!(!longer.says(warning), "{}", longer.text());
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 0);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-11").await;
    assert_eq!(
        requests(&world).await,
        ["begin 2028-01-11 09:00 pending", "end 2028-01-11 09:00 pending"]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_the_site_ticks_the_box_of_a_form_that_is_opened_and_moves_nothing() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    assert!(!is_ticked(&mara.get(NEW).await), "START_OF_DAY by default");
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let up_to = edit_path(&world).await;
    let mut ada = world.sign_in("ada").await;
    let set = [
        ("code", "DELEGATION_END_DUE"),
        ("level", "site"),
        ("value", "END_OF_DAY"),
    ];
    assert_eq!(ada.post("/setup/profile-values", &set).await.status, 303);
    assert!(is_ticked(&mara.get(NEW).await));
    // What is there stays as it was saved.
    assert!(!is_ticked(&mara.get(&up_to).await));
    assert_eq!(
        requests(&world).await,
        ["begin 2028-02-01 00:00 pending", "end 2028-02-10 00:00 pending"]
    );
    // The box decides, and not the option: through review, Back and save.
    let mut typed = fields("line_manager", "bea", "2028-02-01", "2028-02-10", "continue").to_vec();
    typed.push(("through_end", "true"));
    let review = mara.submit(NEW, &typed).await;
    assert!(
        review.has_notice("last day: Thursday 10 February 2028."),
        "{}",
        review.text()
    );
    assert_eq!(review.value_of("through_end").as_deref(), Some("true"));
    typed[4] = ("action", "edit");
    assert!(is_ticked(&mara.submit(NEW, &typed).await), "G6: as it was typed");
    let unticked = fields("line_manager", "bea", "2028-02-01", "2028-02-10", "edit");
    assert!(
        !is_ticked(&mara.submit(NEW, &unticked).await),
        "G6: as it was typed"
    );
    typed[4] = ("action", "save");
    let page = mara.submit(NEW, &typed).await;
    assert!(
        page.has_message("to the end of Thu 10 Feb 2028"),
        "{}",
        page.text()
    );
    assert_eq!(
        requests(&world).await[2..],
        ["begin 2028-02-01 00:00 pending", "end 2028-02-11 00:00 pending"]
    );
    assert!(is_ticked(&mara.get(&edit_path(&world).await).await));
    world.end().await;
}

/// Whether *Include the end date* is ticked.
fn is_ticked(page: &Page) -> bool {
    page.field("Include the end date").is_checked()
}

#[tokio::test(flavor = "multi_thread")]
async fn r5_fifty_at_once_leave_one() {
    let world = World::new().await;
    let mut attempts = tokio::task::JoinSet::new();
    let mara = world.sign_in("mara").await;
    for _ in 0..50 {
        let mut tab = mara.clone();
        attempts.spawn(async move { lend(&mut tab, "ben", "2028-02-01", "2028-02-10").await.status });
    }
    let mut saved = 0;
    while let Some(status) = attempts.join_next().await {
        match status.unwrap() {
            200 => saved += 1,
            other => assert_eq!(other, 422),
        }
    }
    assert_eq!(saved, 1);
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 1);
    assert_eq!(requests(&world).await.len(), 2);
    world.end().await;
}
