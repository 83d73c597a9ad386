//! A person's own notifications (N).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page_list;
#[cfg(feature = "ssr")]
mod page_settings;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::ReadNotifications;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(ReadNotifications);
    vec![
        Endpoint::get("/notifications", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::post("/notifications", needs, actions::mark_read),
        Endpoint::get("/notifications/settings", needs, page_settings::show),
        Endpoint::post("/notifications/settings", needs, page_settings::save),
    ]
}
