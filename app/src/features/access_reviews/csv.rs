//! `/admin/access-reviews/{id}/result.csv`: every task of a review, a thousand at a time so that memory stays bounded.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use services::access::RunAccessReviews;
use services::access_reviews::{ITEMS, Item, Place, Shown};

use super::address;
use super::page_detail::review_id;
use crate::context::{AppState, Viewer};
use crate::csv::neutralised;
use crate::error::PageError;
use crate::local_path::see_other;

const HEADER: [&str; 11] = [
    "username",
    "person",
    "department",
    "role",
    "state",
    "waits_for",
    "decided_by",
    "decided_for",
    "decided_at",
    "reason",
    "task",
];

/// The download. The first part is read before the answer begins, so that a failure is an error page; one that comes later
/// breaks the download off, which the browser tells.
pub(super) async fn download(
    viewer: Viewer,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<RunAccessReviews>()?;
    let id = review_id(&id)?;
    let services = state.services;
    // That there is such a review, and that all of its tasks are made: half of it is not its result.
    let (overview, ..) = services
        .access_review(&permitted, id, Shown::Tasks(None), Place::default())
        .await?;
    if overview.review.operation.is_some() {
        return Ok(see_other(&address(id)));
    }
    let items = services
        .access_review_items(&permitted, id, Place::default())
        .await?;
    let mut first = lines(std::iter::once(HEADER.map(str::to_owned)))?;
    first.extend(lines(items.iter().map(record))?);
    let next = place_after(&items);
    let rest = futures::stream::try_unfold((next, permitted), move |(next, permitted)| {
        let services = services.clone();
        async move {
            let Some(after) = next else { return Ok(None) };
            let items = services
                .access_review_items(&permitted, id, after)
                .await
                .map_err(|error| std::io::Error::other(error.to_string()))?;
            let chunk =
                lines(items.iter().map(record)).map_err(|error| std::io::Error::other(error.to_string()))?;
            Ok::<_, std::io::Error>(Some((Bytes::from(chunk), (place_after(&items), permitted))))
        }
    });
    let first = futures::stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(first)) });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"access-review.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(futures::StreamExt::chain(first, rest))).into_response())
}

/// Where to go on; none after the last part.
fn place_after(items: &[Item]) -> Option<Place> {
    let is_full = i64::try_from(items.len()).is_ok_and(|count| count >= ITEMS);
    items.last().filter(|_| is_full).map(|item| item.place)
}

fn lines(records: impl Iterator<Item = [String; 11]>) -> Result<Vec<u8>, PageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer
            .write_record(record.iter().map(|field| neutralised(field)))
            .map_err(PageError::internal)?;
    }
    writer.into_inner().map_err(PageError::internal)
}

fn record(item: &Item) -> [String; 11] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        item.username.clone(),
        item.subject.clone(),
        text(&item.department),
        item.role_name.clone(),
        item.state.code().to_owned(),
        item.asked.join("; "),
        text(&item.decided_by),
        text(&item.decided_for),
        item.decided_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
        text(&item.reason),
        item.task.to_string(),
    ]
}
