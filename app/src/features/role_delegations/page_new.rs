//! `/me/roles-and-delegations/new`: role, proxy and days, then the review.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::zone::Zone;
use leptos::prelude::*;
use services::access::DelegateOwnRoles;
use services::role_delegations::Review;

use super::form::NewForm;
use super::review_view;
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::render::Render;
use crate::ui::{
    Button, ButtonRow, Choice, DateField, ErrorSummary, FieldRow, FormErrors, PageHeading, PersonPicker,
    PostForm, Select,
};

const TITLE: &str = "Delegate a role";

/// The empty form.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
) -> Result<Response, PageError> {
    let (roles, zone) = offered(&viewer, &state).await?;
    let form = NewForm::default();
    Ok(render.page(TITLE, move || view(form, FormErrors::new(), roles, zone)))
}

/// The form as it was typed: with what is wrong, or to be typed on (G6).
pub(super) async fn again(
    render: &Render,
    viewer: &Viewer,
    state: &AppState,
    form: NewForm,
    errors: Option<FormErrors>,
) -> Result<Response, PageError> {
    let (roles, zone) = offered(viewer, state).await?;
    Ok(match errors {
        None => render.page(TITLE, move || view(form, FormErrors::new(), roles, zone)),
        Some(errors) => render.failed(StatusCode::UNPROCESSABLE_ENTITY, TITLE, move || {
            view(form, errors, roles, zone)
        }),
    })
}

/// The review page (R21).
pub(super) fn review(render: &Render, form: &NewForm, review: &Review) -> Response {
    render.page(TITLE, || review_view::view(TITLE, form, review))
}

/// The roles that can be lent, and the zone of the days.
async fn offered(viewer: &Viewer, state: &AppState) -> Result<(Vec<Choice>, Zone), PageError> {
    let permitted = viewer.require_own::<DelegateOwnRoles>()?;
    let overview = state.services.roles_and_delegations(&permitted).await?;
    let lendable = overview
        .roles
        .into_iter()
        .filter(|role| role.cannot_lend.is_none());
    Ok((
        lendable.map(|role| Choice::new(role.code, role.name)).collect(),
        viewer.zone(),
    ))
}

fn view(form: NewForm, errors: FormErrors, roles: Vec<Choice>, zone: Zone) -> impl IntoView {
    let mut choices = vec![Choice::new("", "Choose a role")];
    choices.extend(roles);
    let days = format!(
        "Days in {zone}. A start date of today begins when you save. Leave the end date empty for a delegation without end."
    );
    view! {
        <ErrorSummary errors=&errors/>
        <PageHeading title=TITLE lead="The proxy signs in as themselves and gains what the role lets you do, with your data. You keep the role."/>
        <PostForm>
            <Select name="role" label="Role" choices selected=form.role.clone() error=errors.of("role")/>
            <PersonPicker name="proxy" label="Proxy" hint="One person. Type a name or username."
                value=form.proxy.clone() error=errors.of("proxy") chosen=None/>
            <FieldRow>
                <DateField name="starts_on" label="Start date" value=form.starts_on.clone() error=errors.of("starts_on")/>
                <DateField name="ends_on" label="End date" value=form.ends_on.clone() error=errors.of("ends_on")/>
            </FieldRow>
            <p class="hint">{days}</p>
            <ButtonRow><Button name="action" value="continue">"Continue"</Button></ButtonRow>
        </PostForm>
    }
}
