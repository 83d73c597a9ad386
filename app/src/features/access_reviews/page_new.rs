//! `/admin/access-reviews/new`: over what, and until when.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use services::access::RunAccessReviews;

use super::form::ReviewForm;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonRow, Choice, DateField, ErrorSummary, FormErrors, PageHeading, PostForm, Select, TextField,
};

const TITLE: &str = "Start an access review";

/// The empty form.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let roles = roles(&context).await?;
    let form = ReviewForm::default();
    let zone = context.viewer.zone().name();
    Ok(context
        .render
        .page(TITLE, move || view(&form, roles, zone, &FormErrors::new()))
        .await)
}

/// The form with what is wrong and everything that was typed (G6).
pub(super) async fn failed(
    context: &RequestContext,
    status: StatusCode,
    form: ReviewForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let roles = roles(context).await?;
    let zone = context.viewer.zone().name();
    Ok(context
        .render
        .failed(status, TITLE, move || view(&form, roles, zone, &errors))
        .await)
}

/// The roles that can be reviewed.
async fn roles(context: &RequestContext) -> Result<Vec<Choice>, PageError> {
    let permitted = context.viewer.require_everywhere::<RunAccessReviews>()?;
    let reviews = context.services.access_reviews();
    let roles = reviews.roles_to_review(&permitted).await?.into_iter();
    Ok(roles.map(|(code, name)| Choice::new(code, name)).collect())
}

fn view(
    form: &ReviewForm,
    choices: Vec<Choice>,
    zone: &'static str,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let ReviewForm {
        role,
        department,
        due_on,
        form,
    } = form.clone();
    let (role_error, department_error) = (errors.of("role"), errors.of("department"));
    let due_error = errors.of("due_on");
    // A form that comes back is the same one.
    let same = Some(form).filter(|form| !form.is_empty());
    let due_hint = format!("The last day, in {zone}. Nothing is decided by itself when it has passed.");
    view! {
        <ErrorSummary errors/>
        <PageHeading title=TITLE lead="Each role that was granted by hand or by request becomes a task: whoever the role’s \
            review policy names keeps it by approving, or revokes it by denying."/>
        <PostForm form=same>
            <Select name="role" label="Role" prompt="No role: a department" choices selected=role error=role_error
                hint="Everybody who holds it."/>
            <TextField name="department" label="Department" value=department error=department_error
                hint="Instead of a role: every role of everybody who works there. Its name as in the directory."/>
            <DateField name="due_on" label="Due date" value=due_on error=due_error hint=due_hint/>
            <ButtonRow><Button>"Start review"</Button></ButtonRow>
        </PostForm>
    }
}
