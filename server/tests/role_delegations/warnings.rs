//! What the review page warns of (R21), and in which words for whom.

use super::{NEW, edit_path, fields, lend, site};
use crate::absences::request;
use crate::support::{Browser, Page, World};

async fn review(browser: &mut Browser, proxy: &str, from: &str, to: &str) -> Page {
    let form = fields("line_manager", proxy, from, to, "continue");
    let page = browser.submit(NEW, &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

/// One person's line of the People CSV, with a last day of work.
fn leaving(username: &str, name: &str, manager: &str, last_day: &str) -> String {
    format!(
        "{username},{name},{username}@example.org,{manager},Finance,Clerk,London,2016-01-01,{last_day},Europe/London,employee"
    )
}

/// How a warning begins.
const NOTE: &str = "Note.";

#[tokio::test(flavor = "multi_thread")]
async fn r21_a_proxy_who_leaves_or_is_away_is_warned_of_with_the_days_for_who_may_know_them() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let fine = review(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    assert!(
        !fine.says(NOTE) && fine.has_fact("End date 10 February 2028, not included"),
        "{}",
        fine.text()
    );
    assert!(
        fine.has_fact("Last day Wednesday 9 February 2028"),
        "{}",
        fine.text()
    );
    let mut ben = world.sign_in("ben").await;
    request(&mut ben, "vacation", "2028-02-03", "2028-02-05").await;
    let away = review(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let words = "Ben Ode is away 3 February 2028 – 5 February 2028: nobody acts with this role for the delegator on those days.";
    assert!(away.has_notice(NOTE) && away.has_notice(words), "{}", away.text());
    let before = review(&mut mara, "ben", "2028-02-06", "2028-02-10").await;
    assert!(!before.says(NOTE), "{}", before.text());
    world
        .import(&leaving("ben", "Ben Ode", "mara", "2028-02-04"))
        .await;
    let leaves = review(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    assert!(
        leaves.has_notice(
            "Ben Ode leaves at the end of Fri 4 Feb 2028 Europe/London: the delegation ends then for good."
        ),
        "{}",
        leaves.text()
    );
    let never = review(&mut mara, "ben", "2028-02-05", "2028-02-10").await;
    assert!(
        never.has_notice("This delegation would never begin: Ben Ode will have left by then."),
        "{}",
        never.text()
    );
    // Milo is neither in ben's chain nor has he the same manager.
    let mut milo = world.sign_in("milo").await;
    let stranger = review(&mut milo, "ben", "2028-02-01", "2028-02-10").await;
    assert!(
        stranger.has_notice("Part of the period is not covered: Ben Ode is away, or leaves."),
        "{}",
        stranger.text()
    );
    assert!(
        !stranger.says("3 February") && !stranger.says("4 Feb"),
        "{}",
        stranger.text()
    );
    // Nor do they read from which day on he has left.
    let never = review(&mut milo, "ben", "2028-02-05", "2028-02-10").await;
    assert!(
        never.has_notice("Part of the period is not covered: Ben Ode is away, or leaves.")
            && !never.says("would never begin"),
        "{}",
        never.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r21_one_that_no_run_would_begin_is_warned_of() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    // Sundays at noon: the 6th and the 13th of February 2028.
    site(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "0 12 * * 0").await;
    let never = review(&mut mara, "ben", "2028-02-07", "2028-02-13").await;
    let words = "This delegation would never begin: the job next runs on Sun 13 Feb 2028 12:00 Europe/London, \
                 after the last day.";
    assert!(
        never.has_notice(NOTE) && never.has_notice(words),
        "{}",
        never.text()
    );
    let in_time = review(&mut mara, "ben", "2028-02-06", "2028-02-13").await;
    assert!(!in_time.says(NOTE), "{}", in_time.text());
    let at_once = review(&mut mara, "ben", "2028-01-11", "2028-01-13").await;
    assert!(!at_once.says(NOTE), "{}", at_once.text());
    site(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "").await;
    let by_hand = review(&mut mara, "ben", "2028-02-07", "2028-02-13").await;
    assert!(
        by_hand.has_notice("The job runs by hand only"),
        "{}",
        by_hand.text()
    );
    // The review of new dates warns, too.
    site(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "0 12 * * 0").await;
    lend(&mut mara, "ben", "2028-02-06", "2028-02-20").await;
    let path = edit_path(&world).await;
    let page = super::change(&mut mara, &path, "2028-02-07", "2028-02-13", "continue").await;
    assert!(page.has_notice(words), "{}", page.text());
    world.end().await;
}
