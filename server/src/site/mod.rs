//! The built files of the site: embedded in an optimised build, read from the disk in any other, so that a style
//! can be changed while the server runs.
//!
//! Compressed copies are made when the site is built. Pages are not compressed at all: they hold what is secret
//! beside what an attacker can send, and the length of a compressed page tells the two apart (BREACH).

mod answer;

use std::sync::Arc;

use app::site::Site;
use axum::Router;
use axum::extract::{Path, Request};
use axum::response::Response;
use axum::routing::get;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$LOCUM_SITE"]
struct Files;

/// Names below `/pkg` carry a hash of what they name.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Others keep their names when they change.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// The site's manifest; where nothing was built, pages have neither scripts nor styles.
///
/// # Errors
/// When the manifest is there but cannot be read.
pub fn site() -> Result<Arc<Site>, String> {
    let site = match Files::get("manifest.json") {
        Some(file) => std::str::from_utf8(&file.data)
            .map_err(|error| error.to_string())
            .and_then(|json| Site::from_manifest(json).map_err(|error| error.to_string())),
        None => Ok(Site::default()),
    };
    site.map(Arc::new)
        .map_err(|error| format!("the site's manifest.json cannot be read: {error}"))
}

/// Where the files are served.
pub(crate) fn router() -> Router {
    Router::new()
        .route(
            "/pkg/{*file}",
            get(|file, request| below("pkg", FOR_EVER, file, request)),
        )
        .route(
            "/fonts/{*file}",
            get(|file, request| below("fonts", FOR_AN_HOUR, file, request)),
        )
        .route(
            "/icons/{*file}",
            get(|file, request| below("icons", FOR_AN_HOUR, file, request)),
        )
        .route("/favicon.ico", get(favicon))
}

async fn below(folder: &str, caching: &'static str, Path(file): Path<String>, request: Request) -> Response {
    answer::file::<Files>(&format!("{folder}/{file}"), caching, request.headers())
}

/// Browsers ask for it unless told of another, and some do even then.
async fn favicon(request: Request) -> Response {
    answer::file::<Files>("icons/locum.svg", FOR_AN_HOUR, request.headers())
}
