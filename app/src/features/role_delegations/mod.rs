//! Roles and Delegations: what one lent, received and holds, and lending it (R15, R21). The pages serve Manage User Account,
//! too, on behalf of others (R16).

pub(crate) mod actions;
mod dates_fields;
pub(crate) mod desk;
mod done_in_my_name;
pub(crate) mod form;
pub(crate) mod meaning;
mod page_done;
pub(crate) mod page_edit;
pub(crate) mod page_new;
mod page_overview;
mod question;
pub(crate) mod regions;
mod review_view;
mod routes;
pub(crate) mod tables;

pub use routes::endpoints;
