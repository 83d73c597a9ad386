//! Setup and Maintenance › Manage Administrator Profile Values (R19).

mod actions;
mod form;
mod page_values;
mod question;
mod values;

use domain::privilege::Privilege::ManageSetup;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(ManageSetup);
    vec![
        Endpoint::get("/setup/profile-values", needs, page_values::show).that_costs(Cost::Search),
        Endpoint::post("/setup/profile-values", needs, actions::save).that_costs(Cost::Question),
    ]
}
