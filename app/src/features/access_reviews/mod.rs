//! Access reviews: starting one, following it, downloading its result (T13, T15).

mod actions;
pub(crate) mod address;
mod csv;
mod form;
mod page_detail;
mod page_list;
mod page_new;
mod unfinished_view;

use domain::privilege::Privilege::RunAccessReviews;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Everywhere(RunAccessReviews);
    vec![
        Endpoint::get("/admin/access-reviews", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::get("/admin/access-reviews/new", needs, page_new::show),
        Endpoint::post("/admin/access-reviews/new", needs, actions::start),
        Endpoint::get("/admin/access-reviews/{id}", needs, page_detail::show).that_costs(Cost::Search),
        Endpoint::get("/admin/access-reviews/{id}/result.csv", needs, csv::download)
            .that_costs(Cost::Download),
    ]
}
