//! The program as an operator meets it: exit codes, messages, signals.

mod commands;
mod demo;
mod serve;
mod tokens;
