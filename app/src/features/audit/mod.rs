//! The audit log: read, filter, export (G8).

#[cfg(feature = "ssr")]
mod csv;
#[cfg(feature = "ssr")]
mod filter;
#[cfg(feature = "ssr")]
mod page_log;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::ReadAuditLog;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(ReadAuditLog);
    vec![
        Endpoint::get("/admin/audit", needs, page_log::show).that_costs(Cost::Search),
        Endpoint::get("/admin/audit.csv", needs, csv::download).that_costs(Cost::Download),
    ]
}
