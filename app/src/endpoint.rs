//! One way into the application. There is no way to make one without stating its [`Needs`].

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};

use crate::context::AppState;

pub use crate::needs::Needs;

/// What a request costs beside a page of the usual kind, and so what holds up whoever sends too many of them (S). This is the list of
/// what is expensive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Nothing beyond a page, a file, or a form that changes one thing: no brake, or one of its own that its handler judges, as that
    /// on requests, comments and operations.
    Usual,
    /// Searching, filtering or turning over a list, and a page that is opened for something which the query names: each page with a
    /// query, where nothing below fits better.
    Search,
    /// A list without end, batch after batch.
    Download,
    /// A question before something ends, or a preview: what would follow is counted. The handler judges the brake where the form
    /// asks, so that nothing typed is lost.
    Question,
}

/// What a refusal looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// A page, with the viewer's navigation.
    Page,
    /// A status and a line of text, for a caller that is a program.
    Data,
}

/// One way into the application.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) needs: Needs,
    pub(crate) cost: Cost,
    pub(crate) answers: Answers,
    /// Whether the handler reads a query.
    has_query: bool,
    pub(crate) handler: MethodRouter<AppState>,
}

/// An [`Endpoint`] without its handler, for the permission matrix and the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// GET (which answers HEAD too) or POST.
    pub method: Method,
    /// The path in axum's notation: `/tasks/{id}`.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// What it costs.
    pub cost: Cost,
    /// Whether its handler takes a query, so that a test finds each one whose cost nobody has stated.
    pub has_query: bool,
}

/// Whether the arguments of a handler, which axum knows as one tuple, hold a query: axum's or the API's.
fn takes_query<T>() -> bool {
    let arguments = std::any::type_name::<T>();
    arguments.contains("::query::Query")
}

impl Endpoint {
    /// A page, or a file to download.
    pub fn get<H, T>(path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self {
            method: Method::GET,
            path,
            needs,
            cost: Cost::Usual,
            answers: Answers::Page,
            has_query: takes_query::<T>(),
            handler: get(handler),
        }
    }

    /// What a form posts to: the path of its page.
    pub fn post<H, T>(path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self {
            method: Method::POST,
            path,
            needs,
            cost: Cost::Usual,
            answers: Answers::Page,
            has_query: takes_query::<T>(),
            handler: post(handler),
        }
    }

    /// The same, for a caller that is a program: a refusal is a status, not a page.
    pub fn for_programs(self) -> Self {
        Self {
            answers: Answers::Data,
            ..self
        }
    }

    /// The same, which costs more than the usual.
    pub fn that_costs(self, cost: Cost) -> Self {
        Self { cost, ..self }
    }

    /// Without its handler.
    pub(crate) fn listed(&self) -> Listed {
        Listed {
            method: self.method.clone(),
            path: self.path,
            needs: self.needs,
            cost: self.cost,
            has_query: self.has_query,
        }
    }
}
