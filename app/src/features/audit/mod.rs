//! The audit log: read, filter, export (G8).

mod csv;
mod filter;
mod page_log;

use domain::privilege::Privilege::ReadAuditLog;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(ReadAuditLog);
    vec![
        Endpoint::get("/admin/audit", needs, page_log::show).that_costs(Cost::Search),
        Endpoint::get("/admin/audit.csv", needs, csv::download).that_costs(Cost::Download),
    ]
}
