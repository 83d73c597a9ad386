//! One's own delegation rule: My profile and Delegate tasks (T1–T4, T6, T8); and the pieces with which the directory
//! shows and sets those of others.

mod actions;
pub(crate) mod edit_view;
pub mod form;
pub(crate) mod outcome;
mod page_edit;
mod page_profile;
pub(crate) mod question;
pub(crate) mod rule_view;

use domain::privilege::Privilege::ManageOwnProfile;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(ManageOwnProfile);
    vec![
        Endpoint::get("/profile", needs, page_profile::show),
        Endpoint::get("/profile/delegate", needs, page_edit::show),
        Endpoint::post("/profile/delegate", needs, actions::save_or_remove).that_costs(Cost::Question),
    ]
}
