//! The job "Send Pending LDAP Requests" (J), run as a node runs it: over a real Postgres, with a clock that stands where the
//! test puts it.

mod causes;
mod command;
mod days;
mod directory;
mod follow;
mod lagging;
mod meanwhile;
mod nodes;
mod page;
mod recorder;
mod reminders;
mod reschedule;
mod retention;
mod schedule;
mod trouble;
mod turns;

use services::jobs::{Counts, Trigger};

use crate::support::{Page, World};
pub use recorder::Recorder;

const PAGE: &str = "/tools/scheduled-processes";

/// Lends line manager, as the review page does; the end date is not included.
async fn lend(world: &World, delegator: &str, proxy: &str, from: &str, to: &str) -> Page {
    lend_to(world, delegator, proxy, (from, to, false)).await
}

/// The same with the end date included, or not (R6).
async fn lend_to(
    world: &World,
    delegator: &str,
    proxy: &str,
    (from, to, through_end): (&str, &str, bool),
) -> Page {
    let mut browser = world.sign_in(delegator).await;
    let mut fields = vec![
        ("role", "line_manager"),
        ("proxy", proxy),
        ("starts_on", from),
        ("ends_on", to),
        ("action", "save"),
    ];
    fields.extend(through_end.then_some(("through_end", "true")));
    let page = browser.post("/me/roles-and-delegations/new", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
    page
}

/// One run, by the command.
pub(super) async fn run(world: &World) -> Counts {
    let finished = world.services.jobs().run(Trigger::Command).await.unwrap();
    finished.unwrap().counts
}

/// Whether this person opens what line managers open.
async fn leads(world: &World, username: &str) -> bool {
    let sql = "SELECT count(*) FROM role_privileges WHERE privilege = 'manage_absences'";
    assert!(world.count(sql).await > 0);
    let viewer = world.seen_by(username, "/me/roles-and-delegations").await;
    viewer.says("delegated to you")
}

/// Kind and state of every begin and end, in the order of writing.
async fn requests(world: &World) -> Vec<String> {
    let sql = "SELECT kind || ' ' || state FROM role_requests WHERE delegation_id IS NOT NULL ORDER BY id";
    world.texts(sql, &[]).await
}

/// Where each delegation stands, by its rows: begun, ended or cancelled, and why.
async fn delegations(world: &World) -> Vec<String> {
    let sql = "SELECT x.username || CASE WHEN d.cancelled_at IS NOT NULL THEN ' cancelled' WHEN d.ended_at IS NOT NULL THEN ' ended' \
               WHEN d.begun_at IS NOT NULL THEN ' begun' ELSE ' scheduled' END || coalesce(': ' || d.end_reason, '') \
               FROM role_delegations d JOIN people x ON x.id = d.proxy_id ORDER BY d.id";
    world.texts(sql, &[]).await
}

/// Sets a Site option behind the program's back.
async fn option(world: &World, code: &str, value: &str) {
    let sql = "INSERT INTO profile_values (code, value) VALUES ($1, $2) \
               ON CONFLICT (code) WHERE person_id IS NULL DO UPDATE SET value = $2";
    world.execute(sql, &[&code, &value]).await;
}

/// What a person's notifications say.
async fn told(world: &World, username: &str) -> String {
    world.seen_by(username, "/notifications").await.text()
}
