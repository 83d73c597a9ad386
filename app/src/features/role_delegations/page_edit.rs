//! `/me/roles-and-delegations/{id}/edit`: new dates, or the end of it. Role and proxy never change (R1).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use services::access::DelegateOwnRoles;
use services::role_delegations::Line;

use super::form::DatesForm;
use super::tables::state_word;
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::render::Render;
use crate::ui::{
    Button, ButtonKind, ButtonRow, DateField, Day, ErrorSummary, Facts, FieldRow, FormErrors, Notice,
    NoticeKind, PageHeading, PostForm, Region, StateBadge,
};

const TITLE: &str = "Change delegation";

/// What the page asks before it goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Asks {
    /// Nothing.
    #[default]
    Nothing,
    /// Whether to save, having said what it means.
    ToSave(String),
    /// Whether to delete it.
    ToDelete,
}

/// The form with the dates as they are.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let line = line(&viewer, &state, &id).await?;
    let form = DatesForm {
        starts_on: line.period.starts_on().to_string(),
        ends_on: line
            .period
            .ends_on()
            .map(|end| end.to_string())
            .unwrap_or_default(),
        version: line.delegation.version.to_string(),
        action: String::new(),
    };
    Ok(render.page(TITLE, move || {
        view(&line, &form, &FormErrors::new(), Asks::Nothing)
    }))
}

/// The form as it was typed: with what is wrong (G5, G6), or with a question.
pub(super) async fn again(
    (render, viewer, state): (&Render, &Viewer, &AppState),
    id: &str,
    mut form: DatesForm,
    outcome: Result<Asks, (StatusCode, FormErrors)>,
) -> Result<Response, PageError> {
    let line = line(viewer, state, id).await?;
    Ok(match outcome {
        Ok(asks) => render.page(TITLE, move || view(&line, &form, &FormErrors::new(), asks)),
        Err((status, errors)) => {
            // A stale form is saved over what is there now only after its reader has been told (G5).
            form.version = line.delegation.version.to_string();
            render.failed(status, TITLE, move || view(&line, &form, &errors, Asks::Nothing))
        }
    })
}

/// The delegation, if it is the viewer's own.
async fn line(viewer: &Viewer, state: &AppState, id: &str) -> Result<Line, PageError> {
    let permitted = viewer.require_own::<DelegateOwnRoles>()?;
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    Ok(state.services.own_delegation(&permitted, id).await?)
}

fn view(line: &Line, form: &DatesForm, errors: &FormErrors, asks: Asks) -> impl IntoView + use<> {
    let delegation = &line.delegation;
    let badge = view! { <StateBadge state=state_word(line.state)/> };
    let facts = vec![
        ("Role", delegation.role_name.clone().into_any()),
        ("Proxy", delegation.proxy_name.clone().into_any()),
        ("Made by", delegation.created_by_name.clone().into_any()),
    ];
    let has_begun = delegation.begun_at.is_some();
    let start = match has_begun {
        true => {
            let date = line.period.starts_on();
            view! { <p class="hint">"It began on "<Day date/>", and that cannot change."</p> }.into_any()
        }
        false => {
            let (value, error) = (form.starts_on.clone(), errors.of("starts_on"));
            view! { <DateField name="starts_on" label="Start date" value error/> }.into_any()
        }
    };
    let days = format!(
        "Days in {}. Leave the end date empty for a delegation without end.",
        line.zone
    );
    let (version, ends_on, end_error) = (form.version.clone(), form.ends_on.clone(), errors.of("ends_on"));
    let (meaning, save) = match &asks {
        Asks::ToSave(words) => {
            let words = words.clone();
            (
                Some(view! { <Notice kind=NoticeKind::Meaning title="What this means.">{words}</Notice> }),
                view! { <Button name="action" value="save">"Save"</Button> }.into_any(),
            )
        }
        _ => (
            None,
            view! {
                <Button name="action" value="save">"Save"</Button>
                <Button kind=ButtonKind::Secondary name="action" value="continue">"Continue"</Button>
            }
            .into_any(),
        ),
    };
    let deletion = deletion(line, &asks);
    let summary = view! { <ErrorSummary errors=errors/> };
    view! {
        {summary}
        <PageHeading title=TITLE>{badge}</PageHeading>
        <Facts facts/>
        <PostForm version>
            <FieldRow>
                {start}
                <DateField name="ends_on" label="End date" value=ends_on error=end_error/>
            </FieldRow>
            <p class="hint">{days}</p>
            {meaning}
            <ButtonRow>{save}</ButtonRow>
        </PostForm>
        {deletion}
    }
}

/// Delete, with a confirmation that says what ends (R12).
fn deletion(line: &Line, asks: &Asks) -> impl IntoView + use<> {
    let (role, proxy) = (
        line.delegation.role_name.clone(),
        line.delegation.proxy_name.clone(),
    );
    let what = match line.delegation.begun_at {
        Some(_) => format!("{proxy} loses {role} at once, whatever the dates."),
        None => format!("{proxy} will not get {role}."),
    };
    let version = line.delegation.version.to_string();
    let buttons = match asks {
        Asks::ToDelete => view! {
            <Notice kind=NoticeKind::Warning title="Delete this delegation?">{what}</Notice>
            <ButtonRow>
                <Button kind=ButtonKind::Danger name="action" value="delete">"Delete"</Button>
                <Button kind=ButtonKind::Secondary name="action" value="keep">"Keep it"</Button>
            </ButtonRow>
        }
        .into_any(),
        _ => view! {
            <p>{what}</p>
            <ButtonRow><Button kind=ButtonKind::Danger name="action" value="ask">"Delete"</Button></ButtonRow>
        }
        .into_any(),
    };
    view! {
        <Region id="delete" title="End it">
            <PostForm version>{buttons}</PostForm>
        </Region>
    }
}
