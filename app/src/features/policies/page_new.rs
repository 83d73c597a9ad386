//! `/admin/settings/policies/new`: name and type; the steps come after.

use axum::http::StatusCode;
use axum::response::Response;
use domain::policy::PolicyKind;
use leptos::prelude::*;

use super::form::{LIST, NewForm};
use crate::render::Render;
use crate::ui::{
    Button, ButtonRow, Choice, ErrorSummary, FormErrors, PageHeading, PostForm, RadioCards, TextField,
};

const TITLE: &str = "New policy";

/// The empty form.
pub(super) async fn show(render: Render) -> Response {
    render
        .page(TITLE, move || view(NewForm::default(), FormErrors::new()))
        .await
}

/// The form with what is wrong and everything that was typed (G6).
pub(super) async fn failed(render: &Render, form: NewForm, errors: FormErrors) -> Response {
    render
        .failed(StatusCode::UNPROCESSABLE_ENTITY, TITLE, move || {
            view(form, errors)
        })
        .await
}

fn view(form: NewForm, errors: FormErrors) -> impl IntoView {
    let choices = PolicyKind::ALL.into_iter().map(|kind| {
        let hint = match kind {
            PolicyKind::Request => "somebody asks for a role",
            PolicyKind::Review => "a role that is held is certified",
            PolicyKind::Revoke => "a role that is held is taken away",
        };
        Choice::new(kind.code(), kind.in_words()).hint(hint)
    });
    let choices: Vec<Choice> = choices.collect();
    view! {
        <ErrorSummary errors=&errors/>
        <PageHeading title=TITLE lead="It applies to nothing until a role uses it, or you make it the default of its type."/>
        <PostForm action=format!("{LIST}/new")>
            <TextField name="name" label="Name" value=form.name error=errors.of("name")/>
            <RadioCards name="type" legend="Type" choices selected=form.kind error=errors.of("type")/>
            <ButtonRow><Button>"Save"</Button></ButtonRow>
        </PostForm>
    }
}
