//! Manage User Account: finding a person within one's data scope, and lending their roles on their behalf (R16). The pages of
//! lending are those of `role_delegations`.

#[cfg(feature = "ssr")]
mod page_account;
#[cfg(feature = "ssr")]
mod page_accounts;
#[cfg(feature = "ssr")]
mod routes;

#[cfg(feature = "ssr")]
pub use routes::endpoints;
