//! Admin › Settings › Policies (T10): the list, a policy with its steps, a step, and what a policy would do now.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page_list;
#[cfg(feature = "ssr")]
mod page_new;
#[cfg(feature = "ssr")]
mod page_policy;
#[cfg(feature = "ssr")]
mod page_step;
#[cfg(feature = "ssr")]
mod preview;
#[cfg(feature = "ssr")]
mod question;
#[cfg(feature = "ssr")]
mod step_actions;
#[cfg(feature = "ssr")]
mod steps;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::EditPolicies;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(EditPolicies);
    vec![
        Endpoint::get("/admin/settings/policies", needs, page_list::show),
        Endpoint::post("/admin/settings/policies", needs, actions::create),
        Endpoint::get("/admin/settings/policies/new", needs, page_new::show),
        Endpoint::post("/admin/settings/policies/new", needs, actions::create),
        Endpoint::get("/admin/settings/policies/{id}", needs, page_policy::show).that_costs(Cost::Question),
        Endpoint::post("/admin/settings/policies/{id}", needs, actions::change).that_costs(Cost::Question),
        Endpoint::get("/admin/settings/policies/{id}/steps/{n}", needs, page_step::show),
        Endpoint::post(
            "/admin/settings/policies/{id}/steps/{n}",
            needs,
            step_actions::save,
        ),
    ]
}
