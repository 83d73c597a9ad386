//! `/admin/directory/users/{username}/revoke`: which role, and why.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use domain::text::with_username;
use leptos::prelude::*;
use services::tasks::Revocable;

use super::form::{Ask, RevokeForm};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    ButtonKind, ButtonRow, Choice, EmptyState, ErrorSummary, FormErrors, PageHeading, PostForm,
    QuestionButton, QuestionDialog, Select, Textarea,
};

const TITLE: &str = "Revoke a role";

/// The form; a link may name the role.
pub(super) async fn show(
    context: RequestContext,
    Path(username): Path<String>,
    Query(form): Query<RevokeForm>,
) -> Result<Response, PageError> {
    let offered = context
        .services
        .tasks()
        .revocation_form(&context.viewer, &username)
        .await?;
    Ok(context
        .render
        .page(TITLE, move || view(&form, &offered, &FormErrors::new()))
        .await)
}

/// The form with what is wrong, if anything is (200), and everything that was typed (G6).
pub(super) async fn failed(
    context: &RequestContext,
    status: StatusCode,
    username: &str,
    (form, errors): (RevokeForm, FormErrors),
) -> Result<Response, PageError> {
    let offered = context
        .services
        .tasks()
        .revocation_form(&context.viewer, username)
        .await?;
    let view = move || view(&form, &offered, &errors);
    Ok(match status {
        StatusCode::OK => context.render.page(TITLE, view).await,
        _ => context.render.failed(status, TITLE, view).await,
    })
}

fn view(form: &RevokeForm, offered: &Revocable, errors: &FormErrors) -> impl IntoView + use<> {
    let summary = view! { <ErrorSummary errors/> }.into_any();
    let lead = format!(
        "From {}. Whoever the role’s revocation policy names decides; until then nothing changes.",
        with_username(&offered.display_name, &offered.username)
    );
    let body = if offered.roles.is_empty() {
        view! {
            <EmptyState title="There is no role to revoke">
                "Nothing was granted to them by hand or by request. Autoprovisioned roles come and go with their rule, \
                 delegated ones with their delegation."
            </EmptyState>
        }
        .into_any()
    } else {
        fields(form, offered, errors).into_any()
    };
    view! {
        {summary}
        <PageHeading title=TITLE lead/>
        {body}
    }
}

fn fields(form: &RevokeForm, offered: &Revocable, errors: &FormErrors) -> impl IntoView + use<> {
    let choices: Vec<_> = offered
        .roles
        .iter()
        .map(|(code, name)| Choice::new(code.clone(), name.clone()))
        .collect();
    let (role, reason) = (form.role.clone(), form.reason.clone());
    let error_link = errors.link_of("role");
    let (role_error, reason_error) = (errors.of("role"), errors.of("reason"));
    view! {
        <PostForm>
            <Select name="role" label="Role" prompt="Choose a role" choices selected=role error=role_error error_link
                hint="Granted by hand or by request. What they have delegated of it ends with it."/>
            <Textarea name="reason" label="Reason" hint="Helps whoever decides. You may leave it empty." value=reason
                error=reason_error/>
            <ButtonRow>
                <QuestionButton ask=Ask::Revoke.code() kind=ButtonKind::Danger>"Start revocation"</QuestionButton>
            </ButtonRow>
        </PostForm>
        <QuestionDialog/>
    }
}
