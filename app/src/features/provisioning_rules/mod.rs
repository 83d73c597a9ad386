//! Setup and Maintenance › Role provisioning rules (R20).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod foreseen;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page_list;
#[cfg(feature = "ssr")]
mod page_rule;
#[cfg(feature = "ssr")]
mod question;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::ManageSetup;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(ManageSetup);
    vec![
        Endpoint::get("/setup/role-provisioning-rules", needs, page_list::show),
        Endpoint::post("/setup/role-provisioning-rules", needs, actions::create).that_costs(Cost::Question),
        Endpoint::get("/setup/role-provisioning-rules/new", needs, page_rule::show_new),
        Endpoint::post("/setup/role-provisioning-rules/new", needs, actions::create)
            .that_costs(Cost::Question),
        Endpoint::get("/setup/role-provisioning-rules/{id}", needs, page_rule::show),
        Endpoint::post("/setup/role-provisioning-rules/{id}", needs, actions::change)
            .that_costs(Cost::Question),
    ]
}
