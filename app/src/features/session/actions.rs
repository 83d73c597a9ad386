//! POST `/login` and `/logout`.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum_extra::extract::Form;
use services::Services;
use services::actor::{PersonActor, RequestId};
use services::session::{SignIn, SignInError};
use tower_sessions::Session;

use super::form::{SignInForm, busy, limited, refused};
use super::page_login;
use crate::context::{ClientAddress, KnownBrowser, SESSION_PERSON, Viewer};
use crate::error::PageError;
use crate::local_path::see_other;
use crate::render::Render;

/// What a limited client is told to wait, in seconds.
const WAIT: HeaderValue = HeaderValue::from_static("60");

/// The same where too many sign in at the moment: a full queue takes two seconds.
const MOMENT: HeaderValue = HeaderValue::from_static("5");

/// Checks what was typed, begins a session, and goes on to where they wanted to go.
pub(super) async fn sign_in(
    State(services): State<Services>,
    render: Render,
    session: Session,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Extension(KnownBrowser(browser)): Extension<KnownBrowser>,
    Extension(request_id): Extension<RequestId>,
    Form(form): Form<SignInForm>,
) -> Result<Response, PageError> {
    const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    let missing = form.missing();
    if !missing.is_empty() {
        return Ok(page_login::failed(&render, WRONG, form, missing).await);
    }
    let sent = SignIn {
        username: form.username.clone(),
        password: form.password.clone(),
        address,
        browser,
        request_id: Some(request_id),
    };
    let refuse = async |form, wait, errors| {
        let mut response = page_login::failed(&render, StatusCode::TOO_MANY_REQUESTS, form, errors).await;
        response.headers_mut().insert(header::RETRY_AFTER, wait);
        response
    };
    match services.session().sign_in(sent).await {
        Ok(signed_in) => {
            // Whatever the browser brought along, a new id: nobody can have planted or seen it before (S).
            session.clear().await;
            session.cycle_id().await.map_err(PageError::unavailable)?;
            session
                .insert(SESSION_PERSON, signed_in.person.0)
                .await
                .map_err(PageError::internal)?;
            let mut response = form.destination().see_other();
            response.extensions_mut().insert(signed_in.browser);
            Ok(response)
        }
        Err(SignInError::Refused) => Ok(page_login::failed(&render, WRONG, form, refused()).await),
        Err(SignInError::TooMany) => Ok(refuse(form, WAIT, limited()).await),
        Err(SignInError::Busy) => Ok(refuse(form, MOMENT, busy()).await),
        Err(SignInError::Failed(error)) => Err(error.into()),
    }
}

/// Ends the session, if there still is one. The server's middleware takes the cookie back.
pub(super) async fn sign_out(
    State(services): State<Services>,
    session: Session,
    viewer: Option<Viewer>,
    Extension(request_id): Extension<RequestId>,
) -> Result<Response, PageError> {
    if let (Some(viewer), Some(id)) = (viewer, session.id()) {
        let actor = PersonActor::new(viewer.person, "/logout", Some(request_id));
        services.session().sign_out(&actor, id.0).await?;
        // Its row has gone; its cookie goes with this.
        session.flush().await.map_err(PageError::unavailable)?;
    }
    Ok(see_other("/login"))
}
