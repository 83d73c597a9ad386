//! The glue between axum and Leptos: one synchronous rendering per answer, with its nonce and the content
//! security policy that names it.
//!
//! Leptos' own integration streams, routes and waits for resources. Pages here do none of that, so what is
//! left is a reactive owner that lives for one rendering, in islands mode: nothing is marked for hydration
//! but what stands inside an island.

mod markers;

use std::sync::{Arc, Once};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use hydration_context::SsrSharedContext;
use leptos::nonce::Nonce;
use leptos::prelude::*;

use crate::context::{AppState, Flash, Viewer};
use crate::error::{Ahead, PageError};
use crate::layout::Layout;
use crate::local_path::LocalPath;
use crate::shell::{self, Around};
use crate::site::Site;
use crate::too_many;
use crate::ui::{FormErrors, OpenPage, Question, open_pages, question_page, with_form_id};

/// Renders pages for one request: it knows who looks, where they are, and what they are to be told once.
#[derive(Debug, Clone)]
pub struct Render {
    /// Who looks, if anyone is signed in.
    pub viewer: Option<Viewer>,
    /// The path and query that was asked for.
    pub path: LocalPath,
    /// What the request before left to say.
    pub flash: Option<Flash>,
    /// The question is for the page's own dialog, which reads it as data.
    as_data: bool,
    layout: Layout,
}

impl Render {
    /// For a request that came to `path`.
    pub fn new(layout: Layout, viewer: Option<Viewer>, path: LocalPath, flash: Option<Flash>) -> Self {
        Self {
            viewer,
            path,
            flash,
            as_data: false,
            layout,
        }
    }

    /// For a request whose extensions the server's middleware has filled.
    pub fn of_request(uri: &Uri, extensions: &Extensions, layout: &Layout) -> Self {
        let flash = extensions.get::<Option<Flash>>().cloned().flatten();
        Self::new(
            layout.clone(),
            extensions.get().cloned(),
            LocalPath::of_request(uri),
            flash,
        )
    }

    /// A page (200). `view` holds its one h1; the document's title is `title · Locum`.
    pub fn page<V: IntoView + 'static>(&self, title: &str, view: impl FnOnce() -> V) -> Response {
        self.titled(title).page(view)
    }

    /// The page of a form that was not carried out, with what was typed and an error summary (G6): its title
    /// begins with `Error: `. The status is 422 for bad input, 409 for a stale save (G5).
    pub fn failed<V: IntoView + 'static>(
        &self,
        status: StatusCode,
        title: &str,
        view: impl FnOnce() -> V,
    ) -> Response {
        self.titled(title).failed(status, view)
    }

    /// The same in two steps, for a view that consumes what the title is read from.
    pub fn titled(&self, title: &str) -> Titled<'_> {
        Titled {
            render: self,
            title: document_title(title),
        }
    }

    /// The question before something ends: a page of its own, or data for the dialog of the page that asks.
    pub fn ask(&self, question: Question) -> Response {
        let question = with_form_id(question);
        if self.as_data {
            let no_store = [(header::CACHE_CONTROL, "no-store"), (header::VARY, "accept")];
            return (no_store, axum::Json(question)).into_response();
        }
        self.titled(&question.title)
            .page(move || question_page(question, &FormErrors::new()))
    }

    /// Whether the dialog of a page asks, which reads data.
    pub fn wants_data(&self) -> bool {
        self.as_data
    }

    /// There is nothing to ask: the dialog's page goes on to the address, which says why.
    pub fn no_question(&self) -> Response {
        let no_store = [(header::CACHE_CONTROL, "no-store"), (header::VARY, "accept")];
        (no_store, axum::Json(None::<Question>)).into_response()
    }

    /// The question again, where its answer was refused: with what was typed, and what is wrong (G5, G6).
    pub fn ask_again(&self, status: StatusCode, question: Question, errors: &FormErrors) -> Response {
        let question = with_form_id(question);
        self.titled(&question.title)
            .failed(status, || question_page(question, errors))
    }

    /// The page that says why there is no other.
    pub fn error(&self, error: &PageError) -> Response {
        self.error_with(error, &self.ahead())
    }

    /// The same with where its reader can go from there.
    pub fn error_with(&self, error: &PageError, ahead: &Ahead) -> Response {
        let page = self.respond(error.status(), document_title(error.title()), || {
            error.view(self.flash.is_some(), ahead)
        });
        match error {
            PageError::TooMany(too_many) => too_many::answer(too_many.seconds, page),
            _ => page,
        }
    }

    /// The pages that a viewer can open, in the navigator's order.
    pub fn open_pages(&self, viewer: &Viewer) -> Vec<OpenPage> {
        open_pages(viewer, self.layout.needs_of_page)
    }

    /// Where the reader can go from here.
    pub fn ahead(&self) -> Ahead {
        let Some(viewer) = &self.viewer else {
            return Ahead::default();
        };
        let pages = self.open_pages(viewer);
        Ahead {
            is_signed_in: true,
            may_request: pages.iter().any(|page| page.path == "/requests/new"),
            pages,
            helpers: Vec::new(),
        }
    }

    fn respond<V: IntoView + 'static>(
        &self,
        status: StatusCode,
        title: String,
        view: impl FnOnce() -> V,
    ) -> Response {
        let nonce = Nonce::new();
        let around = Around {
            viewer: self.viewer.as_ref(),
            path: self.path.as_str(),
            flash: self.flash.clone(),
            needs_of_page: self.layout.needs_of_page,
        };
        let body = || shell::body(around, view().into_any());
        let html = document(title, &self.layout.site, nonce.clone(), body);
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce)) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

