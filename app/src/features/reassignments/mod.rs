//! A super administrator reassigns one, several or all of a person's open tasks (T14). The person's page under Admin lists
//! them and links here: this page says how much is reassigned, and asks to whom and why.

mod actions;
mod form;
mod outcome_view;
pub(crate) mod page_reassign;

use domain::privilege::Privilege::OverseeTasks;

use crate::endpoint::{Cost, Endpoint, Needs};

const PATH: &str = "/admin/directory/users/{username}/reassign";

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(OverseeTasks);
    vec![
        Endpoint::get(PATH, needs, page_reassign::show).that_costs(Cost::Search),
        Endpoint::post(PATH, needs, actions::reassign),
    ]
}
