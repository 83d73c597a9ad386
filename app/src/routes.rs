//! The table of everything the application answers to, with what each entry needs, and the router made of it.
//!
//! Invariant: there is no way to mount a handler without stating its [`Needs`], and the check runs before the
//! handler does. It opens the door only; on whose records a privilege works is the service's to judge.

mod download;

use std::sync::LazyLock;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use services::Services;
use services::brakes::{Download, LONGEST_DOWNLOAD, TooMany};

use crate::context::{AppState, Viewer};
use crate::endpoint::{Answers, Cost, Endpoint, Listed, Needs};
use crate::error::PageError;
use crate::layout::Layout;
use crate::render::Render;
use crate::{features, sent_form, server_functions};

/// The largest form that anybody may send who has not signed in, in bytes: the longest password, with each byte as `%` and two digits,
/// and some more.
const LARGEST_OF_ANYBODY: usize = 16 * 1024;

fn endpoints() -> Vec<Endpoint> {
    features::endpoints()
        .into_iter()
        .chain(server_functions::endpoints())
        .collect()
}

/// Everything the application answers to.
pub fn table() -> &'static [Listed] {
    static TABLE: LazyLock<Vec<Listed>> =
        LazyLock::new(|| endpoints().iter().map(Endpoint::listed).collect());
    &TABLE
}

/// What the page at this path needs; `None` where there is no page.
pub fn needs_of_page(path: &str) -> Option<Needs> {
    let mut pages = table().iter().filter(|listed| listed.method == Method::GET);
    pages.find(|page| page.path == path).map(|page| page.needs)
}

/// The router of all pages, POST handlers and server functions, and the page for everything else.
pub fn router(layout: &Layout, services: &Services) -> Router<AppState> {
    let everything = endpoints().into_iter().fold(Router::new(), |router, endpoint| {
        let gate = Gate {
            layout: layout.clone(),
            services: Some(services.clone()),
            needs: endpoint.needs,
            cost: endpoint.cost,
            answers: endpoint.answers,
        };
        let handler = endpoint.handler.route_layer(from_fn_with_state(gate, pass));
        let handler = match endpoint.needs {
            Needs::Nothing => handler.route_layer(DefaultBodyLimit::max(LARGEST_OF_ANYBODY)),
            _ => handler,
        };
        router.route(endpoint.path, handler)
    });
    everything
        .method_not_allowed_fallback(|render: Render| async move {
            render
                .error(&PageError::Rejected(StatusCode::METHOD_NOT_ALLOWED))
                .await
        })
        .fallback(|render: Render| async move { render.error(&PageError::NotFound).await })
}

#[derive(Clone)]
struct Gate {
    layout: Layout,
    /// Whom to ask stands on the page of a refusal.
    services: Option<Services>,
    needs: Needs,
    cost: Cost,
    answers: Answers,
}

/// Refuses who lacks what is needed, and draws the page for every error on the way back.
async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let render = Render::of_request(request.uri(), request.extensions(), &gate.layout);
    let is_get = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = if gate.needs.are_met_by(render.viewer.as_deref()) {
        match gate.brake(&request, render.viewer.as_ref()) {
            Ok(None) => match sent_form::note(request).await {
                Ok(request) => next.run(request).await,
                Err(refusal) => refusal,
            },
            Ok(Some(download)) => {
                let limit = tokio::time::sleep(LONGEST_DOWNLOAD);
                download::until_its_end(next.run(request).await, download, limit)
            }
            Err(too_many) => PageError::from(too_many).into_response(),
        }
    } else if render.viewer.is_some() {
        PageError::Forbidden.into_response()
    } else {
        PageError::SignInNeeded {
            next: render.path.clone(),
        }
        .into_response()
    };
    match (gate.answers, error_of(&response)) {
        (Answers::Page, Some(PageError::SignInNeeded { next })) if is_get => {
            next.through_sign_in().see_other()
        }
        (Answers::Page, Some(error)) => refuse(&gate, &render, &error).await,
        (Answers::Data, _) | (_, None) => response,
    }
}

impl Gate {
    /// Judges the brake that holds this endpoint, for whoever is signed in.
    fn brake(&self, request: &Request, viewer: Option<&Viewer>) -> Result<Option<Download>, TooMany> {
        let (Some(services), Some(viewer)) = (&self.services, viewer) else {
            return Ok(None);
        };
        match self.cost {
            Cost::Search if request.uri().query().is_some_and(|query| !query.is_empty()) => {
                services.brakes().search(viewer.person).map(|()| None)
            }
            Cost::Download => services.brakes().download(viewer.person).map(Some),
            Cost::Usual | Cost::Search | Cost::Question => Ok(None),
        }
    }
}

/// The page of an error. Who cannot even open My tasks is told whom to ask.
async fn refuse(gate: &Gate, render: &Render, error: &PageError) -> Response {
    let mut ahead = render.ahead();
    if let (PageError::Forbidden, true, Some(viewer), Some(services)) =
        (error, ahead.is_astray(), &render.viewer, &gate.services)
    {
        match services.access().who_gives_roles(viewer.person).await {
            Ok(names) => ahead.helpers = names,
            Err(error) => tracing::warn!(%error, "who can give a role could not be read"),
        }
    }
    render.error_with(error, ahead).await
}

/// The error that a response stands for: one that a handler returned, or a refusal of axum's own, such as a
/// body that is no form.
fn error_of(response: &Response) -> Option<PageError> {
    let attached = response.extensions().get::<PageError>().cloned();
    attached.or_else(|| {
        let kind = response.headers().get(header::CONTENT_TYPE);
        let is_bare = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
        (is_bare && response.status().is_client_error()).then(|| PageError::Rejected(response.status()))
    })
}

#[cfg(test)]
mod tests;
