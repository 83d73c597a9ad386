//! `/me/absences`: one's own, the newest first, and the form that requests one.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;
use services::Services;
use services::absences::{Absence, Place, is_over};
use services::access::ManageOwnAbsences;

use super::form::{Ask, OWN, OwnAction, OwnForm};
use super::query::{place_in_words, place_of};
use super::question::question;
use super::tables::{badge, days, doers, fields};
use crate::context::Viewer;
use crate::error::PageError;
use crate::list::{Filters, Unfiltered};
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonRow, Column, EmptyState, ErrorSummary, FormErrors, PageHeading, PageOrder, PostForm,
    QuestionButton, QuestionDialog, Region, Row, Table, cell,
};

const TITLE: &str = "My absences";

const LIST: Unfiltered<'_> = Unfiltered { path: OWN };

/// Where the list goes on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct OwnQuery {
    after: String,
}

type Own = (Vec<Absence>, Option<Place>);

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<OwnQuery>,
) -> Result<Response, PageError> {
    let after = place_of(&query.after);
    let own = read(&context.viewer, &context.services, after).await?;
    let form = OwnForm::default();
    let now = context.services.now();
    Ok(context
        .render
        .page(TITLE, move || {
            view(
                (&context.viewer, now),
                &own,
                after.is_some(),
                form,
                &FormErrors::new(),
            )
        })
        .await)
}

/// The question before one is cancelled.
pub(super) async fn ask(context: &RequestContext, form: OwnForm) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<ManageOwnAbsences>()?;
    let target = form.target().ok_or(PageError::NotFound)?;
    context.services.brakes().question(context.viewer.person)?;
    let absence = context.services.absences().own_one(&permitted, target.id).await?;
    Ok(context.render.ask(question(&absence, form, true)).await)
}

/// The page with what is wrong and all that was typed (G5, G6).
pub(super) async fn again(
    context: &RequestContext,
    form: OwnForm,
    (status, errors): (StatusCode, FormErrors),
) -> Result<Response, PageError> {
    let own = read(&context.viewer, &context.services, None).await?;
    let (viewer, now) = (context.viewer.clone(), context.services.now());
    Ok(context
        .render
        .failed(status, TITLE, move || {
            view((&viewer, now), &own, false, form, &errors)
        })
        .await)
}

async fn read(viewer: &Viewer, services: &Services, after: Option<Place>) -> Result<Own, PageError> {
    let permitted = viewer.require_own::<ManageOwnAbsences>()?;
    Ok(services.absences().own(&permitted, after).await?)
}

fn view(
    (viewer, now): (&Viewer, DateTime<Utc>),
    (absences, next): &Own,
    is_within: bool,
    form: OwnForm,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let zone = viewer.zone();
    let lead = format!("When you are away. Days are whole days in {zone}, both included.");
    let body = if absences.is_empty() {
        view! {
            <EmptyState title="You have no absences">"Request one above. Whoever looks after your absences approves it."</EmptyState>
        }
        .into_any()
    } else {
        table(absences, now)
    };
    let pages = LIST.pages(("after", is_within), next.map(place_in_words));
    let fields = fields((form.kind, form.starts_on, form.ends_on), errors);
    view! {
        <ErrorSummary errors=errors/>
        <PageHeading title=TITLE lead/>
        <Region id="request" title="A new absence">
            <PostForm>
                {fields}
                <ButtonRow><Button name="action" value=OwnAction::Request.code()>"Request absence"</Button></ButtonRow>
            </PostForm>
        </Region>
        <Region id="own" title="On record">
            {body}
            {pages.links(PageOrder::Own)}
        </Region>
        <QuestionDialog/>
    }
}

fn table(absences: &[Absence], now: DateTime<Utc>) -> AnyView {
    let rows = absences.iter().map(|absence| {
        let is_live = absence.state != domain::absence::State::Cancelled && !is_over(absence, now);
        let described = format!("absence-{}", absence.id);
        let (id, version) = (absence.id.to_string(), absence.version.to_string());
        let described_by = described.clone();
        let cancel = is_live.then(|| {
            view! {
                <PostForm version inline=true>
                    <input type="hidden" name="id" value=id/>
                    <QuestionButton ask=Ask::Cancel.code() described_by>"Cancel"</QuestionButton>
                </PostForm>
            }
        });
        let kind = absence.kind.in_words();
        Row::new([
            cell(view! { <span id=described>{days(absence)}</span> }),
            cell(kind),
            badge(absence.state),
            doers(absence),
            cell(cancel),
        ])
    });
    let columns = vec![
        Column::row_header("Days"),
        Column::new("Kind"),
        Column::new("State"),
        Column::new("By"),
        Column::unlabelled("Cancel"),
    ];
    view! { <Table caption="My absences, the newest first" columns rows=rows.collect()/> }.into_any()
}
