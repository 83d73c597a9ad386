//! `/admin/directory/covers.csv`: the rules that match, newest first, page by page so that memory stays bounded.

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use services::access::ManageDirectory;
use services::directory::{Cover, Covers};

use super::covers_query::CoversQuery;
use super::page_covers::{state_of, window_of};
use crate::context::{AppState, Viewer};
use crate::csv::neutralised;
use crate::error::PageError;

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

/// The download. The first batch is read before the answer begins, so that a failure is an error page; one that
/// comes later breaks the download off, which the browser tells.
pub(super) async fn download(
    viewer: Viewer,
    State(state): State<AppState>,
    Query(query): Query<CoversQuery>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ManageDirectory>()?;
    let (mut filter, errors) = query.filter(&state.services).await?;
    if !errors.is_empty() {
        return Err(PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let covers = state.services.covers(&permitted, &filter, BATCH).await?;
    let mut first = lines(std::iter::once(HEADER.map(str::to_owned)))?;
    first.extend(batch(&covers)?);
    filter.before = covers.rows.last().map(|cover| cover.rule.id());
    let (services, more) = (state.services.clone(), covers.more);
    let rest =
        futures::stream::try_unfold((filter, more, permitted), move |(mut filter, more, permitted)| {
            let services = services.clone();
            async move {
                if !more {
                    return Ok(None);
                }
                let covers = services
                    .covers(&permitted, &filter, BATCH)
                    .await
                    .map_err(|error| std::io::Error::other(error.to_string()))?;
                let chunk = batch(&covers).map_err(|error| std::io::Error::other(error.to_string()))?;
                filter.before = covers.rows.last().map(|cover| cover.rule.id());
                Ok::<_, std::io::Error>(Some((Bytes::from(chunk), (filter, covers.more, permitted))))
            }
        });
    let first = futures::stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(first)) });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"who-covers-whom.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(futures::StreamExt::chain(first, rest))).into_response())
}

fn batch(covers: &Covers) -> Result<Vec<u8>, PageError> {
    lines(covers.rows.iter().map(|cover| record(cover, covers.now)))
}

fn lines(records: impl Iterator<Item = [String; 14]>) -> Result<Vec<u8>, PageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer
            .write_record(record.iter().map(|field| neutralised(field)))
            .map_err(PageError::internal)?;
    }
    writer.into_inner().map_err(PageError::internal)
}

fn record(cover: &Cover, now: DateTime<Utc>) -> [String; 14] {
    let rule = &cover.rule;
    let instant = |at: DateTime<Utc>| domain::zone::rfc3339(at, SecondsFormat::Secs);
    let optional = |at: Option<DateTime<Utc>>| at.map(instant).unwrap_or_default();
    let window = window_of(cover);
    [
        rule.owner_username.clone(),
        rule.owner_name.clone(),
        cover.owner_department.clone().unwrap_or_default(),
        rule.delegate_username.clone(),
        rule.delegate_name.clone(),
        rule.delegate_active.to_string(),
        state_of(cover, now).in_words().to_owned(),
        rule.kind().code().to_owned(),
        instant(window.starts_at),
        optional(window.ends_at),
        cover.time_zone.name().to_owned(),
        rule.saved_by_name.clone(),
        instant(rule.saved_at),
        optional(cover.closed_at),
    ]
}
