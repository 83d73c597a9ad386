//! People who were hired when the calendar begins and leave when it ends, with everything of theirs between these dates.

use crate::role_delegations::site;
use crate::support::{Browser, World};
use crate::tasks::with_roles;

/// Who, their zone, and what the date is there when the clock stands at the beginning of every test.
pub const PEOPLE: [(&str, &str, &str); 5] = [
    ("west", "Etc/GMT+12", "2028-01-10"),
    ("east", "Pacific/Kiritimati", "2028-01-11"),
    ("apia", "Pacific/Apia", "2028-01-11"),
    ("odd", "Europe/Amsterdam", "2028-01-11"),
    ("none", "", "2028-01-11"),
];

pub const FIRST: &str = "1900-01-01";
pub const LAST: &str = "9999-12-31";

/// The people as lines of the CSV: each of [`PEOPLE`] with somebody who reports to them, somebody whose first day is the last
/// one, and somebody whose last day was the first one.
pub fn lines() -> String {
    let mut lines = String::new();
    for (who, zone, _) in PEOPLE {
        let place = "Far,Clerk,Hall";
        lines.push_str(&format!(
            "{who},Far {who},{who}@example.org,mara,{place},{FIRST},{LAST},{zone},employee line_manager\n\
             {who}_report,Report of {who},{who}_report@example.org,{who},{place},{FIRST},{LAST},{zone},employee\n\
             {who}_late,Late {who},,{who},{place},{LAST},{LAST},{zone},employee\n\
             {who}_gone,Gone {who},,{who},{place},{FIRST},{FIRST},{zone},employee\n"
        ));
    }
    lines
}

/// The next of [`PEOPLE`].
fn next(place: usize, by: usize) -> &'static str {
    PEOPLE[(place + by) % PEOPLE.len()].0
}

async fn saved(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
    let page = browser.post(path, fields).await;
    assert_eq!(page.status, 303, "{path} {fields:?}: {}", page.text());
    let location = page.location().unwrap().to_owned();
    let after = browser.get(&location).await;
    super::assert_reads(&after, &format!("after {path} {fields:?}"));
}

async fn delegated(browser: &mut Browser, path: &str, proxy: &str, (from, to): (&str, &str)) {
    for action in ["continue", "save"] {
        let fields = [
            ("role", "line_manager"),
            ("proxy", proxy),
            ("starts_on", from),
            ("ends_on", to),
            ("action", action),
        ];
        match action {
            "save" => saved(browser, path, &fields).await,
            _ => {
                let review = browser.post(path, &fields).await;
                assert_eq!(review.status, 200, "{proxy} {from} {to}: {}", review.text());
                super::assert_reads(&review, "the review");
                assert!(to.is_empty() || review.has_notice("9999"), "{}", review.text());
            }
        }
    }
}

/// The world with all of it, made by the product's own forms.
pub async fn filled(world: World) -> World {
    let world = with_roles(world).await;
    world.import(&lines()).await;
    site(&world, "PER_USER_DELEGATION_SEND_NOTIFICATIONS", "Y").await;
    let mut hugo = world.sign_in("hugo").await;
    let mut mara = world.sign_in("mara").await;
    for (place, (who, _, today)) in PEOPLE.into_iter().enumerate() {
        // Both ways in which an end can be due.
        let end_due = ["START_OF_DAY", "END_OF_DAY"][place % 2];
        site(&world, "DELEGATION_END_DUE", end_due).await;
        let mut browser = world.sign_in(who).await;
        let new = "/me/roles-and-delegations/new";
        delegated(&mut browser, new, next(place, 1), (today, LAST)).await;
        delegated(&mut browser, new, next(place, 2), ("9999-12-30", LAST)).await;
        delegated(&mut browser, new, next(place, 3), (LAST, LAST)).await;
        delegated(&mut browser, new, next(place, 4), (LAST, "")).await;
        let of_report = format!("/hr/accounts/{who}/delegations/new");
        delegated(&mut hugo, &of_report, "ben", ("2028-01-12", LAST)).await;
        let starts_on = [FIRST, LAST][place % 2];
        let rule = [
            ("kind", "temporary"),
            ("delegate", next(place, 1)),
            ("starts_on", starts_on),
            ("ends_on", LAST),
            ("keep_copy", "true"),
        ];
        saved(&mut browser, "/profile/delegate", &rule).await;
        let absence = [
            ("action", "request"),
            ("kind", "vacation"),
            ("starts_on", FIRST),
            ("ends_on", LAST),
        ];
        saved(&mut browser, "/me/absences", &absence).await;
        let id = world.count("SELECT max(id) FROM absences").await.to_string();
        let approval = [("action", "approve"), ("id", id.as_str()), ("version", "1")];
        saved(&mut mara, "/team/absences", &approval).await;
        let mut report = world.sign_in(&format!("{who}_report")).await;
        saved(&mut report, "/me/absences", &absence).await;
        let subject = format!("{who}_report");
        for role in ["viewer", "approver"] {
            let request = [("subject", subject.as_str()), ("role", role), ("reason", "Far")];
            saved(&mut report, "/requests/new", &request).await;
        }
    }
    let mut ada = world.sign_in("ada").await;
    let review = [("department", "Far"), ("role", ""), ("due_on", LAST)];
    saved(&mut ada, "/admin/access-reviews/new", &review).await;
    let rule = "INSERT INTO role_provisioning_rules (name, department) VALUES ('Far', 'Far')";
    world.execute(rule, &[]).await;
    let operation = r#"INSERT INTO operations (id, kind, person_id, through, input, total, created_at, continued_at, finished_at)
        SELECT '0190163d-8694-739b-aea5-966c26f8ad77', 'comment', id, '/', '{"act":"comment","comment":"Far","unreadable":0}', 0,
          '1900-01-01Z', '1900-01-01Z', '9999-12-31T23:59:59Z' FROM people WHERE username = 'ada'"#;
    world.execute(operation, &[]).await;
    // One that stopped on the last day, and can be resumed.
    let stopped = r#"INSERT INTO operations (id, kind, person_id, through, input, total, result, created_at, continued_at, finished_at)
        SELECT '0190163d-8694-739b-aea5-966c26f8ad78', 'reassign_all', id, '/',
          '{"username":"mara","name":"Mara Vogel","to":"milo","reason":"Far","which":{"until":"9999-12-31T23:59:59Z"},"unreadable":0}', 0,
          '{"stopped":"the other tasks could not be reassigned"}', '1900-01-01Z', '1900-01-01Z', '9999-12-31T23:59:59Z'
        FROM people WHERE username = 'ada'"#;
    world.execute(stopped, &[]).await;
    world
}
