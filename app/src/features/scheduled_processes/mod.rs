//! Tools › Scheduled Processes: the job "Send Pending LDAP Requests", its runs and its requests (J1).

mod actions;
mod filter;
mod page_list;
mod requests_view;
mod runs_view;

use domain::privilege::Privilege::RunScheduledProcesses;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(RunScheduledProcesses);
    vec![
        Endpoint::get("/tools/scheduled-processes", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::post("/tools/scheduled-processes", needs, actions::act),
    ]
}
