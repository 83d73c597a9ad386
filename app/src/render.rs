//! Pages, rendered by `leptos_axum` inside the handler that has loaded what they show. So the status is in the first byte, and nothing
//! waits while a page is drawn.

mod answer;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use islands::packed::Packed;
use leptos::prelude::*;

use crate::context::{AppState, Flash, Viewer};
use crate::error::{Ahead, PageError};
use crate::layout::Layout;
use crate::local_path::LocalPath;
use crate::shell::Around;
use crate::too_many;
use crate::ui::{FormErrors, OpenPage, Question, open_pages, question_page, with_form_id};

use answer::answer;

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
    pub async fn page<V: IntoView + 'static>(
        &self,
        title: &str,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> Response {
        self.titled(title).page(view).await
    }

    /// The page of a form that was not carried out, with what was typed and an error summary (G6): its title
    /// begins with `Error: `. The status is 422 for bad input, 409 for a stale save (G5).
    pub async fn failed<V: IntoView + 'static>(
        &self,
        status: StatusCode,
        title: &str,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> Response {
        self.titled(title).failed(status, view).await
    }

    /// The same in two steps, for a view that consumes what the title is read from.
    pub fn titled(&self, title: &str) -> Titled<'_> {
        Titled {
            render: self,
            title: document_title(title),
        }
    }

    /// The question before something ends: a page of its own, or data for the dialog of the page that asks.
    pub async fn ask(&self, question: Question) -> Response {
        let question = with_form_id(question);
        if self.as_data {
            let no_store = [(header::CACHE_CONTROL, "no-store"), (header::VARY, "accept")];
            return (no_store, axum::Json(Packed::new(question))).into_response();
        }
        self.titled(&question.title)
            .page(move || question_page(question, &FormErrors::new()))
            .await
    }

    /// Whether the dialog of a page asks, which reads data.
    pub fn wants_data(&self) -> bool {
        self.as_data
    }

    /// There is nothing to ask: the dialog's page goes on to the address, which says why.
    pub fn no_question(&self) -> Response {
        let no_store = [(header::CACHE_CONTROL, "no-store"), (header::VARY, "accept")];
        (no_store, axum::Json(None::<Packed<Question>>)).into_response()
    }

    /// The question again, where its answer was refused: with what was typed, and what is wrong (G5, G6).
    pub async fn ask_again(&self, status: StatusCode, question: Question, errors: FormErrors) -> Response {
        let question = with_form_id(question);
        self.titled(&question.title)
            .failed(status, move || question_page(question, &errors))
            .await
    }

    /// The page that says why there is no other.
    pub async fn error(&self, error: &PageError) -> Response {
        self.error_with(error, self.ahead()).await
    }

    /// The same with where its reader can go from there.
    pub async fn error_with(&self, error: &PageError, ahead: Ahead) -> Response {
        let (shown, has_flash) = (error.clone(), self.flash.is_some());
        let view = move || shown.view(has_flash, &ahead);
        let page = self
            .respond(error.status(), document_title(error.title()), view)
            .await;
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

    async fn respond<V: IntoView + 'static>(
        &self,
        status: StatusCode,
        title: String,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> Response {
        let around = Around {
            viewer: self.viewer.clone(),
            path: self.path.clone(),
            flash: self.flash.clone(),
            layout: self.layout.clone(),
        };
        answer(status, title, around, || view().into_any()).await
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
    pub async fn page<V: IntoView + 'static>(self, view: impl FnOnce() -> V + Send + 'static) -> Response {
        self.render.respond(StatusCode::OK, self.title, view).await
    }

    /// As [`Render::failed`].
    pub async fn failed<V: IntoView + 'static>(
        self,
        status: StatusCode,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> Response {
        let title = format!("Error: {}", self.title);
        self.render.respond(status, title, view).await
    }
}

/// With the name of the product.
fn document_title(title: &str) -> String {
    format!("{title} · Locum")
}
