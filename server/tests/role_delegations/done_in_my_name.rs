//! *Done in my name* (R23): what the delegator sees, and ending a delegation from there.

use super::{OVERVIEW, edit_path, fields, lend, site};
use crate::absences::{TEAM, act, request};
use crate::support::{Page, World};
use crate::tasks;

pub(super) const ALL: &str = "/me/roles-and-delegations/done-in-my-name";

/// The region.
const REGION: &str = "done-in-my-name";
/// *End delegation*.
const END: &str = "button[name=ask][value=delete]";

/// The region's part of the page.
fn region(page: &Page) -> Page {
    page.region(REGION)
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_the_delegator_sees_who_did_what_when_on_whose_record_and_through_which_role() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let empty = region(&mara.get(OVERVIEW).await);
    assert!(
        empty.has_empty_state("Nothing was done in your name"),
        "{}",
        empty.text()
    );
    lend(&mut mara, "ben", "2028-01-11", "").await;
    let mut bea = world.sign_in("bea").await;
    request(&mut bea, "vacation", "2028-02-07", "2028-02-11").await;
    let mut ben = world.sign_in("ben").await;
    act(&world, &mut ben, (TEAM, "approve"), "mara", "1").await;
    let done = region(&mara.get(OVERVIEW).await);
    for words in [
        "Times are in Europe/London.",
        "Tue 11 Jan 2028 09:00",
        "Ben Ode ben",
        "Approved the absence of Bea Lund: Vacation, 7 February 2028 – 11 February 2028",
        "On the record of Bea Lund (bea)",
        "Line manager",
        "End delegation",
    ] {
        assert!(done.says(words), "{words}: {}", done.text());
    }
    assert!(!done.says("Nothing was done"));
    let told = "SELECT count(*) FROM outbox WHERE event ->> 'what' = 'done_in_your_name'";
    assert_eq!(world.count(told).await, 0, "an absence is no right");
    for other in ["ben", "bea", "milo", "ada"] {
        let page = world.seen_by(other, OVERVIEW).await;
        let seen = region(&page);
        assert!(
            seen.has_empty_state("Nothing was done in your name"),
            "{other}: {}",
            seen.text()
        );
    }
    let hr = world.seen_by("hugo", "/hr/accounts/mara").await;
    let is_there = |page: &Page| page.has(&format!("#{REGION}"));
    assert!(
        is_there(&mara.get(OVERVIEW).await) && !is_there(&hr),
        "R15: three regions"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_a_delegation_is_ended_from_there_with_one_confirmation_that_counts() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "milo", "2028-01-11", "").await;
    let mut bea = world.sign_in("bea").await;
    request(&mut bea, "vacation", "2028-02-07", "2028-02-11").await;
    let mut milo = world.sign_in("milo").await;
    act(&world, &mut milo, (TEAM, "approve"), "mara", "1").await;
    let page = region(&mara.get(OVERVIEW).await);
    let path = edit_path(&world).await;
    assert!(page.has(&format!("[action='{path}']")), "{}", page.body);
    assert!(page.has(END), "{}", page.body);
    let asked = mara.post(&path, &[("ask", "delete"), ("back", "done")]).await;
    assert_eq!(asked.h1(), "End the delegation of Line manager to Milo Kern?");
    // Ben, Bea, and what is on record of Zoe, who has left.
    for words in [
        "Milo Kern keeps Line manager by something else, and loses at once what this delegation alone gives",
        "3 people’s records are out of their reach",
    ] {
        assert!(asked.has_effect(words), "{words}: {}", asked.text());
    }
    let back = asked.one(&format!("main a[href='{OVERVIEW}']"));
    assert_eq!(back.text(), "Keep it", "it leads back to the list");
    let gone = mara.confirm(&path, &asked, None).await;
    assert_eq!(gone.location(), Some(OVERVIEW), "{}", gone.text());
    let ended = mara.get(OVERVIEW).await;
    assert_eq!(ended.flash(), "The delegation has ended.");
    let page = region(&ended);
    assert!(
        page.has_row("no longer delegated") && !page.has(END),
        "{}",
        page.text()
    );
    assert!(
        page.has_row("Approved the absence of Bea Lund"),
        "what was done stays"
    );
    let sections = crate::absences::sections(&milo.get(TEAM).await);
    assert_eq!(sections, ["My reports"], "G9: at once");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_of_tasks_it_says_the_title_with_a_link_that_opens() {
    let world = tasks::world().await;
    world.lent("ines", "it_security_manager", "max").await;
    tasks::delegate(&world, "mara", "milo").await;
    let task = tasks::request(&world, "bea", "bea", "approver").await;
    let (mut milo, mut max) = (world.sign_in("milo").await, world.sign_in("max").await);
    let approve = [("action", "approve"), ("reason", "Fine")];
    assert_eq!(milo.post(&task, &approve).await.status, 303);
    let comment = [("action", "comment"), ("comment", "Who is this?")];
    assert_eq!(max.post(&task, &comment).await.status, 303);
    let reassign = [("action", "reassign"), ("to", "hugo"), ("reason", "Yours")];
    assert_eq!(max.post(&task, &reassign).await.status, 303);
    let mut ines = world.sign_in("ines").await;
    let page = region(&ines.get(OVERVIEW).await);
    for words in [
        "Reassigned “Grant AP approver to Bea Lund” to Hugo Lind",
        "Commented on “Grant AP approver to Bea Lund”",
        "IT security manager",
    ] {
        assert!(page.has_row(words), "{words}: {}", page.text());
    }
    assert!(page.has(END), "{}", page.body);
    let typed = "Who is this?";
    assert!(!page.says(typed), "what was typed is read on the task's page");
    assert!(ines.get(&task).await.has_log_line(typed));
    let mut mara = world.sign_in("mara").await;
    let page = region(&mara.get(OVERVIEW).await);
    assert!(
        page.has_row("Approved “Grant AP approver to Bea Lund”") && page.has_row("My approval tasks"),
        "{}",
        page.text()
    );
    assert!(!page.has(END), "a rule is changed where it is shown");
    for browser in [&mut ines, &mut mara] {
        let page = region(&browser.get(OVERVIEW).await);
        assert!(page.links_to(&task), "{}", page.body);
        assert_eq!(
            browser.get(&task).await.status,
            200,
            "T17: whom they stood in for"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_a_task_that_the_delegator_may_not_see_any_more_has_no_title() {
    let world = World::new().await;
    world.lent("ada", "super_administrator", "ben").await;
    world.create_role("viewer", "Viewer").await;
    world.grant("viewer", &["max"]).await;
    let mut ben = world.sign_in("ben").await;
    let revoke = [("role", "viewer"), ("reason", "Moved")];
    let task = ben.post("/admin/directory/users/max/revoke", &revoke).await;
    let task = task.location().unwrap().to_owned();
    let mut ada = world.sign_in("ada").await;
    let page = region(&ada.get(OVERVIEW).await);
    let title = "Revoke Viewer";
    assert!(
        page.has_row(&format!("Started “{title} from Max Roth”")),
        "{}",
        page.text()
    );
    assert!(page.body.contains(&task));
    let take = "UPDATE grants SET revoked_at = '2028-01-11T09:00Z' WHERE role_id = (SELECT id FROM roles \
                WHERE code = 'super_administrator') AND person_id = (SELECT id FROM people WHERE username = 'ada')";
    world.database.batch(take).await;
    let page = region(&ada.get(OVERVIEW).await);
    assert!(
        page.has_row("Started a task On the record of Max Roth (max)"),
        "{}",
        page.text()
    );
    assert!(!page.says(title) && !page.body.contains(&task), "{}", page.text());
    assert_eq!(ada.get(&task).await.status, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_all_of_it_is_paged_and_filtered_by_who_did_it() {
    let world = World::new().await;
    world.lent("ines", "it_security_manager", "ben").await;
    world.lent("ines", "it_security_manager", "max").await;
    let entries = "INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id) \
        SELECT '2028-01-10T00:00Z'::timestamptz + make_interval(mins => n), a.id, d.id, 'made up', 'person.disabled', 'person', \
          c.id::text, c.id FROM people d, people c, generate_series(1, 60) n JOIN people a \
          ON a.username = CASE n % 3 WHEN 0 THEN 'max' ELSE 'ben' END WHERE d.username = 'ines' AND c.username = 'tess' ORDER BY n;
        INSERT INTO audit_in_name_of SELECT l.on_behalf_of, l.id, l.actor_id, g.id FROM audit_log l \
          JOIN role_delegations g ON g.delegator_id = l.on_behalf_of AND g.proxy_id = l.actor_id WHERE l.through = 'made up'";
    world.database.batch(entries).await;
    let mut ines = world.sign_in("ines").await;
    let rows = |page: &Page| page.count("[id^=done-]:not(h2)");
    let page = region(&ines.get(OVERVIEW).await);
    assert_eq!(rows(&page), 10, "the newest");
    assert!(page.links_to(ALL), "Show all: {}", page.text());
    let first = ines.get(ALL).await;
    assert_eq!((first.h1().as_str(), rows(&first)), ("Done in my name", 50));
    assert!(
        first.has_option("Ben Ode (ben)") && first.has_option("Max Roth (max)"),
        "{}",
        first.text()
    );
    let older = first.next().expect("there are older ones");
    assert_eq!(rows(&ines.get(&older).await), 10, "the rest");
    let of_max = ines.get(&format!("{ALL}?proxy=max")).await;
    assert_eq!(rows(&of_max), 20);
    assert!(of_max.says("Who: Max Roth"), "{}", of_max.text());
    let nobody = ines.get(&format!("{ALL}?proxy=%00nobody")).await;
    assert_eq!((nobody.status, rows(&nobody)), (200, 0));
    assert!(nobody.has_empty_state("Nothing matches"), "{}", nobody.text());
    let mut ben = world.sign_in("ben").await;
    let own = ben.get(&format!("{ALL}?proxy=ben")).await;
    assert_eq!(rows(&own), 0, "what one did oneself for others is theirs");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r18_an_administrative_role_is_never_delegated_in_silence() {
    const OFF: &str = "PER_USER_DELEGATION_SEND_NOTIFICATIONS";
    let world = World::new().await;
    site(&world, OFF, "0").await;
    let told = async || -> Vec<String> {
        let sql = "SELECT p.username FROM outbox o JOIN people p ON p.id = o.person_id ORDER BY p.username";
        let told = world.texts(sql, &[]).await;
        world.execute("DELETE FROM outbox", &[]).await;
        told
    };
    super::allow(&world, "super_administrator", true).await;
    let (mut ada, mut hugo) = (world.sign_in("ada").await, world.sign_in("hugo").await);
    let form = fields("super_administrator", "max", "2028-01-11", "", "save");
    let delete = [("version", "1"), ("action", "delete")];
    assert_eq!(ada.submit(super::NEW, &form).await.status, 200);
    assert_eq!(told().await, ["ada", "max"]);
    assert_eq!(ada.submit(&edit_path(&world).await, &delete).await.status, 200);
    assert_eq!(told().await, ["ada", "max"]);
    // An HR specialist delegates for others only what they could add themselves (R22).
    super::allow(&world, "hr_specialist", true).await;
    world
        .import("hana,Hana Ito,,ada,HR,Specialist,London,2016-01-01,,Europe/London,employee hr_specialist")
        .await;
    let form = fields("hr_specialist", "max", "2028-01-11", "", "save");
    let for_hana = "/hr/accounts/hana/delegations";
    assert_eq!(hugo.submit(&format!("{for_hana}/new"), &form).await.status, 200);
    assert_eq!(told().await, ["hana", "max"], "she did not do it herself");
    let edit = edit_path(&world).await.replace(OVERVIEW, for_hana);
    assert_eq!(hugo.submit(&edit, &delete).await.status, 200);
    assert_eq!(told().await, ["hana", "max"]);
    // Of a role of the same kind without an administrative privilege nobody is told.
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-01-11", "").await;
    assert_eq!(told().await, [""; 0]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_the_message_says_who_did_what_through_which_role_and_leads_there() {
    let world = World::new().await;
    world.lent("ines", "it_security_manager", "ben").await;
    let mut ben = world.sign_in("ben").await;
    let tess = "/security-console/users/tess";
    assert_eq!(ben.send_form(tess, &[("action", "disable")]).await.status, 303);
    let mut ines = world.sign_in("ines").await;
    let list = ines.get("/notifications").await;
    let words = "Ben Ode disabled the account of Tess Mori for you, through the role IT security manager that you delegated.";
    assert!(list.has_log_line(words), "{}", list.text());
    assert!(
        list.links_to("/me/roles-and-delegations#done-in-my-name"),
        "{}",
        list.body
    );
    world.end().await;
}
