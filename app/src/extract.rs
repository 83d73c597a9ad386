//! How a handler is given who acts and who looks.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use services::actor::{PersonActor, RequestId};
use services::form_submissions::SentForm;

use crate::context::Acting;
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::viewer::Viewer;

impl<S: Send + Sync> FromRequestParts<S> for Acting {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let viewer = <Viewer as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        let request_id = parts.extensions.get::<RequestId>().cloned();
        let path = parts.uri.path().to_owned();
        let form = parts.extensions.get::<SentForm>().cloned();
        Ok(Self(
            PersonActor::new(viewer.person, path, request_id).by_form(form),
        ))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        let viewer = parts.extensions.get::<Self>().cloned();
        viewer.ok_or_else(|| PageError::SignInNeeded {
            next: LocalPath::of_request(&parts.uri),
        })
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
