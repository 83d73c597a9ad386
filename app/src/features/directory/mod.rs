//! The directory for super administrators: Users, a person's page with their open tasks (T14), their delegation rule (T8),
//! and who covers whom.

mod actions;
pub(crate) mod address;
mod covers_query;
mod csv;
mod open_tasks_view;
mod page_covers;
mod page_delegation;
mod page_person;
mod page_users;
mod replace_view;
mod users_query;

use domain::privilege::Privilege::ManageDirectory;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    const PERSON: &str = "/admin/directory/users/{username}";
    const DELEGATION: &str = "/admin/directory/users/{username}/delegation";
    let needs = Needs::Everywhere(ManageDirectory);
    vec![
        Endpoint::get("/admin/directory/users", needs, page_users::show).that_costs(Cost::Search),
        Endpoint::get(PERSON, needs, page_person::show).that_costs(Cost::Search),
        Endpoint::post(PERSON, needs, actions::replace_delegate),
        Endpoint::get(DELEGATION, needs, page_delegation::show),
        Endpoint::post(DELEGATION, needs, actions::save_or_remove).that_costs(Cost::Question),
        Endpoint::get("/admin/directory/covers", needs, page_covers::show).that_costs(Cost::Search),
        Endpoint::get("/admin/directory/covers.csv", needs, csv::download).that_costs(Cost::Download),
    ]
}
