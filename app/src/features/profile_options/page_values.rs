//! `/setup/profile-values`: search by code; the values of the option that was found.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use domain::profile_option::ProfileOption;
use leptos::prelude::*;
use services::profile_options::ProfileValues;

use super::form::{PATH, ValueForm, ValuesQuery, href};
use super::values;
use crate::context::Viewer;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    Column, EmptyState, ErrorSummary, FormErrors, PageHeading, Region, Row, Table, TextField, cell,
};

pub(super) const TITLE: &str = "Manage Administrator Profile Values";

/// What the page shows.
pub(super) struct Shown {
    pub(super) query: ValuesQuery,
    pub(super) values: ProfileValues,
    /// The form that is open.
    pub(super) form: Option<ValueForm>,
    pub(super) errors: FormErrors,
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<ValuesQuery>,
) -> Result<Response, PageError> {
    let option = query.option();
    let values = context
        .services
        .profile_options()
        .values(&context.viewer, option)
        .await?;
    let form = option.and_then(|option| ValueForm::of(&query, option, &values));
    let shown = Shown {
        query,
        values,
        form,
        errors: FormErrors::new(),
    };
    Ok(context
        .render
        .page(TITLE, move || view(&context.viewer, &shown))
        .await)
}

/// The page with what is wrong, if anything is (200), and everything that was typed (G5, G6).
pub(super) async fn failed(
    context: &RequestContext,
    status: StatusCode,
    mut form: ValueForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let query = ValuesQuery {
        code: form.code.clone(),
        ..ValuesQuery::default()
    };
    let option = query.option();
    let values = context
        .services
        .profile_options()
        .values(&context.viewer, option)
        .await?;
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if let Some(option) = option.filter(|_| status == StatusCode::CONFLICT) {
        let user = form.username();
        let there = values
            .of(option)
            .find(|set| set.username.as_ref().map(|name| name.to_lowercase()) == user);
        form.version = there.map(|set| set.version.to_string()).unwrap_or_default();
        form.site_version = String::new();
    }
    let shown = Shown {
        query,
        values,
        form: option.map(|_| form),
        errors,
    };
    let viewer = context.viewer.clone();
    let view = move || view(&viewer, &shown);
    Ok(match status {
        StatusCode::OK => context.render.page(TITLE, view).await,
        _ => context.render.failed(status, TITLE, view).await,
    })
}

fn view(viewer: &Viewer, shown: &Shown) -> impl IntoView + use<> {
    let summary = view! { <ErrorSummary errors=&shown.errors/> }.into_any();
    let (typed, wrong) = (shown.query.code.clone(), shown.errors.of("code"));
    let body = match (shown.query.option(), shown.query.options().is_empty()) {
        (Some(option), _) => values::of_option(viewer, option, shown).into_any(),
        (None, true) => view! {
            <EmptyState title="No profile option has such a code"><a href=PATH>"Show all of them"</a></EmptyState>
        }
        .into_any(),
        (None, false) => list(shown).into_any(),
    };
    view! {
        {summary}
        <PageHeading title=TITLE lead="A value at User level wins over the Site’s; where neither is set, the default holds."/>
        <form class="filter-bar" method="get" role="search" aria-label="Profile options">
            <div class="filter-fields">
                <TextField name="code" label="Profile Option Code" value=typed error=wrong/>
                <button type="submit" class="button button-secondary">"Search"</button>
            </div>
        </form>
        {body}
    }
}

fn list(shown: &Shown) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Profile Option Code"),
        Column::new("Meaning"),
        Column::new("Site"),
    ];
    let rows = shown
        .query
        .options()
        .into_iter()
        .map(|option| line(option, shown))
        .collect();
    view! {
        <Region id="options" title="Profile options">
            <Table caption="Profile options, each with the value that holds for the Site" columns rows/>
        </Region>
    }
}

fn line(option: ProfileOption, shown: &Shown) -> Row {
    let value = shown.values.at_site(option);
    let held = value.map_or_else(|| option.default_value(), |set| set.value.clone());
    let held = if held.is_empty() { "empty".to_owned() } else { held };
    let default = value
        .is_none()
        .then(|| view! { <span class="hint">"default"</span> });
    Row::new([
        cell(view! { <a class="code" href=href(option, "")>{option.code()}</a> }),
        cell(option.meaning()),
        cell(view! { <code>{held}</code>{default} }),
    ])
}
