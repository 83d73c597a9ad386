//! `/admin/access-reviews/{id}/result.csv`: every task of a review, a thousand at a time so that memory stays bounded.

use axum::extract::{Path, State};
use axum::response::Response;
use services::Services;
use services::access::RunAccessReviews;
use services::access_reviews::{ITEMS, Item, Place, Shown};

use super::address::address;
use super::page_detail::review_id;
use crate::context::Viewer;
use crate::error::PageError;
use crate::list::csv;
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

/// The download.
pub(super) async fn download(
    viewer: Viewer,
    State(services): State<Services>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<RunAccessReviews>()?;
    let id = review_id(&id)?;
    // That there is such a review, and that all of its tasks are made: half of it is not its result.
    let (overview, ..) = services
        .access_reviews()
        .read(&permitted, id, Shown::Tasks(None), Place::default())
        .await?;
    if overview.review.operation.is_some() {
        return Ok(see_other(&address(id)));
    }
    csv::download(
        "access-review.csv",
        HEADER,
        (Place::default(), permitted),
        move |(after, permitted)| {
            let services = services.clone();
            async move {
                let items = services.access_reviews().items(&permitted, id, after).await?;
                let next = place_after(&items).map(|next| (next, permitted));
                Ok((items.into_iter().map(record).collect(), next))
            }
        },
    )
    .await
}

/// Where to go on; none after the last part.
fn place_after(items: &[Item]) -> Option<Place> {
    let is_full = i64::try_from(items.len()).is_ok_and(|count| count >= ITEMS);
    items.last().filter(|_| is_full).map(|item| item.place)
}

fn record(item: Item) -> [String; 11] {
    [
        item.username,
        item.subject,
        item.department.unwrap_or_default(),
        item.role_name,
        item.state.code().to_owned(),
        item.asked.join("; "),
        item.decided_by.unwrap_or_default(),
        item.decided_for.unwrap_or_default(),
        item.decided_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
        item.reason.unwrap_or_default(),
        item.task.to_string(),
    ]
}
