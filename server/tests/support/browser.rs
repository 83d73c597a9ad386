//! What a browser does: keeps cookies, and says where a form comes from.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use cookie_store::{CookieStore, RawCookie};
use http_body_util::BodyExt;
use tower::ServiceExt;
use url::Url;

use super::page::Page;

/// Where tests' worlds are, unless they say otherwise.
pub const ORIGIN: &str = "http://locum.test";

/// A browser. Clones have the same cookies at first, as two tabs would if they forgot each other.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    site: Url,
    cookies: CookieStore,
    /// Sent with every request, in place of what the browser would send.
    pub headers: HeaderMap,
    /// Where the requests come from.
    pub address: SocketAddr,
}

/// The id of a form, as its page has it: with it, what is sent twice is one change.
pub const FORM: (&str, &str) = ("form", "0f6b5f9e-6f0f-4c64-9d5e-0d8a6e1f0a11");

impl Browser {
    /// Without cookies, on a site at [`ORIGIN`].
    pub fn new(router: Router) -> Self {
        Self::at(ORIGIN, router)
    }

    /// Without cookies, on a site at this origin.
    pub fn at(origin: &str, router: Router) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000));
        Self {
            router,
            site: origin.parse().unwrap(),
            cookies: CookieStore::default(),
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
        let body = serde_urlencoded::to_string(fields).unwrap();
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

    /// Opens a page and sends its form with these fields and the version that it has now (G5); follows no redirect.
    pub async fn send_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let version = self.get(path).await.value_of("version").unwrap_or_default();
        let all = [&[("version", version.as_str())], fields].concat();
        self.post(path, &all).await
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
        let url = self.site.join(path).unwrap();
        let mut request = Request::builder().method(&method).uri(path).body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.address));
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_static("locum.test"));
        if method != Method::GET && method != Method::HEAD {
            let origin = self.site.origin().ascii_serialization();
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        if let Some(kind) = kind {
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        }
        let cookies: Vec<_> = self
            .cookies
            .get_request_values(&url)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let given = parts.headers.get_all(header::SET_COOKIE).iter();
        let given = given.map(|cookie| RawCookie::parse(cookie.to_str().unwrap().to_owned()).unwrap());
        self.cookies.store_response_cookies(given, &url);
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body).into();
        Page::new(parts.status.as_u16(), parts.headers, body)
    }

    /// The session's id, if there is a session.
    pub fn session(&self) -> Option<&str> {
        self.cookie("locum").or(self.cookie("__Host-locum"))
    }

    /// What a cookie holds that is sent to every page.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let cookie = self.cookies.get(self.site.host_str().unwrap(), "/", name)?;
        Some(cookie.value())
    }

    /// Plants a cookie.
    pub fn plant(&mut self, name: &str, value: &str) {
        let cookie = RawCookie::build((name, value)).path("/").build();
        self.cookies.insert_raw(&cookie, &self.site).unwrap();
    }

    /// Sends this header from now on, in place of the browser's own.
    pub fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        self
    }
}
