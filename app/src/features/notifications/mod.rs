//! A person's own notifications (N).

mod actions;
mod form;
mod page_list;
mod page_settings;

use domain::privilege::Privilege::ReadNotifications;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(ReadNotifications);
    vec![
        Endpoint::get("/notifications", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::post("/notifications", needs, actions::mark_read),
        Endpoint::get("/notifications/settings", needs, page_settings::show),
        Endpoint::post("/notifications/settings", needs, page_settings::save),
    ]
}
