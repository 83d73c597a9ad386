//! What a handler of a page works with: who asks, the use cases, and what draws the answer.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use services::Services;

use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::render::Render;

/// A request by somebody who is signed in: the extractor of every page, and what a form that was refused is shown again with.
#[derive(Clone)]
pub(crate) struct RequestContext {
    /// Draws the answer.
    pub(crate) render: Render,
    /// Who asks.
    pub(crate) viewer: Viewer,
    /// The use cases.
    pub(crate) services: Services,
}

impl FromRequestParts<AppState> for RequestContext {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let Ok(render) = Render::from_request_parts(parts, state).await;
        Ok(Self {
            render,
            viewer: <Viewer as FromRequestParts<AppState>>::from_request_parts(parts, state).await?,
            services: state.services.clone(),
        })
    }
}
