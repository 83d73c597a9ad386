//! Lending roles, page by page (R1–R8, R10, R12, R15, R17, R18, R21, G5, G6).

mod bad_input;
mod change;
mod create;
mod delete;

use crate::support::{Browser, Page, World};

const OVERVIEW: &str = "/me/roles-and-delegations";
const NEW: &str = "/me/roles-and-delegations/new";

/// The fields of a new delegation.
fn fields<'a>(
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

/// Saves a delegation of line manager, as the review page does.
async fn lend(browser: &mut Browser, proxy: &str, from: &str, to: &str) -> Page {
    browser
        .submit(NEW, &fields("line_manager", proxy, from, to, "save"))
        .await
}

/// Where the newest delegation is changed.
async fn edit_path(world: &World) -> String {
    let id = world.count("SELECT max(id) FROM role_delegations").await;
    format!("{OVERVIEW}/{id}/edit")
}

/// Kind, due instant and state of every request, in the order of writing.
async fn requests(world: &World) -> Vec<String> {
    let sql = "SELECT kind || ' ' || to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' ' || state \
               FROM role_requests WHERE delegation_id IS NOT NULL ORDER BY id";
    world.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect()
}
