//! Brakes on whoever goes on without a pause, by person on pages (S). The one on the API, by token, is in `api::rate`.

mod comments;
mod expensive;
mod operations;
mod questions;
mod requests;

use crate::support::{Page, World};

/// Checks that it is a refusal by a brake, and returns the seconds to wait.
fn wait(page: &Page) -> u64 {
    assert_eq!(page.status, 429, "{}", page.text());
    page.header("retry-after").unwrap().parse().unwrap()
}

/// How often a brake has held somebody up, as the metrics say.
pub(crate) async fn held_up(world: &World, brake: &str) -> Option<String> {
    let page = world.at_metrics().get("/metrics").await;
    let line = format!("locum_too_many_total{{brake=\"{brake}\"}} ");
    let mut lines = page.body.lines();
    lines.find_map(|found| found.strip_prefix(&line).map(str::to_owned))
}