impl FromRequestParts<AppState> for Render {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let accept = parts.headers.get(header::ACCEPT);
        let as_data = accept.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        Ok(Self {
            as_data,
            ..Self::of_request(&parts.uri, &parts.extensions, &state.layout)
        })
    }
}

/// A page whose title is set, and nothing else yet.
#[derive(Debug)]
pub struct Titled<'a> {
    render: &'a Render,
    /// The document's.
    title: String,
}

impl Titled<'_> {
    /// As [`Render::page`].
    pub fn page<V: IntoView + 'static>(self, view: impl FnOnce() -> V) -> Response {
        self.render.respond(StatusCode::OK, self.title, view)
    }

    /// As [`Render::failed`].
    pub fn failed<V: IntoView + 'static>(self, status: StatusCode, view: impl FnOnce() -> V) -> Response {
        let title = format!("Error: {}", self.title);
        self.render.respond(status, title, view)
    }
}

/// With the name of the product.
fn document_title(title: &str) -> String {
    format!("{title} · Locum")
}

/// A whole document with that title. `body` is rendered first, and once.
pub fn document(title: String, site: &Site, nonce: Nonce, body: impl FnOnce() -> AnyView) -> String {
    with_owner(|| {
        provide_context(nonce);
        let body = body().to_html();
        // The islands' script is a hundred kilobytes that most pages have no use for.
        let has_islands = body.contains("<leptos-island");
        let head = shell::head(title, site, has_islands).to_html();
        markers::strip(&format!(
            "<!DOCTYPE html><html lang=\"en\"><head>{head}</head><body>{body}</body></html>"
        ))
    })
}

/// Runs a rendering under an owner of its own, which is disposed of afterwards with all it holds.
pub fn with_owner<T>(rendering: impl FnOnce() -> T) -> T {
    static EXECUTOR: Once = Once::new();
    EXECUTOR.call_once(|| {
        // An error says that somebody else has set it, which serves as well.
        let _ = any_spawner::Executor::init_tokio();
    });
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let rendered = owner.with(rendering);
    owner.unset_with_forced_cleanup();
    rendered
}

fn content_security_policy(nonce: &Nonce) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; manifest-src 'self'"
    )
}
