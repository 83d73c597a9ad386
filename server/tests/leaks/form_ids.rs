//! The id of a form that somebody else sent is as good as any: it is no name of what they made with it, and neither is the id of
//! their task.

use super::organisation::Organisation;
use crate::support::Page;

const SENT_BEFORE: &str = "0190163d-8694-739b-aea5-966c26f8ad91";
const FRESH: &str = "0190163d-8694-739b-aea5-966c26f8ad92";

type Fields = &'static [(&'static str, &'static str)];

/// Sends a form with an id of its own, as `who`, and answers the page.
async fn send(org: &Organisation, path: &str, (who, fields): (&str, Fields), id: (&str, &str)) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([id]).collect();
    org.world.sign_in(who).await.post(path, &fields).await
}

/// Somebody sends the form; then somebody else, with the same id, and a third person, with a fresh one.
struct Case {
    path: &'static str,
    first: (&'static str, Fields),
    second: (&'static str, Fields),
    third: (&'static str, Fields),
}

const ABSENCE: Fields = &[
    ("action", "request"),
    ("kind", "vacation"),
    ("starts_on", "2028-05-01"),
    ("ends_on", "2028-05-09"),
];

const CASES: [Case; 3] = [
    Case {
        path: "/me/absences",
        first: ("ben", ABSENCE),
        second: ("mara", ABSENCE),
        third: ("hugo", ABSENCE),
    },
    Case {
        path: "/me/roles-and-delegations/new",
        first: ("mara", &lent("bea")),
        second: ("milo", &lent("hugo")),
        third: ("mina", &lent("ben")),
    },
    Case {
        path: "/requests/new",
        first: ("ben", &asked("ben")),
        second: ("max", OF_MAX),
        third: ("hugo", &asked("hugo")),
    },
];

const fn lent(proxy: &'static str) -> [(&'static str, &'static str); 4] {
    [
        ("role", "line_manager"),
        ("proxy", proxy),
        ("starts_on", "2028-02-01"),
        ("action", "save"),
    ]
}

const fn asked(subject: &'static str) -> [(&'static str, &'static str); 2] {
    [("subject", subject), ("role", "line_manager")]
}

const OF_MAX: Fields = &asked("max");

#[tokio::test(flavor = "multi_thread")]
async fn s_a_form_of_somebody_else_is_no_second_click() {
    let org = Organisation::new().await;
    // Enough proxies for everybody.
    org.world
        .execute(
            "UPDATE profile_values SET value = 'EVERYONE' WHERE code LIKE 'PUBLIC%'",
            &[],
        )
        .await;
    for case in CASES {
        let path = case.path;
        let made = send(&org, path, case.first, ("form", SENT_BEFORE)).await;
        let same = send(&org, path, case.second, ("form", SENT_BEFORE)).await;
        let fresh = send(&org, path, case.third, ("form", FRESH)).await;
        for page in [&made, &same, &fresh] {
            assert_eq!(page.status, 303, "{path}: {}", page.text());
            let location = page.location().unwrap();
            assert!(
                !location.contains(SENT_BEFORE) && !location.contains(FRESH),
                "{location}"
            );
        }
        // For whoever made it, it is one.
        let again = send(&org, path, case.first, ("form", SENT_BEFORE)).await;
        assert_eq!((again.status, again.location()), (303, made.location()), "{path}");
    }
    org.world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_id_of_somebody_elses_task_makes_a_task_of_ones_own() {
    let org = Organisation::new().await;
    let id = org.task.rsplit('/').next().unwrap();
    let page = send(&org, "/requests/new", ("max", OF_MAX), ("form", id)).await;
    assert_eq!(page.status, 303, "{}", page.text());
    let task = page.location().unwrap().to_owned();
    assert_ne!(task, org.task);
    let mut max = org.world.sign_in("max").await;
    assert_eq!(
        (max.get(&task).await.status, max.get(&org.task).await.status),
        (200, 404)
    );
    org.world.end().await;
}
