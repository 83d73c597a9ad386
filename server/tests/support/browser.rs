//! What a browser does: keeps cookies, and says where a form comes from.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::page::Page;

/// Where tests' worlds are, unless they say otherwise.
pub const ORIGIN: &str = "http://locum.test";

/// A browser. Clones have the same cookies at first, as two tabs would if they forgot each other.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// Sent with every request, in place of what the browser would send.
    pub headers: HeaderMap,
    /// Where the requests come from.
    pub address: SocketAddr,
}

impl Browser {
    /// Without cookies.
    pub fn new(router: Router) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000));
        Self {
            router,
            cookies: BTreeMap::new(),
            headers: HeaderMap::new(),
            address,
        }
    }

    /// Asks for a page; follows no redirect.
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    /// Sends a form; follows no redirect. A name may stand there more than once.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        const FORM: &str = "application/x-www-form-urlencoded";
        let body = encoded(fields);
        self.send(Method::POST, path, Some(FORM), Body::from(body)).await
    }

    /// Sends a form and goes where it leads: to the page after it, or the same one with what is wrong.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.post(path, fields).await;
        match page.location().map(str::to_owned) {
            Some(location) => self.get(&location).await,
            None => page,
        }
    }

    /// Gives the answer that a question offers, with a reason where there is one; follows no redirect.
    pub async fn confirm(&mut self, path: &str, question: &Page, reason: Option<&str>) -> Page {
        let (action, mut fields) = question.answer();
        fields.extend(reason.map(|reason| ("reason".to_owned(), reason.to_owned())));
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(action.as_deref().unwrap_or(path), &fields).await
    }

    /// Sends anything.
    pub async fn send(&mut self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Page {
        let mut request = Request::builder().method(&method).uri(path).body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.address));
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_static("locum.test"));
        if method != Method::GET && method != Method::HEAD {
            headers.insert(header::ORIGIN, HeaderValue::from_static(ORIGIN));
        }
        if let Some(kind) = kind {
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let body = body.collect().await.unwrap().to_bytes();
        Page {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into(),
        }
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The session's id, if there is a session.
    pub fn session(&self) -> Option<&str> {
        self.cookies
            .get("locum")
            .or(self.cookies.get("__Host-locum"))
            .map(String::as_str)
    }

    /// What a cookie holds.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Plants a cookie.
    pub fn plant(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Sends this header from now on, in place of the browser's own.
    pub fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        self
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        text.bytes().fold(String::new(), |mut escaped, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                    escaped.push(char::from(byte))
                }
                other => escaped.push_str(&format!("%{other:02X}")),
            }
            escaped
        })
    };
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect();
    pairs.join("&")
}
