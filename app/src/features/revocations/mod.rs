//! Starting the revocation of a person's role (T13, T15). The list of a person's roles links here.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
mod page_new;
#[cfg(feature = "ssr")]
mod question;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::RunAccessReviews;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

#[cfg(feature = "ssr")]
const PATH: &str = "/admin/directory/users/{username}/revoke";

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(RunAccessReviews);
    vec![
        Endpoint::get(PATH, needs, page_new::show).that_costs(Cost::Search),
        Endpoint::post(PATH, needs, actions::start).that_costs(Cost::Question),
    ]
}
