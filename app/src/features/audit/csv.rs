//! `/admin/audit.csv`: the entries that match, newest first, page by page so that memory stays bounded.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use services::Services;
use services::access::ReadAuditLog;
use services::audit::Entry;

use super::filter::AuditQuery;
use super::page_log::who;
use crate::context::Viewer;
use crate::error::PageError;
use crate::list::csv;

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

/// The download.
pub(super) async fn download(
    viewer: Viewer,
    State(services): State<Services>,
    Query(query): Query<AuditQuery>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ReadAuditLog>()?;
    let (filter, errors) = query.filter(&services, viewer.zone()).await?;
    if !errors.is_empty() {
        return Err(PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY));
    }
    csv::download(
        "audit-log.csv",
        HEADER,
        (filter, permitted),
        move |(mut filter, permitted)| {
            let services = services.clone();
            async move {
                let (entries, more) = services.audit().page(&permitted, &filter).await?;
                filter.before_id = entries.last().map(|entry| entry.id);
                let records = entries.into_iter().map(record).collect();
                Ok((records, more.then_some((filter, permitted))))
            }
        },
    )
    .await
}

fn record(entry: Entry) -> [String; 12] {
    let facts =
        |facts: &Option<serde_json::Value>| facts.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        entry.id.to_string(),
        entry.at.to_rfc3339(),
        who(&entry),
        entry.through,
        entry.action,
        format!("{}:{}", entry.object_kind, entry.object_id),
        entry.concerns.unwrap_or_default(),
        facts(&entry.before),
        facts(&entry.after),
        entry.request_id.unwrap_or_default(),
        entry.client_request_id.unwrap_or_default(),
        entry.people.join("; "),
    ]
}
