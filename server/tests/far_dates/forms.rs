//! Every form, with dates at the ends of the calendar.

use app::routes::table;
use axum::http::Method;

use super::assert_reads;
use super::organisation::{FIRST, LAST, PEOPLE, filled};
use crate::support::World;

/// Whatever a form may ask to be done.
const ACTIONS: [&str; 12] = [
    "save", "continue", "next_day", "request", "approve", "change", "ask", "delete", "remove", "preview",
    "cancel", "",
];

#[tokio::test(flavor = "multi_thread")]
async fn g6_every_form_takes_or_refuses_the_first_and_the_last_date() {
    let world = filled(World::new().await).await;
    let delegations = world
        .rows("SELECT id::text FROM role_delegations ORDER BY id", &[])
        .await;
    let absences = world.rows("SELECT id::text FROM absences ORDER BY id", &[]).await;
    let forms = table().iter().filter(|listed| listed.method == Method::POST);
    let forms: Vec<_> = forms
        .filter(|listed| !listed.path.starts_with("/internal/") && listed.path != "/logout")
        .collect();
    let mut sent = 0;
    for (place, who) in ["odd", "west", "mara", "ada", "ines", "hugo"]
        .into_iter()
        .enumerate()
    {
        let mut browser = world.sign_in(who).await;
        for form in &forms {
            for action in ACTIONS {
                for (from, to) in [(FIRST, LAST), (LAST, LAST), ("9999-12-30", LAST)] {
                    let other = PEOPLE[(sent + place) % PEOPLE.len()].0;
                    let id = match form.path.contains("absences") {
                        true => absences[sent % absences.len()].get::<_, &str>(0),
                        false => delegations[sent % delegations.len()].get::<_, &str>(0),
                    };
                    let path = form.path.replace("{username}", other).replace("{id}", id);
                    let path = path.replace("{code}", "line_manager").replace("{n}", "1");
                    let fields = [
                        ("action", action),
                        ("id", id),
                        ("version", "1"),
                        ("reason", "Far"),
                        ("person", other),
                        ("role", "line_manager"),
                        ("proxy", "bea"),
                        ("delegate", "bea"),
                        (
                            "kind",
                            if form.path.contains("absences") {
                                "vacation"
                            } else {
                                "temporary"
                            },
                        ),
                        ("starts_on", from),
                        ("ends_on", to),
                        ("due_on", to),
                        ("department", "Far"),
                        ("name", "Far"),
                        ("data_scope", "own"),
                    ];
                    let page = browser.post(&path, &fields).await;
                    assert_reads(&page, &format!("POST {path} {action} {from} {to} as {who}"));
                    sent += 1;
                    if page.status == 403 {
                        break;
                    }
                }
            }
        }
    }
    assert!(sent > 1000, "{sent}");
    world.end().await;
}
