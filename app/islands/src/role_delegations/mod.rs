//! The form that delegates a role, with what it means beside it, and the dates of a delegation alone; as they are typed.

mod dates;
pub(crate) mod form;
mod island;
mod last_day;
mod queries;
mod setup;

pub use dates::{BeforeDates, DatesSetup, DelegationDates};
pub use form::DelegationForm;
pub use island::DelegateRoleForm;
pub use last_day::last_day;
pub use queries::{ReviewDelegation, ReviewDelegationFor, review_delegation, review_delegation_for};
pub use setup::{DelegateRoleErrors, DelegateRoleSetup, RoleChoice};
