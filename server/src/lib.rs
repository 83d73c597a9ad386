//! The program: command line, settings, database, router, sessions, background jobs. What a page shows is the `app`'s,
//! what a change means is the services'; nothing here knows of either.
//!
//! Tests drive the very router that the program serves: [`app()`].

mod background;
pub mod cli;
mod commands;
pub mod config;
mod database;
mod failure;
mod guard;
mod listener;
mod metrics;
pub mod probes;
mod refusals;
mod requests;
mod router;
pub mod session;
mod shutdown;
mod site;
mod telemetry;

pub use commands::main;
pub use config::{Hsts, TrustedProxies};
pub use router::{AppConfig, app, table};
pub use site::site;
