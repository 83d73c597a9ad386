//! `/admin/access-reviews`: all reviews, newest first.

use axum::extract::Query;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::zone::Zone;
use leptos::prelude::*;
use services::access::RunAccessReviews;
use services::access_reviews::Listed;

use super::address::title;
use crate::error::PageError;
use crate::list::{Before, Filters, Unfiltered, after_last};
use crate::request_context::RequestContext;
use crate::ui::{Column, Day, EmptyState, LinkButton, PageHeading, PageOrder, Row, Table, Tag, Time, cell};

const TITLE: &str = "Access reviews";
const PATH: &str = "/admin/access-reviews";

const LIST: Unfiltered<'_> = Unfiltered { path: PATH };

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<Before>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<RunAccessReviews>()?;
    let before = query.line();
    let (reviews, more, now) = context.services.access_reviews().list(&permitted, before).await?;
    let older = after_last(&reviews, more, |last| last.review.id.to_string());
    let pages = LIST.pages(("before", before.is_some()), older);
    let zone = context.viewer.zone();
    Ok(context.render.page(TITLE, move || {
        view! {
            <PageHeading title=TITLE lead="Whether people still need the roles they were granted, decided by those who know.">
                <LinkButton href="/admin/access-reviews/new">"Start an access review"</LinkButton>
            </PageHeading>
            {if reviews.is_empty() {
                view! {
                    <EmptyState title="No access review has been started">
                        <a href="/admin/access-reviews/new">"Start an access review"</a>" over a role or a department."
                    </EmptyState>
                }.into_any()
            } else {
                table(&reviews, zone, now).into_any()
            }}
            {pages.links(PageOrder::NewestFirst)}
        }
    }).await)
}

fn table(reviews: &[Listed], zone: Zone, now: DateTime<Utc>) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Review"),
        Column::new("Started"),
        Column::new("Due"),
        Column::number("Open"),
        Column::number("Tasks"),
    ];
    let rows = reviews.iter().map(|listed| line(listed, zone, now)).collect();
    view! { <Table caption="Access reviews, the newest first" columns rows/> }
}

fn line(listed: &Listed, zone: Zone, now: DateTime<Utc>) -> Row {
    let review = &listed.review;
    let title = title(review.role.as_deref(), review.department.as_deref());
    let overdue = (listed.open > 0 && review.due_at <= now).then(|| view! { <Tag>"overdue"</Tag> });
    let state = match (review.operation, &review.broken_off) {
        (Some(_), _) => Some("being started"),
        (None, Some(_)) => Some("not whole"),
        (None, None) => None,
    };
    let state = state.map(|words| view! { <Tag>{words}</Tag> });
    let started = review.started_at;
    Row::new([
        cell(view! {
            <a href=format!("{PATH}/{}", review.id)>{title}</a>{state}
            <span class="hint">{format!("by {}", review.initiator)}</span>
        }),
        cell(view! { <Time at=started zone/> }),
        cell(view! { <Day date=review.due_on/>{overdue} }),
        cell(listed.open.to_string()),
        cell(listed.tasks.to_string()),
    ])
}
