//! The pages of Locum, for two targets: rendered on the server (`ssr`), and the islands in them brought to
//! life in the browser (`hydrate`).
//!
//! A page is an axum handler that loads its data through services and renders a view synchronously, so the
//! status, redirects and cookies are in the first byte. Only islands exist on both targets.

mod codes;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod endpoint;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
mod extract;
pub mod features;
#[cfg(feature = "ssr")]
pub mod flash;
#[cfg(feature = "ssr")]
pub mod layout;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
pub mod local_path;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
mod request_context;
#[cfg(feature = "ssr")]
mod retry;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod sent_form;
pub mod server_error;
#[cfg(feature = "ssr")]
pub mod server_functions;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
mod stale_form;
#[cfg(feature = "ssr")]
mod too_many;
pub mod ui;
#[cfg(feature = "ssr")]
pub mod viewer;
