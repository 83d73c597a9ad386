//! POST `/login` and `/logout`.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum_extra::extract::Form;
use services::actor::Actor;
use services::session::SignInError;
use tower_sessions::Session;

use super::form::{SignInForm, limited, refused};
use super::page_login;
use crate::context::{AppState, ClientAddress, RequestId, SESSION_PERSON, Viewer};
use crate::error::PageError;
use crate::local_path::see_other;
use crate::render::Render;

/// What a limited client is told to wait, in seconds.
const WAIT: HeaderValue = HeaderValue::from_static("60");

/// Checks what was typed, begins a session, and goes on to where they wanted to go.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    render: Render,
    session: Session,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    Form(form): Form<SignInForm>,
) -> Result<Response, PageError> {
    const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    let missing = form.missing();
    if !missing.is_empty() {
        return Ok(page_login::failed(&render, WRONG, form, missing));
    }
    let password = form.password.clone();
    let outcome = state
        .services
        .sign_in(&form.username, password, &address, Some(request_id))
        .await;
    match outcome {
        Ok(person) => {
            // Whatever the browser brought along, a new id: nobody can have planted or seen it before (S).
            session.clear().await;
            session.cycle_id().await.map_err(PageError::unavailable)?;
            session
                .insert(SESSION_PERSON, person.0)
                .await
                .map_err(PageError::internal)?;
            Ok(form.destination().see_other())
        }
        Err(SignInError::Refused) => Ok(page_login::failed(&render, WRONG, form, refused())),
        Err(SignInError::TooMany) => {
            let mut response = page_login::failed(&render, StatusCode::TOO_MANY_REQUESTS, form, limited());
            response.headers_mut().insert(header::RETRY_AFTER, WAIT);
            Ok(response)
        }
        Err(SignInError::Failed(error)) => Err(error.into()),
    }
}

/// Ends the session, if there still is one. The server's middleware takes the cookie back.
pub(super) async fn sign_out(
    State(state): State<AppState>,
    session: Session,
    viewer: Option<Viewer>,
    Extension(RequestId(request_id)): Extension<RequestId>,
) -> Result<Response, PageError> {
    if let Some(viewer) = viewer {
        let actor = Actor::on_page(viewer.person, "/logout", Some(request_id));
        state.services.sign_out(&actor).await?;
        session.flush().await.map_err(PageError::unavailable)?;
    }
    Ok(see_other("/login"))
}
