//! Manage User Account: finding a person within one's data scope, and lending their roles on their behalf (R16). The pages of
//! lending are those of `role_delegations`.

mod page_account;
mod page_accounts;
mod routes;

pub use routes::endpoints;
