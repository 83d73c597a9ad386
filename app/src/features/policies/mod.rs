//! Admin › Settings › Policies (T10): the list, a policy with its steps, a step, and what a policy would do now.

mod actions;
mod editor;
pub(crate) mod form;
mod page_list;
mod page_new;
mod page_policy;
mod page_step;
pub(crate) mod preview;
mod question;
mod step_actions;
mod steps;
mod typed;
mod used_by;

use domain::privilege::Privilege::EditPolicies;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
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
