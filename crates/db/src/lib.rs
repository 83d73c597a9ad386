//! The only crate that names Diesel: the schema, one file an entity, and connections.
//! Queries take a connection, never a pool; the use case opens the transaction. What a change means, who may
//! make it and its audit entry are the services'.

pub mod absences;
pub mod access;
pub mod access_reviews;
pub mod api_answers;
pub mod api_tokens;
pub mod audit;
mod batch;
pub mod changes;
pub mod database_roles;
pub mod delegation_rules;
pub mod deliveries;
pub mod demo;
pub mod directory;
pub mod error;
pub mod form_submissions;
mod functions;
pub mod glued;
pub mod grants;
pub mod hr_accounts;
pub mod job_runs;
mod json;
pub mod known_browsers;
pub mod memberships;
pub mod migrations;
pub mod operations;
pub mod outbox;
pub mod people;
pub mod policies;
pub mod pool;
mod prepared;
pub mod profile_options;
pub mod provisioning;
pub mod rights;
pub mod role_delegations;
pub mod role_requests;
pub mod roles;
pub mod schema;
pub mod security_console;
pub mod sessions;
mod sql;
pub mod sql_types;
pub mod statement;
pub mod tasks;
pub mod transaction;
mod zone;

pub use error::{Error, Result};
pub use pool::{Connection, Pool};
