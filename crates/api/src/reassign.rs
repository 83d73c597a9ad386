//! Carrying over that a person passed a task on in another system (T14).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::TaskId;
use services::Services;
use services::api::CarriedReassignment;
use utoipa::ToSchema;

use crate::body::Body;
use crate::caller::Caller;
use crate::problem::{Place, Problem};
use crate::refused::{ChangeRefused, Refused};
use crate::tasks::{TaskPath, answer};
use crate::wire;

/// To whom a person passed it on.
#[derive(ToSchema)]
pub(crate) struct NewReassignment {
    /// Username of who passes it on: somebody who is asked now.
    #[schema(max_length = 64, example = "mara")]
    actor: String,
    /// Username of who is to decide; their delegation rule is followed where the step allows it.
    #[schema(max_length = 64, example = "milo")]
    to: String,
    /// Why.
    #[schema(min_length = 1, max_length = 2000, example = "Milo knows the ledger")]
    reason: String,
}

/// Carry over a reassignment
///
/// The person must be asked now, the step must allow it, and the new person must be eligible.
#[utoipa::path(
    post,
    path = "/api/v1/tasks/{id}/reassign",
    operation_id = "reassignTask",
    tag = "Tasks",
    request_body(content = NewReassignment),
    params(
        ("id" = String, Path, format = Uuid, description = "The task's id"),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!-~]{1,255}$",
         description = "Your key for this change, such as a UUID: the same request with it is made once in 24 hours")
    ),
    responses(
        (status = 200, description = "Reassigned", body = wire::Standing,
         headers(("Idempotency-Replayed" = Option<String>, description = "`true` where this is the answer to an earlier request"))),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        Refused,
        ChangeRefused,
    ),
    security(("token" = ["tasks:decide"])),
)]
pub(crate) async fn reassign(
    caller: Caller,
    State(services): State<Services>,
    TaskPath(id): TaskPath,
    body: Body,
) -> Result<Response, Problem> {
    let input = read(id, &body)?;
    let (once, before) = caller.once(&services, &body.bytes).await?;
    if let Some(before) = before {
        return answer(StatusCode::OK, &before);
    }
    let passed_on = services
        .api()
        .carry_over_reassignment(&caller.actor(), &input, once.as_ref())
        .await;
    answer(
        StatusCode::OK,
        &passed_on.map_err(|error| Problem::of(error, Place::Body))?,
    )
}

fn read(task: TaskId, body: &Body) -> Result<CarriedReassignment, Problem> {
    let mut fields = body.fields()?;
    let (actor, to, reason) = (fields.text("actor"), fields.text("to"), fields.text("reason"));
    fields.finish()?;
    let (Some(actor), Some(to), Some(reason)) = (actor, to, reason) else {
        // Each that is missing has been noted.
        return Err(Problem::invalid(Vec::new()));
    };
    let sent = NewReassignment { actor, to, reason };
    Ok(CarriedReassignment {
        task,
        actor: sent.actor,
        to: sent.to,
        reason: sent.reason,
    })
}
