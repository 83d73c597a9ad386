//! The two cookies. The one with a session's id ends with the browser; how long the session lasts is its row's to say. The other
//! holds the id of a browser in which somebody has signed in, and stays.

use axum::http::{HeaderMap, HeaderValue, header};
use services::session::known_browser::{BrowserId, KNOWN_FOR};
use tower_sessions::session::Id;

/// Its name and whether browsers may send it only through TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cookie {
    name: &'static str,
    browser: &'static str,
    secure: &'static str,
}

impl Cookie {
    /// Behind https it is bound to this very host.
    pub(super) const SECURE: Self = Self {
        name: "__Host-locum",
        browser: "__Host-locum-browser",
        secure: "; Secure",
    };
    /// Over plain HTTP browsers would refuse the other one, and people could not sign in at all.
    pub(super) const PLAIN: Self = Self {
        name: "locum",
        browser: "locum-browser",
        secure: "",
    };

    /// Whether the browser sent a session's, and the id in it if it is one.
    pub(super) fn read(self, headers: &HeaderMap) -> Option<Option<Id>> {
        Some(value_of(self.name, headers)?.parse().ok())
    }

    /// Which browser it says that it is.
    pub(super) fn read_browser(self, headers: &HeaderMap) -> Option<BrowserId> {
        BrowserId::parse(value_of(self.browser, headers)?)
    }

    /// Gives a session's to the browser.
    pub(super) fn give(self, id: Id, headers: &mut HeaderMap) {
        self.set(self.name, &id.to_string(), "", headers);
    }

    /// Takes a session's back.
    pub(super) fn take_back(self, headers: &mut HeaderMap) {
        self.set(self.name, "", "; Max-Age=0", headers);
    }

    /// Tells the browser which one it is.
    pub(super) fn give_browser(self, id: &BrowserId, headers: &mut HeaderMap) {
        let age = format!("; Max-Age={}", KNOWN_FOR.num_seconds());
        self.set(self.browser, id.reveal(), &age, headers);
    }

    fn set(self, name: &str, value: &str, more: &str, headers: &mut HeaderMap) {
        let secure = self.secure;
        let cookie = format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/{secure}{more}");
        // An id is base64 or digits, so this is always a header's value.
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}

fn value_of<'headers>(name: &str, headers: &'headers HeaderMap) -> Option<&'headers str> {
    let sent = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut cookies = sent
        .flat_map(|value| value.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='));
    let (_, value) = cookies.find(|(sent, _)| *sent == name)?;
    Some(value)
}
