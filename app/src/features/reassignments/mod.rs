//! A super administrator reassigns one, several or all of a person's open tasks (T14). The person's page under Admin lists
//! them and links here: this page says how much is reassigned, and asks to whom and why.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod outcome_view;
#[cfg(feature = "ssr")]
mod page_reassign;

#[cfg(feature = "ssr")]
pub(crate) use page_reassign::task_cells;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::OverseeTasks;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

#[cfg(feature = "ssr")]
const PATH: &str = "/admin/directory/users/{username}/reassign";

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(OverseeTasks);
    vec![
        Endpoint::get(PATH, needs, page_reassign::show).that_costs(Cost::Search),
        Endpoint::post(PATH, needs, actions::reassign),
    ]
}
