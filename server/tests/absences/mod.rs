//! Absences and whose may be seen through which role (D, R13, R14, G4, G5, G9), page by page.

mod cost;
mod own;
mod proxy;
mod team;
mod why;

use crate::support::{Browser, Page, World};

pub(crate) const OWN: &str = "/me/absences";
pub(crate) const TEAM: &str = "/team/absences";

/// Requests an absence of one's own.
pub(crate) async fn request(browser: &mut Browser, kind: &str, from: &str, to: &str) -> Page {
    let fields = [
        ("kind", kind),
        ("starts_on", from),
        ("ends_on", to),
        ("action", "request"),
    ];
    browser.submit(OWN, &fields).await
}

/// Each of these people requests a vacation from 7 to 11 February 2028.
pub(super) async fn vacations_of(world: &World, usernames: &[&str]) {
    for username in usernames {
        let mut browser = world.sign_in(username).await;
        request(&mut browser, "vacation", "2028-02-07", "2028-02-11").await;
    }
}

/// Adds an absence of somebody else's, in one's own right or in a delegator's place.
pub(super) async fn add(browser: &mut Browser, person: &str, delegator: &str, from: &str, to: &str) -> Page {
    let fields = [
        ("person", person),
        ("for", delegator),
        ("kind", "vacation"),
        ("starts_on", from),
        ("ends_on", to),
        ("action", "add"),
    ];
    browser.submit(TEAM, &fields).await
}

/// Does something to the newest absence, as the form that knows `version` does.
pub(crate) async fn act(
    world: &World,
    browser: &mut Browser,
    (path, action): (&str, &str),
    delegator: &str,
    version: &str,
) -> Page {
    let id = world
        .count("SELECT coalesce(max(id), 1) FROM absences")
        .await
        .to_string();
    let fields = [
        ("id", id.as_str()),
        ("version", version),
        ("for", delegator),
        ("action", action),
    ];
    browser.submit(path, &fields).await
}

/// Who, state, and who recorded and decided it in whose place, of every absence in the order of writing.
pub(super) async fn on_record(world: &World) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', p.username, a.state, r.username, f.username, d.username, e.username) FROM absences a \
               JOIN people p ON p.id = a.person_id JOIN people r ON r.id = a.recorded_by LEFT JOIN people f ON f.id = a.recorded_for \
               LEFT JOIN people d ON d.id = a.decided_by LEFT JOIN people e ON e.id = a.decided_for ORDER BY a.id";
    world.texts(sql, &[]).await
}

/// The headings of the sections, in their order.
pub(crate) fn sections(page: &Page) -> Vec<String> {
    let headings = page.all("h2");
    let titles = headings.iter().map(|heading| heading.text());
    titles
        .filter(|title| title == "My reports" || title.starts_with("For "))
        .collect()
}
