//! The id of a form that somebody else sent is as good as any: it is no name of what they made with it.

use super::organisation::Organisation;
use crate::support::{Browser, Page};

const FORM: &str = "0190163d-8694-739b-aea5-966c26f8ad91";
const FRESH: &str = "0190163d-8694-739b-aea5-966c26f8ad92";

fn with<'a>(fields: &[(&'a str, &'a str)], name: &'a str, id: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().copied().chain([(name, id)]).collect()
}

async fn twice(
    org: &Organisation,
    path: &str,
    name: &str,
    (first, others): (&str, &str),
    fields: impl Fn(&str) -> Vec<(&'static str, &'static str)>,
) -> (Page, Page) {
    let mut browser: Browser = org.world.sign_in(first).await;
    let made = browser.post(path, &with(&fields(first), name, FORM)).await;
    assert_eq!(made.status, 303, "{path}: {}", made.text());
    let mut browser = org.world.sign_in(others).await;
    let known = browser.post(path, &with(&fields(others), name, FORM)).await;
    let mut browser = org.world.sign_in("mina").await;
    let fresh = browser.post(path, &with(&fields("mina"), name, FRESH)).await;
    (known, fresh)
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_form_of_somebody_else_is_no_second_click() {
    let org = Organisation::new().await;
    let absence = |_: &str| {
        vec![
            ("action", "request"),
            ("kind", "vacation"),
            ("starts_on", "2028-05-01"),
            ("ends_on", "2028-05-09"),
        ]
    };
    let (known, fresh) = twice(&org, "/me/absences", "form", ("ben", "mara"), absence).await;
    assert_eq!((known.status, known.location()), (fresh.status, fresh.location()), "{}", known.text());
    assert_eq!(known.status, 303);
    let request = |who: &str| {
        let subject = match who {
            "ben" => "ben",
            "max" => "max",
            _ => "mina",
        };
        vec![("subject", subject), ("role", "line_manager"), ("reason", "")]
    };
    let sql = "DELETE FROM grants g USING people p, roles r WHERE p.id = g.person_id AND r.id = g.role_id \
               AND p.username = 'mina' AND r.code = 'line_manager'";
    let of_mina = "DELETE FROM role_requests q USING grants g, people p WHERE q.grant_id = g.id AND p.id = g.person_id AND p.username = 'mina'";
    org.world.execute(of_mina, &[]).await;
    org.world.execute(sql, &[]).await;
    let (known, fresh) = twice(&org, "/requests/new", "id", ("ben", "max"), request).await;
    assert_eq!((known.status, fresh.status), (303, 303), "{}", known.text());
    let path = |page: &Page| page.location().unwrap().to_owned();
    assert!(path(&known).starts_with("/tasks/") && path(&fresh).starts_with("/tasks/"));
    // Neither of them is the id that was sent, so that its absence tells nothing.
    assert!(!path(&known).contains(FORM) && !path(&fresh).contains(FRESH));
    // The id of a task that is there makes another task, as any other id would.
    let theirs = path(&known);
    let id = theirs.rsplit('/').next().unwrap();
    let fields = [("subject", "bea"), ("role", "line_manager"), ("reason", ""), ("id", id)];
    let mut mara = org.world.sign_in("mara").await;
    let for_report = "UPDATE role_provisioning_rule_roles SET requestable = true";
    org.world.execute(for_report, &[]).await;
    let _ = mara.post("/requests/new", &fields).await;
    assert_eq!(mara.get(&theirs).await.status, 404, "{theirs}");
    org.world.end().await;
}
