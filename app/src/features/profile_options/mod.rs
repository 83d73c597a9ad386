//! Setup and Maintenance › Manage Administrator Profile Values (R19).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page_values;
#[cfg(feature = "ssr")]
mod question;
#[cfg(feature = "ssr")]
mod values;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::ManageSetup;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(ManageSetup);
    vec![
        Endpoint::get("/setup/profile-values", needs, page_values::show).that_costs(Cost::Search),
        Endpoint::post("/setup/profile-values", needs, actions::save).that_costs(Cost::Question),
    ]
}
