//! `/requests/new`: Request a role.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use services::access::RequestRoles;
use services::tasks::Requestable;

use super::form::RequestForm;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonRow, Choice, EmptyState, ErrorSummary, FormErrors, PageHeading, PersonPicker, PostForm,
    Select, Textarea,
};

const TITLE: &str = "Request a role";

/// The empty form, for oneself at first.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<RequestRoles>()?;
    let offered = context.services.tasks().requestable(&permitted).await?;
    let form = RequestForm {
        subject: context.viewer.username.clone(),
        ..RequestForm::default()
    };
    Ok(context
        .render
        .page(TITLE, move || view(form, offered, FormErrors::new()))
        .await)
}

/// The form with what is wrong and everything that was typed (G6).
pub(super) async fn failed(
    context: &RequestContext,
    status: StatusCode,
    form: RequestForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<RequestRoles>()?;
    let offered = context.services.tasks().requestable(&permitted).await?;
    Ok(context
        .render
        .failed(status, TITLE, move || view(form, offered, errors))
        .await)
}

fn view(form: RequestForm, offered: Requestable, errors: FormErrors) -> impl IntoView + use<> {
    let summary = view! { <ErrorSummary errors=&errors/> }.into_any();
    let body = if offered.roles.is_empty() {
        view! {
            <EmptyState title="There is no role that you may ask for">
                "Which roles may be requested, and by whom, is set by your administrators."
            </EmptyState>
        }
        .into_any()
    } else {
        fields(form, offered, errors).into_any()
    };
    view! {
        {summary}
        <PageHeading title=TITLE lead="You will see at once who decides, and follow it step by step."/>
        {body}
    }
}

fn fields(form: RequestForm, offered: Requestable, errors: FormErrors) -> impl IntoView + use<> {
    let choices = offered
        .roles
        .into_iter()
        .map(|role| match (role.for_self, role.for_reports) {
            (true, true) => Choice::new(role.code, role.name),
            (true, false) => Choice::new(role.code, format!("{} (for yourself)", role.name)),
            _ => Choice::new(role.code, format!("{} (for a report)", role.name)),
        })
        .collect();
    view! {
        <PostForm>
            <PersonPicker name="subject" label="For" hint="Yourself, or somebody who reports to you: a username."
                value=form.subject error=errors.of("subject")/>
            <Select name="role" label="Role" prompt="Choose a role" choices selected=form.role
                error=errors.of("role") error_link=errors.link_of("role")/>
            <Textarea name="reason" label="Reason" hint="Helps whoever decides. You may leave it empty."
                value=form.reason error=errors.of("reason")/>
            <ButtonRow><Button>"Request"</Button></ButtonRow>
        </PostForm>
    }
}
