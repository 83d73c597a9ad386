//! Absences: one's own, and those of everyone whom one reaches, a section a hierarchy (D, R14).

mod actions;
mod form;
mod page_own;
mod page_team;
mod query;
mod question;
mod tables;

use domain::privilege::Privilege::{ManageAbsences, ManageOwnAbsences};

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
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
