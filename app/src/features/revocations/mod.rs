//! Starting the revocation of a person's role (T13, T15). The list of a person's roles links here.

mod actions;
pub(crate) mod form;
mod page_new;
mod question;

use domain::privilege::Privilege::RunAccessReviews;

use crate::endpoint::{Cost, Endpoint, Needs};

const PATH: &str = "/admin/directory/users/{username}/revoke";

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(RunAccessReviews);
    vec![
        Endpoint::get(PATH, needs, page_new::show).that_costs(Cost::Search),
        Endpoint::post(PATH, needs, actions::start).that_costs(Cost::Question),
    ]
}
