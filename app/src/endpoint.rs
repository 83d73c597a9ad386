//! One way into the application. There is no way to make one without stating its [`Needs`].

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};

use crate::context::AppState;

use services::endpoint::has_query;
pub use services::endpoint::{Cost, Listed, Needs};

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
            has_query: has_query::<T>(),
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
            has_query: has_query::<T>(),
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
