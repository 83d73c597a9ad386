//! Undelivered messages: what has not reached its reader by mail or Slack, and trying it once more (N).

mod actions;
mod filter;
mod page_list;

use domain::privilege::Privilege::RunScheduledProcesses;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(RunScheduledProcesses);
    vec![
        Endpoint::get("/admin/undelivered", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::post("/admin/undelivered", needs, actions::retry),
    ]
}
