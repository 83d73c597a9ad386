//! Wherever somebody is named, two of one name can be told apart (T4).

use crate::role_delegations::{fields, site};
use crate::support::{Browser, Page, World};
use crate::tasks::with_roles;

const PEOPLE: &str = "\
same1,Same Name,,mara,Sales,Clerk,Hall,2020-01-01,,Etc/UTC,employee line_manager
same2,Same Name,,mara,Purchase,Clerk,Hall,2020-01-01,,Etc/UTC,employee line_manager
";

const APART: &str = "Same Name (same2)";

async fn saved(browser: &mut Browser, path: &str, form: &[(&str, &str)]) -> Page {
    let page = browser.post(path, form).await;
    assert_eq!(page.status, 303, "{path}: {}", page.text());
    let location = page.location().unwrap().to_owned();
    browser.get(&location).await
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_of_two_with_one_name_every_page_says_which() {
    let world = with_roles(World::new().await).await;
    world.import(PEOPLE).await;
    site(&world, "PER_USER_DELEGATION_SEND_NOTIFICATIONS", "Y").await;
    let mut mara = world.sign_in("mara").await;
    let mut ben = world.sign_in("ben").await;

    // The rule, the review page and the delegation, and the words after saving.
    let rule = [
        ("kind", "permanent"),
        ("delegate", "same2"),
        ("keep_copy", "true"),
    ];
    let profile = saved(&mut mara, "/profile/delegate", &rule).await;
    let new = "/me/roles-and-delegations/new";
    let review = mara
        .post(
            new,
            &fields("line_manager", "same2", "2028-01-11", "", "continue"),
        )
        .await;
    let after = saved(
        &mut mara,
        new,
        &fields("line_manager", "same2", "2028-01-11", "", "save"),
    )
    .await;
    let request = [("subject", "ben"), ("role", "viewer"), ("reason", "Quarter end")];
    let task = ben
        .post("/requests/new", &request)
        .await
        .location()
        .unwrap()
        .to_owned();
    let (mut same2, mut ada) = (world.sign_in("same2").await, world.sign_in("ada").await);
    let mut pages = vec![
        ("My profile", profile),
        ("the review", review),
        ("after saving", after),
        ("the form", mara.get("/profile/delegate").await),
        ("the task", ben.get(&task).await),
        ("the task for who passed it on", mara.get(&task).await),
    ];
    for path in ["/me/roles-and-delegations", "/notifications"] {
        pages.push((path, mara.get(path).await));
    }
    for path in [
        "/admin/directory/users/mara",
        "/admin/directory/users/mara/delegation",
        "/admin/directory/covers",
        "/admin/audit",
    ] {
        pages.push((path, ada.get(path).await));
    }
    let mut hugo = world.sign_in("hugo").await;
    pages.push(("Manage User Account", hugo.get("/hr/accounts/mara").await));
    for (what, page) in &pages {
        assert_eq!(page.status, 200, "{what}: {}", page.text());
        assert!(
            page.says(APART) || page.body.contains(APART),
            "{what}: {}",
            page.text()
        );
    }
    // The picture says it as the table does.
    let overview = mara.get("/me/roles-and-delegations").await;
    assert!(overview.has("[role='img']"), "there is a picture");
    assert!(overview.body.matches(APART).count() > 2, "{}", overview.text());

    // What the namesake did is told from what the other did, and who is alone with a name is named by it only.
    let version = same2.get(&task).await.value_of("version").unwrap_or_default();
    let reassign = [
        ("action", "reassign"),
        ("to", "same1"),
        ("reason", "Holiday"),
        ("version", &version),
    ];
    let moved = same2.post(&task, &reassign).await;
    assert_eq!(moved.status, 303, "{}", moved.text());
    let page = ben.get(&task).await;
    let apart = |username: &str| format!("({username})");
    assert!(
        page.has_step(&apart("same1")) && page.has_log_line(APART),
        "{}",
        page.text()
    );
    assert!(
        page.has_step("Mara Vogel") && !page.says(&apart("mara")) && !page.says(&apart("ben")),
        "{}",
        page.text()
    );
    // Messages are written in the words of the pages.
    let told = "SELECT count(*) FROM outbox WHERE event::text LIKE '%Same Name (same2)%'";
    assert!(world.count(told).await > 2);
    let ambiguous = "SELECT count(*) FROM outbox WHERE event::text ~ 'Same Name($|[^ ]| [^(])'";
    assert_eq!(world.count(ambiguous).await, 0);

    // The Security Console names from whom a role comes; a review and a request for whom they are.
    let received = world.seen_by("ines", "/security-console/users/same2").await;
    assert!(received.has_heading("same2"), "{}", received.text());
    let own = [
        ("subject", "same1"),
        ("role", "viewer"),
        ("reason", "Quarter end"),
    ];
    let asked = world.sign_in("same1").await.post("/requests/new", &own).await;
    let asked = asked.location().unwrap().to_owned();
    assert!(ada.get(&asked).await.has_heading("Same Name (same1)"));
    world.end().await;
}
