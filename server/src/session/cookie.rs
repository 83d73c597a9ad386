//! The cookie that holds a session's id. It ends with the browser; how long the session lasts is its row's to say.

use axum::http::{HeaderMap, HeaderValue, header};
use tower_sessions::session::Id;

/// Its name and whether browsers may send it only through TLS.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cookie {
    name: &'static str,
    secure: &'static str,
}

impl Cookie {
    /// Behind https it is bound to this very host. Over plain HTTP browsers would refuse it then, and people could
    /// not sign in at all.
    pub(super) fn new(is_https: bool) -> Self {
        match is_https {
            true => Self {
                name: "__Host-locum",
                secure: "; Secure",
            },
            false => Self {
                name: "locum",
                secure: "",
            },
        }
    }

    /// Whether the browser sent one, and the id in it if it is one.
    pub(super) fn read(self, headers: &HeaderMap) -> Option<Option<Id>> {
        let sent = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let mut cookies = sent
            .flat_map(|value| value.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='));
        let (_, value) = cookies.find(|(name, _)| *name == self.name)?;
        Some(value.parse().ok())
    }

    /// Gives it to the browser.
    pub(super) fn give(self, id: Id, headers: &mut HeaderMap) {
        self.set(&id.to_string(), "", headers);
    }

    /// Takes it back.
    pub(super) fn take_back(self, headers: &mut HeaderMap) {
        self.set("", "; Max-Age=0", headers);
    }

    fn set(self, value: &str, more: &str, headers: &mut HeaderMap) {
        let Self { name, secure } = self;
        let cookie = format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/{secure}{more}");
        // An id is base64, so this is always a header's value.
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}
