//! The Security Console: roles and which of them may be lent (R3), people with what they hold, accounts (S).

pub(crate) mod effects;
mod page_role;
mod page_roles;
mod page_user;
mod page_users;
mod page_why;
mod role_actions;
mod role_form;
mod user_actions;
mod user_form;
mod user_question;
mod user_roles;

use domain::privilege::Privilege::ManageSecurity;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    // A person's record is judged by its scope; the list of all people and the roles are everyone's.
    let needs = Needs::Privilege(ManageSecurity);
    let everywhere = Needs::Everywhere(ManageSecurity);
    vec![
        Endpoint::get("/security-console/users", everywhere, page_users::show).that_costs(Cost::Search),
        Endpoint::get("/security-console/users/{username}", needs, page_user::show),
        Endpoint::post("/security-console/users/{username}", needs, user_actions::save)
            .that_costs(Cost::Question),
        Endpoint::get("/security-console/roles", everywhere, page_roles::show),
        Endpoint::get("/security-console/roles/new", everywhere, page_role::show_new),
        Endpoint::post("/security-console/roles/new", everywhere, role_actions::create),
        Endpoint::get("/security-console/roles/{code}", everywhere, page_role::show),
        Endpoint::post("/security-console/roles/{code}", everywhere, role_actions::change),
        Endpoint::get("/security-console/why", needs, page_why::show).that_costs(Cost::Search),
    ]
}
