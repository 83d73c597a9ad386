//! `/login`: the sign-in page.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::form::SignInForm;
use crate::render::Render;
use crate::ui::{Button, ButtonRow, ErrorSummary, FormErrors, PageHeading, PostForm, TextField};

const TITLE: &str = "Sign in";

/// The page's query.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SignInQuery {
    next: String,
}

/// The empty form; somebody who is signed in goes on at once.
pub(super) async fn show(render: Render, Query(query): Query<SignInQuery>) -> Response {
    let form = SignInForm {
        next: query.next,
        ..SignInForm::default()
    };
    match render.viewer {
        Some(_) => form.destination().see_other(),
        None => render.page(TITLE, move || view(form, FormErrors::new())).await,
    }
}

/// The form with what is wrong. The username is kept, the password is not.
pub(super) async fn failed(
    render: &Render,
    status: StatusCode,
    form: SignInForm,
    errors: FormErrors,
) -> Response {
    render.failed(status, TITLE, move || view(form, errors)).await
}

fn view(form: SignInForm, errors: FormErrors) -> impl IntoView {
    let next = form.destination().to_string();
    view! {
        <div class="sign-in">
            <ErrorSummary errors=&errors/>
            <PageHeading title=TITLE/>
            <PostForm>
                <TextField name="username" label="Username" value=form.username autocomplete="username"
                    error=errors.of("username")/>
                <TextField name="password" label="Password" kind="password" autocomplete="current-password"
                    error=errors.of("password")/>
                <input type="hidden" name="next" value=next/>
                <ButtonRow><Button>"Sign in"</Button></ButtonRow>
            </PostForm>
        </div>
    }
}
