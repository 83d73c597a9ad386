//! Roles and Delegations: what one lent, received and holds, and lending it (R15, R21). The pages serve Manage User Account,
//! too, on behalf of others (R16).

#[cfg(feature = "ssr")]
pub(crate) mod actions;
#[cfg(feature = "ssr")]
mod dates_fields;
#[cfg(feature = "ssr")]
pub(crate) mod desk;
#[cfg(feature = "ssr")]
mod done_in_my_name;
#[cfg(feature = "ssr")]
pub(crate) mod form;
pub mod last_day;
#[cfg(feature = "hydrate")]
mod live_last_day;
#[cfg(feature = "ssr")]
mod page_done;
#[cfg(feature = "ssr")]
pub(crate) mod page_edit;
#[cfg(feature = "ssr")]
pub(crate) mod page_new;
#[cfg(feature = "ssr")]
mod page_overview;
#[cfg(feature = "ssr")]
mod question;
#[cfg(feature = "ssr")]
pub(crate) mod regions;
#[cfg(feature = "ssr")]
mod review_view;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
pub(crate) mod tables;

#[cfg(feature = "ssr")]
pub use routes::endpoints;
