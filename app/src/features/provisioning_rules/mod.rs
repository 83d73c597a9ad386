//! Setup and Maintenance › Role provisioning rules (R20).

mod actions;
mod foreseen;
mod form;
mod page_list;
mod page_rule;
mod question;

use domain::privilege::Privilege::ManageSetup;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
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
