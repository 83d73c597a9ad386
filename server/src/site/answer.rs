//! One file as an answer.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// Answers with the smallest copy that the browser takes, with 304 if it has the file already, or with 404.
pub(super) fn file<F: RustEmbed>(path: &str, caching: &'static str, asked: &HeaderMap) -> Response {
    // Compressed copies have no address of their own, and no address leads out of the folder it names.
    let is_odd =
        path.ends_with(".br") || path.ends_with(".gz") || path.split('/').any(|part| part.starts_with('.'));
    let Some((file, encoding)) = find::<F>(path, asked).filter(|_| !is_odd) else {
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
    // What the program holds itself is not copied: a client that does not read would keep a copy for each request.
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    (headers, bytes).into_response()
}

fn find<F: RustEmbed>(path: &str, asked: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    for (ending, encoding) in [("br", "br"), ("gz", "gzip")] {
        if accepts(asked, encoding)
            && let Some(file) = F::get(&format!("{path}.{ending}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    F::get(path).map(|file| (file, None))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A site of one script with its brotli copy and one font.
    #[derive(RustEmbed)]
    #[folder = "$CARGO_MANIFEST_DIR/src/site/fixture"]
    struct Fixture;

    fn ask(path: &str, headers: &[(header::HeaderName, &str)]) -> (u16, HeaderMap) {
        let asked = headers
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect();
        let response = file::<Fixture>(path, "public, max-age=3600", &asked);
        (response.status().as_u16(), response.headers().clone())
    }

    #[test]
    fn a_browser_gets_the_copy_it_can_read() {
        let cases = [
            ("", None),
            ("gzip, deflate, br;q=0.5", Some("br")),
            ("gzip, br;q=0", None),
            ("BR", Some("br")),
            ("brotli", None),
        ];
        for (accepted, encoding) in cases {
            let (status, headers) = ask("pkg/a.js", &[(header::ACCEPT_ENCODING, accepted)]);
            assert_eq!(status, 200);
            let found = headers
                .get(header::CONTENT_ENCODING)
                .map(|value| value.to_str().unwrap());
            assert_eq!(found, encoding, "{accepted}");
            assert_eq!(headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
            assert_eq!(headers[header::VARY], "accept-encoding");
        }
    }

    #[test]
    fn a_file_that_the_browser_has_is_not_sent_again() {
        let (_, headers) = ask("pkg/a.js", &[]);
        let tag = headers[header::ETAG].to_str().unwrap().to_owned();
        let (status, headers) = ask("pkg/a.js", &[(header::IF_NONE_MATCH, &format!("\"old\", {tag}"))]);
        assert_eq!((status, headers.get(header::CONTENT_TYPE)), (304, None));
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=3600");
        let (status, _) = ask(
            "pkg/a.js",
            &[(header::IF_NONE_MATCH, &tag), (header::ACCEPT_ENCODING, "br")],
        );
        assert_eq!(status, 200, "another copy has another tag");
    }

    #[test]
    fn what_has_no_address_is_not_found() {
        for path in [
            "pkg/b.js",
            "pkg/a.js.br",
            "pkg/../pkg/a.js",
            "pkg/.hidden",
            "pkg",
            "",
        ] {
            assert_eq!(ask(path, &[]).0, 404, "{path}");
        }
    }
}
