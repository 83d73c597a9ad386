//! Paths within Locum that a redirect may lead to. Whatever comes from outside (`?next=`) goes through here,
//! so that no link can send a person to another site (S).

use std::fmt;

use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Longer ones are refused: no page of Locum has them.
const LONGEST: usize = 2000;
const NEXT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A path with its query on this very site, safe in a `Location` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// The front page.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Takes a path that begins with one slash and holds only visible ASCII; `None` for anything that a browser
    /// might read as an address elsewhere, or that a header cannot hold.
    pub fn parse(path: &str) -> Option<Self> {
        let mut bytes = path.bytes();
        let begins_well = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
        let is_visible = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (begins_well && is_visible && path.len() <= LONGEST).then(|| Self(path.to_owned()))
    }

    /// The path and query of a request; the front page if they are not [valid](Self::parse).
    pub fn of_request(uri: &Uri) -> Self {
        uri.path_and_query()
            .and_then(|asked| Self::parse(asked.as_str()))
            .unwrap_or_else(Self::root)
    }

    /// The sign-in page that leads on to this path.
    pub fn through_sign_in(&self) -> Self {
        if *self == Self::root() {
            return Self("/login".to_owned());
        }
        Self(format!("/login?next={}", utf8_percent_encode(&self.0, NEXT)))
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 303: the answer to a POST that did what it should, or to a page that is elsewhere.
    pub fn see_other(&self) -> Response {
        // Visible ASCII is always a header value; the front page is there so that nothing can panic.
        let location = HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 303 to a path of this application; what is no [`LocalPath`] leads to the front page.
pub fn see_other(path: &str) -> Response {
    LocalPath::parse(path).unwrap_or_else(LocalPath::root).see_other()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_taken() {
        for path in [
            "/",
            "/tasks/5",
            "/admin/audit?person=ben&from=2028-01-01",
            "/a//b",
        ] {
            assert_eq!(LocalPath::parse(path).unwrap().as_str(), path);
        }
        let refused = [
            "",
            "tasks",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a b",
            "/a\r\nb",
            "/é",
        ];
        for path in refused {
            assert_eq!(LocalPath::parse(path), None, "{path:?}");
        }
        assert_eq!(LocalPath::parse(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn sign_in_leads_on_to_the_whole_path() {
        let path = LocalPath::parse("/admin/audit?person=ben&action=a%20b").unwrap();
        assert_eq!(
            path.through_sign_in().as_str(),
            "/login?next=/admin/audit%3Fperson%3Dben%26action%3Da%2520b"
        );
        assert_eq!(LocalPath::root().through_sign_in().as_str(), "/login");
    }

    #[test]
    fn a_redirect_elsewhere_leads_home() {
        assert_eq!(see_other("//evil.example").headers()[header::LOCATION], "/");
        assert_eq!(see_other("/tasks").headers()[header::LOCATION], "/tasks");
    }
}
