//! What only the demo organisations need: roles, provisioning rules and passwords in one go, and a generated
//! organisation's tasks by the hundred thousand. Everything else is written as it always is.

mod catalogue;
mod generated;
mod lending;

pub use catalogue::{NewRole, Offer, insert_provisioning_rule, insert_role, set_passwords, share_password};
pub use generated::{Kind, Plan, STAGING, analyze, first_person, insert_rules, insert_tasks};
pub use lending::{Lending, insert_lending};
