//! The built files of the site: embedded in an optimised build, read from the disk in any other, so that a style
//! can be changed while the server runs.
//!
//! Compressed copies are made when the site is built. Pages are not compressed at all: they hold what is secret
//! beside what an attacker can send, and the length of a compressed page tells the two apart (BREACH).

use std::sync::Arc;

use app::site::Site;
use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
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
        .route("/pkg/{*file}", get(|Path(file): Path<String>, request: Request| async move {
            serve(&format!("pkg/{file}"), FOR_EVER, request.headers())
        }))
        .route("/fonts/{*file}", get(|Path(file): Path<String>, request: Request| async move {
            serve(&format!("fonts/{file}"), FOR_AN_HOUR, request.headers())
        }))
        .route("/icons/{*file}", get(|Path(file): Path<String>, request: Request| async move {
            serve(&format!("icons/{file}"), FOR_AN_HOUR, request.headers())
        }))
        // Browsers ask for it unless told of another, and some do even then.
        .route("/favicon.ico", get(|request: Request| async move {
            serve("icons/locum.svg", FOR_AN_HOUR, request.headers())
        }))
}

fn serve(path: &str, caching: &'static str, asked: &HeaderMap) -> Response {
    // Compressed copies have no address of their own, and no address leads out of the folder it names.
    let is_odd =
        path.ends_with(".br") || path.ends_with(".gz") || path.split('/').any(|part| part.starts_with('.'));
    let Some((file, encoding)) = find(path, asked).filter(|_| !is_odd) else {
        return (StatusCode::NOT_FOUND, "not found").into_response();
    };
    let tag = tag_of(&file);
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok());
    if known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    // Every text of the site is UTF-8.
    let kind = match kind.type_() {
        mime_guess::mime::TEXT => format!("{kind}; charset=utf-8"),
        _ => kind.to_string(),
    };
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    (headers, file.data.into_owned()).into_response()
}

/// The smallest copy that the browser takes.
fn find(path: &str, asked: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    for (ending, encoding) in [("br", "br"), ("gz", "gzip")] {
        if accepts(asked, encoding)
            && let Some(file) = Files::get(&format!("{path}.{ending}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Files::get(path).map(|file| (file, None))
}

fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let values = asked
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|choice| {
        let (name, weight) = choice.split_once(';').unwrap_or((choice, ""));
        let is_refused = weight
            .trim()
            .strip_prefix("q=")
            .is_some_and(|q| q.parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case(encoding) && !is_refused
    })
}

fn tag_of(file: &EmbeddedFile) -> String {
    let print = file.metadata.sha256_hash();
    let hex: String = print.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}
