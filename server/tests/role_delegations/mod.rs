//! Lending roles, page by page (R1–R8, R10, R12, R15, R17, R18, R21, G5, G6).

mod again;
pub(crate) mod agree;
mod bad_input;
mod change;
mod cost;
mod create;
mod dates;
mod delete;
mod done_in_my_name;
mod done_in_my_name_cost;
mod lending;
mod live_review;
mod notices;
mod picker;
mod racing;
mod skew;
mod today;
mod warnings;
mod words;

use crate::support::{Browser, Page, World};

pub(super) const OVERVIEW: &str = "/me/roles-and-delegations";
pub(super) const NEW: &str = "/me/roles-and-delegations/new";
/// What a role is marked with that one has by somebody's delegation.
const DELEGATED_TO_YOU: &str = "delegated to you";

/// Sets a profile option for the Site.
pub(super) async fn site(world: &World, code: &str, value: &str) {
    let set = "INSERT INTO profile_values (code, value) VALUES ($1, $2) \
               ON CONFLICT (code) WHERE person_id IS NULL DO UPDATE SET value = excluded.value";
    world.execute(set, &[&code, &value]).await;
}

/// Lets a role be delegated, or not (R3).
pub(super) async fn allow(world: &World, role: &str, allowed: bool) {
    let set = "UPDATE roles SET delegation_allowed = $2 WHERE code = $1";
    world.execute(set, &[&role, &allowed]).await;
}

/// Saves new dates with the version that the form at `path` has now; the end date is not included.
pub(super) async fn change(browser: &mut Browser, path: &str, from: &str, to: &str, action: &str) -> Page {
    change_to(browser, path, (from, to, false), action).await
}

/// The same with the end date included, or not (R6).
pub(super) async fn change_to(
    browser: &mut Browser,
    path: &str,
    (from, to, through_end): (&str, &str, bool),
    action: &str,
) -> Page {
    let version = browser.get(path).await.value_of("version").unwrap_or_default();
    let mut fields = vec![
        ("starts_on", from),
        ("ends_on", to),
        ("version", version.as_str()),
        ("action", action),
    ];
    fields.extend(through_end.then_some(("through_end", "true")));
    browser.submit(path, &fields).await
}

/// The fields of a new delegation.
pub(super) fn fields<'a>(
    role: &'a str,
    proxy: &'a str,
    from: &'a str,
    to: &'a str,
    action: &'a str,
) -> [(&'a str, &'a str); 5] {
    [
        ("role", role),
        ("proxy", proxy),
        ("starts_on", from),
        ("ends_on", to),
        ("action", action),
    ]
}

/// Saves a delegation of line manager, as the review page does; the end date is not included.
pub(super) async fn lend(browser: &mut Browser, proxy: &str, from: &str, to: &str) -> Page {
    lend_to(browser, proxy, (from, to, false)).await
}

/// The same with the end date included, or not (R6).
pub(super) async fn lend_to(
    browser: &mut Browser,
    proxy: &str,
    (from, to, through_end): (&str, &str, bool),
) -> Page {
    let mut fields = fields("line_manager", proxy, from, to, "save").to_vec();
    fields.extend(through_end.then_some(("through_end", "true")));
    browser.submit(NEW, &fields).await
}

/// Where the newest delegation is changed.
pub(super) async fn edit_path(world: &World) -> String {
    let id = world.count("SELECT max(id) FROM role_delegations").await;
    format!("{OVERVIEW}/{id}/edit")
}

/// Kind, due instant and state of every request, in the order of writing.
pub(super) async fn requests(world: &World) -> Vec<String> {
    let sql = "SELECT kind || ' ' || to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' ' || state \
               FROM role_requests WHERE delegation_id IS NOT NULL ORDER BY id";
    world.texts(sql, &[]).await
}
