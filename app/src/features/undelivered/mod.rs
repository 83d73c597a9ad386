//! Undelivered messages: what has not reached its reader by mail or Slack, and trying it once more (N).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod filter;
#[cfg(feature = "ssr")]
mod page_list;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::RunScheduledProcesses;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(RunScheduledProcesses);
    vec![
        Endpoint::get("/admin/undelivered", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::post("/admin/undelivered", needs, actions::retry),
    ]
}
