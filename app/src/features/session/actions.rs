//! POST `/login`.

use axum::response::Response;
use axum_extra::extract::Form;

use super::form::{SignInForm, refused};
use super::page_login;
use crate::error::PageError;
use crate::render::Render;

/// Checks what was typed, begins a session, and goes on to where they wanted to go.
pub(super) async fn sign_in(render: Render, Form(form): Form<SignInForm>) -> Result<Response, PageError> {
    let missing = form.missing();
    if !missing.is_empty() {
        return Ok(page_login::failed(&render, form, missing));
    }
    // The service that judges the password comes in here, and `form.destination().see_other()` after it.
    // Until it does, nobody gets in.
    Ok(page_login::failed(&render, form, refused()))
}
