//! `/admin/audit.csv`: the entries that match, newest first, page by page so that memory stays bounded.

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use services::access::ReadAuditLog;
use services::audit::Entry;

use super::filter::AuditQuery;
use super::page_log::who;
use crate::context::{AppState, Viewer};
use crate::csv::neutralised;
use crate::error::PageError;

const HEADER: [&str; 12] = [
    "id",
    "at",
    "who",
    "through",
    "action",
    "object",
    "concerns",
    "before",
    "after",
    "request_id",
    "client_request_id",
    "also_about",
];

/// The download. The first page is read before the answer begins, so that a failure is an error page; one that comes
/// later breaks the download off, which the browser tells.
pub(super) async fn download(
    viewer: Viewer,
    State(state): State<AppState>,
    Query(query): Query<AuditQuery>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ReadAuditLog>()?;
    let (mut filter, errors) = query.filter(&state.services, viewer.zone()).await?;
    if !errors.is_empty() {
        return Err(PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let (entries, more) = state.services.audit_page(&permitted, &filter).await?;
    let mut first = lines(std::iter::once(HEADER.map(str::to_owned)))?;
    first.extend(lines(entries.iter().map(record))?);
    filter.before_id = entries.last().map(|entry| entry.id);
    let services = state.services.clone();
    let rest =
        futures::stream::try_unfold((filter, more, permitted), move |(mut filter, more, permitted)| {
            let services = services.clone();
            async move {
                if !more {
                    return Ok(None);
                }
                let (entries, more) = services
                    .audit_page(&permitted, &filter)
                    .await
                    .map_err(|e| std::io::Error::other(e.to_string()))?;
                let chunk =
                    lines(entries.iter().map(record)).map_err(|e| std::io::Error::other(e.to_string()))?;
                filter.before_id = entries.last().map(|entry| entry.id);
                Ok::<_, std::io::Error>(Some((Bytes::from(chunk), (filter, more, permitted))))
            }
        });
    let first = futures::stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(first)) });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"audit-log.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(futures::StreamExt::chain(first, rest))).into_response())
}

fn lines(records: impl Iterator<Item = [String; 12]>) -> Result<Vec<u8>, PageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer
            .write_record(record.iter().map(|field| neutralised(field)))
            .map_err(PageError::internal)?;
    }
    writer.into_inner().map_err(PageError::internal)
}

fn record(entry: &Entry) -> [String; 12] {
    let facts =
        |facts: &Option<serde_json::Value>| facts.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        entry.id.to_string(),
        entry.at.to_rfc3339(),
        who(entry),
        entry.through.clone(),
        entry.action.clone(),
        format!("{}:{}", entry.object_kind, entry.object_id),
        entry.concerns.clone().unwrap_or_default(),
        facts(&entry.before),
        facts(&entry.after),
        entry.request_id.clone().unwrap_or_default(),
        entry.client_request_id.clone().unwrap_or_default(),
        entry.people.join("; "),
    ]
}
