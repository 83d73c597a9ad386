//! One's own delegation rule: My profile and Delegate tasks (T1–T4, T6, T8); and the pieces with which the directory
//! shows and sets those of others.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
pub(crate) mod edit_view;
pub mod form;
mod island_preview;
#[cfg(feature = "hydrate")]
mod live_preview;
#[cfg(feature = "ssr")]
mod meaning_box;
#[cfg(feature = "ssr")]
pub(crate) mod outcome;
#[cfg(feature = "ssr")]
mod page_edit;
#[cfg(feature = "ssr")]
mod page_profile;
pub mod queries;
#[cfg(feature = "ssr")]
pub(crate) mod question;
#[cfg(feature = "ssr")]
pub(crate) mod rule_view;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::ManageOwnProfile;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(ManageOwnProfile);
    vec![
        Endpoint::get("/profile", needs, page_profile::show),
        Endpoint::get("/profile/delegate", needs, page_edit::show),
        Endpoint::post("/profile/delegate", needs, actions::save_or_remove).that_costs(Cost::Question),
    ]
}
