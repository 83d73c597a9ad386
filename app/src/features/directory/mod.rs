//! The directory for super administrators: Users, a person's page with their open tasks (T14), their delegation rule (T8),
//! and who covers whom.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
pub(crate) mod address;
#[cfg(feature = "ssr")]
mod covers_query;
#[cfg(feature = "ssr")]
mod csv;
#[cfg(feature = "ssr")]
mod open_tasks_view;
#[cfg(feature = "ssr")]
mod page_covers;
#[cfg(feature = "ssr")]
mod page_delegation;
#[cfg(feature = "ssr")]
mod page_person;
#[cfg(feature = "ssr")]
mod page_users;
#[cfg(feature = "ssr")]
mod replace_view;
#[cfg(feature = "ssr")]
mod users_query;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::ManageDirectory;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
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
