//! The program as an operator meets it: exit codes, messages, signals.

mod command_operations;
pub mod commands;
mod database_roles;
mod demo;
mod import_kill;
mod serve;
mod tokens;
