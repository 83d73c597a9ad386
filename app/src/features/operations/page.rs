//! `/operations/{id}`: how far it is, and what failed. Without a script: while it is under way the browser loads the page again, until
//! its reader stops that (WCAG 2.2.1).

use axum::extract::{Path, Query};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use domain::zone::Zone;
use islands::codes;
use islands::codes::lenient;
use leptos::prelude::*;
use serde::Deserialize;
use services::operations::{OperationView, Resumable, Subject};
use strum::{EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

use super::address::{PATH, address};
use super::resume_form::{ResumeForm, ShownOn};
use super::words::{hidden_in_words, unknown_in_words};
use crate::error::PageError;
use crate::features::access_reviews::address::address as review_address;
use crate::features::directory;
use crate::request_context::RequestContext;
use crate::ui::{ButtonKind, Facts, LinkButton, PageHeading, Region, Time};

/// Seconds between two looks.
pub(crate) const AGAIN: HeaderValue = HeaderValue::from_static("2");

/// Whether a page that says how far something is is loaded again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Refresh {
    /// It is, as long as that is under way.
    #[default]
    #[strum(serialize = "")]
    On,
    /// Its reader has stopped that.
    Off,
}

codes!(Refresh);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PageQuery {
    #[serde(deserialize_with = "lenient")]
    refresh: Refresh,
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Response, PageError> {
    let id = Uuid::try_parse(&id).map_err(|_| PageError::NotFound)?;
    let operation = context.services.operations().read(&context.viewer, id).await?;
    let refreshes = operation.finished_at.is_none() && query.refresh == Refresh::On;
    let title = match (operation.finished_at, &operation.stopped) {
        (Some(_), Some(_)) => operation.summary.stopped(),
        (Some(_), None) => operation.summary.outcome(),
        (None, _) => operation.summary.under_way(),
    };
    let zone = context.viewer.zone();
    let mut page = context
        .render
        .page(&title.clone(), move || view(title, &operation, refreshes, zone))
        .await;
    if refreshes {
        page.headers_mut()
            .insert(HeaderName::from_static("refresh"), AGAIN);
    }
    Ok(page)
}

fn view(title: String, operation: &OperationView, refreshes: bool, zone: Zone) -> impl IntoView + use<> {
    let lead = lead(operation);
    let (href, words) = match &operation.subject {
        Subject::Tasks => ("/".to_owned(), "My tasks"),
        Subject::TasksOf(username) => (
            directory::address::open_tasks(username),
            "Open tasks of this person",
        ),
        Subject::Review(id) => (review_address(*id), "The access review"),
        Subject::Command => (PATH.to_owned(), ""),
    };
    let subject = (!words.is_empty())
        .then(|| view! { <LinkButton href kind=ButtonKind::Secondary>{words}</LinkButton> });
    let resume = match operation.resumable {
        Resumable::ByReader(stopped_at) => {
            Some(view! { <ResumeForm operation=operation.id stopped_at shown_on=ShownOn::Operation/> })
        }
        Resumable::No | Resumable::ByStarter | Resumable::ByReviewers | Resumable::ByNobody => None,
    };
    let here = address(operation.id);
    let refresh = match (operation.finished_at, refreshes) {
        (Some(_), _) => None,
        (None, true) => Some((
            format!("{here}?refresh={}", Refresh::Off.code()),
            "Stop refreshing",
        )),
        (None, false) => Some((here, "Refresh")),
    };
    let refresh = refresh
        .map(|(href, words)| view! { <LinkButton href kind=ButtonKind::Secondary>{words}</LinkButton> });
    view! {
        <PageHeading title lead>
            {resume}
            {refresh}
            {subject}
            <LinkButton href=PATH kind=ButtonKind::Secondary>"All operations"</LinkButton>
        </PageHeading>
        {progress(operation)}
        {facts(operation, zone)}
        {failures(operation)}
    }
}

/// What its reader is to know first.
fn lead(operation: &OperationView) -> Option<String> {
    match (operation.finished_at, &operation.stopped, &operation.subject) {
        (None, _, Subject::Command) => Some("A command does this; it ends with the command.".to_owned()),
        (None, _, _) => Some(
            "This goes on by itself, also when you leave this page. You are notified when it has ended."
                .to_owned(),
        ),
        (Some(_), Some(why), Subject::Command) => Some(format!("It did not end as it should: {why}.")),
        (Some(_), Some(why), _) => Some(format!(
            "It stopped before its end: {why}. What was done until then is done.{}",
            after_stop(operation)
        )),
        (Some(_), None, _) if operation.is_complete() => None,
        (Some(_), None, Subject::Review(_)) => {
            Some("Nobody may decide what failed: the review lists it.".to_owned())
        }
        (Some(_), None, Subject::Command) => Some("The command has said what failed.".to_owned()),
        (Some(_), None, Subject::Tasks | Subject::TasksOf(_)) => {
            Some("What failed stands below with its reason.".to_owned())
        }
    }
}

/// What its reader can do about the rest.
fn after_stop(operation: &OperationView) -> String {
    match operation.resumable {
        Resumable::No => String::new(),
        Resumable::ByReader(_) => " Go on does the rest.".to_owned(),
        Resumable::ByStarter => match &operation.started_by {
            Some(name) => format!(" {name} can go on with it, or you reassign the rest yourself."),
            None => " Whoever started it can go on with it.".to_owned(),
        },
        Resumable::ByReviewers => " Whoever may run access reviews can go on with it.".to_owned(),
        Resumable::ByNobody => " A super administrator can reassign the rest.".to_owned(),
    }
}

fn progress(operation: &OperationView) -> impl IntoView + use<> {
    let summary = &operation.summary;
    let words = summary.progress();
    let (all, dealt_with) = (summary.total.max(1).to_string(), summary.dealt_with().to_string());
    view! {
        <div class="review-progress">
            <label for="progress">{words}</label>
            <progress id="progress" max=all value=dealt_with></progress>
        </div>
    }
}

fn facts(operation: &OperationView, zone: Zone) -> impl IntoView + use<> {
    let (started, finished) = (operation.created_at, operation.finished_at);
    let mut facts = Vec::new();
    if let Some(by) = operation.started_by.clone() {
        facts.push(("Started by", by.into_any()));
    }
    if let Some(by) = operation.resumed_by.clone() {
        facts.push(("Resumed by", by.into_any()));
    }
    facts.push(("Started", view! { <Time at=started zone/> }.into_any()));
    if let Some(at) = finished {
        facts.push(("Finished", view! { <Time at zone/> }.into_any()));
    }
    view! { <Facts facts/> }
}

/// What was not done, each with its reason.
fn failures(operation: &OperationView) -> Option<impl IntoView + use<>> {
    let named: Vec<_> = operation
        .refused
        .iter()
        .map(|refused| {
            let (href, title, why) = (
                format!("/tasks/{}", refused.task),
                refused.title.clone(),
                refused.why.clone(),
            );
            view! { <li><a href=href>{title}</a>": "{why}</li> }
        })
        .collect();
    let shown = operation.hidden + i64::try_from(named.len()).unwrap_or_default();
    let more = (operation.failed > shown)
        .then(|| view! { <li>{format!("and {} more", operation.failed - shown)}</li> });
    let item = |words: String| view! { <li>{words}</li> };
    let (hidden, unknown) = (
        hidden_in_words(operation).map(item),
        unknown_in_words(operation).map(item),
    );
    let is_listed = match operation.subject {
        Subject::Tasks | Subject::TasksOf(_) => true,
        Subject::Review(_) | Subject::Command => false,
    };
    (is_listed && operation.summary.failed > 0).then(|| {
        view! {
            <Region id="failed" title="What was not done">
                <ul>{named}{hidden}{more}{unknown}</ul>
            </Region>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::hold;

    #[test]
    fn its_reader_stops_that_it_is_loaded_again() {
        hold(&[(Refresh::On, ""), (Refresh::Off, "off")]);
    }
}
