//! `/admin/directory/covers.csv`: the rules that match, newest first, page by page so that memory stays bounded.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use services::Services;
use services::access::ManageDirectory;
use services::directory::Cover;

use super::covers_query::CoversQuery;
use super::page_covers::{state_of, window_of};
use crate::context::Viewer;
use crate::error::PageError;
use crate::list::csv;

/// Rules read at once.
const BATCH: usize = 500;

const HEADER: [&str; 14] = [
    "owner",
    "owner_name",
    "department",
    "delegate",
    "delegate_name",
    "delegate_active",
    "state",
    "kind",
    "starts_at",
    "ends_at",
    "time_zone",
    "set_by",
    "set_at",
    "closed_at",
];

/// The download.
pub(super) async fn download(
    viewer: Viewer,
    State(services): State<Services>,
    Query(query): Query<CoversQuery>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ManageDirectory>()?;
    let (filter, errors) = query.filter(&services).await?;
    if !errors.is_empty() {
        return Err(PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY));
    }
    csv::download(
        "who-covers-whom.csv",
        HEADER,
        (filter, permitted),
        move |(mut filter, permitted)| {
            let services = services.clone();
            async move {
                let covers = services.directory().covers(&permitted, &filter, BATCH).await?;
                filter.before = covers.rows.last().map(|cover| cover.rule.id());
                let records = covers.rows.into_iter().map(|cover| record(cover, covers.now));
                Ok((records.collect(), covers.more.then_some((filter, permitted))))
            }
        },
    )
    .await
}

fn record(cover: Cover, now: DateTime<Utc>) -> [String; 14] {
    let instant = |at: DateTime<Utc>| domain::zone::rfc3339(at, SecondsFormat::Secs);
    let optional = |at: Option<DateTime<Utc>>| at.map(instant).unwrap_or_default();
    let (window, state, kind) = (window_of(&cover), state_of(&cover, now), cover.rule.kind());
    let rule = cover.rule;
    [
        rule.owner_username,
        rule.owner_name,
        cover.owner_department.unwrap_or_default(),
        rule.delegate_username,
        rule.delegate_name,
        rule.delegate_active.to_string(),
        state.in_words().to_owned(),
        kind.code().to_owned(),
        instant(window.starts_at),
        optional(window.ends_at),
        cover.time_zone.name().to_owned(),
        rule.saved_by_name,
        instant(rule.saved_at),
        optional(cover.closed_at),
    ]
}
