//! The pages of Locum, on the server: a page is an axum handler that loads its data through services and lets `leptos_axum` render a view,
//! so the status, redirects and cookies are in the first byte. What the browser wakes in it are islands, which are a crate of their
//! own.

pub mod context;
pub mod endpoint;
pub mod error;
mod extract;
pub mod features;
pub mod flash;
pub mod layout;
mod list;
pub mod local_path;
pub mod render;
mod request_context;
mod retry;
pub mod routes;
mod sent_form;
pub mod server_functions;
pub mod shell;
pub mod site;
mod stale_form;
mod too_many;
pub mod ui;
pub mod viewer;
