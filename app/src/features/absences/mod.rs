//! Absences: one's own, and those of everyone whom one reaches, a section a hierarchy (D, R14).

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page_own;
#[cfg(feature = "ssr")]
mod page_team;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod question;
#[cfg(feature = "ssr")]
mod tables;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::{ManageAbsences, ManageOwnAbsences};

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let own = Needs::Privilege(ManageOwnAbsences);
    let team = Needs::Privilege(ManageAbsences);
    vec![
        Endpoint::get("/me/absences", own, page_own::show).that_costs(Cost::Search),
        Endpoint::post("/me/absences", own, actions::own).that_costs(Cost::Question),
        Endpoint::get("/team/absences", team, page_team::show).that_costs(Cost::Search),
        Endpoint::post("/team/absences", team, actions::team).that_costs(Cost::Question),
    ]
}
