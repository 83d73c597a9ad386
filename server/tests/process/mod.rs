//! The program as an operator meets it: exit codes, messages, signals.

pub mod commands;
mod demo;
mod serve;
mod tokens;
