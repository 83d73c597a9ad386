//! Tools › Scheduled Processes: the job "Send Pending LDAP Requests", its runs and its requests (J1).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod filter;
#[cfg(feature = "ssr")]
mod page_list;
#[cfg(feature = "ssr")]
mod requests_view;
#[cfg(feature = "ssr")]
mod runs_view;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::RunScheduledProcesses;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(RunScheduledProcesses);
    vec![
        Endpoint::get("/tools/scheduled-processes", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::post("/tools/scheduled-processes", needs, actions::act),
    ]
}
