//! Carrying over what a person decided in another system (T14).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::TaskId;
use domain::task::Decision;
use services::Services;
use services::api::CarriedDecision;
use utoipa::ToSchema;

use crate::body::Body;
use crate::caller::Caller;
use crate::problem::{Place, Problem};
use crate::refused::{ChangeRefused, Refused};
use crate::tasks::{TaskPath, answer};
use crate::wire;

/// What a person decided.
#[derive(ToSchema)]
pub(crate) struct NewDecision {
    /// Username of who decided: somebody who is asked now.
    #[schema(max_length = 64, example = "mara")]
    actor: String,
    decision: Verdict,
    /// Why; some steps need one.
    #[schema(max_length = 2000, example = "Agreed with the controller")]
    reason: Option<String>,
}

/// Yes or no.
#[derive(Clone, Copy, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// Yes to what the task asks.
    Approve,
    /// No to it.
    Deny,
}

/// Carry over a decision
///
/// The person must be asked now and eligible now. Approval of the last step carries the task out.
#[utoipa::path(
    post,
    path = "/api/v1/tasks/{id}/decision",
    operation_id = "decideTask",
    tag = "Tasks",
    request_body(content = NewDecision),
    params(
        ("id" = String, Path, format = Uuid, description = "The task's id"),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!-~]{1,255}$",
         description = "Your key for this change, such as a UUID: the same request with it is made once in 24 hours")
    ),
    responses(
        (status = 200, description = "Decided", body = wire::Standing,
         headers(("Idempotency-Replayed" = Option<String>, description = "`true` where this is the answer to an earlier request"))),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        Refused,
        ChangeRefused,
    ),
    security(("token" = ["tasks:decide"])),
)]
pub(crate) async fn decide(
    caller: Caller,
    State(services): State<Services>,
    TaskPath(id): TaskPath,
    body: Body,
) -> Result<Response, Problem> {
    let input = read_decision(id, &body)?;
    let (once, before) = caller.once(&services, &body.bytes).await?;
    if let Some(before) = before {
        return answer(StatusCode::OK, &before);
    }
    let decided = services
        .api()
        .carry_over_decision(&caller.actor(), &input, once.as_ref())
        .await;
    answer(
        StatusCode::OK,
        &decided.map_err(|error| Problem::of(error, Place::Body))?,
    )
}

fn read_decision(task: TaskId, body: &Body) -> Result<CarriedDecision, Problem> {
    let mut fields = body.fields()?;
    let actor = fields.text("actor");
    let verdict = fields.word("decision", "approve, deny", |word| match word {
        "approve" => Some(Verdict::Approve),
        "deny" => Some(Verdict::Deny),
        _ => None,
    });
    let reason = fields.optional_text("reason");
    fields.finish()?;
    let (Some(actor), Some(decision)) = (actor, verdict) else {
        return Err(Problem::invalid(Vec::new()));
    };
    let sent = NewDecision {
        actor,
        decision,
        reason,
    };
    Ok(CarriedDecision {
        task,
        actor: sent.actor,
        decision: match sent.decision {
            Verdict::Approve => Decision::Approve,
            Verdict::Deny => Decision::Deny,
        },
        reason: sent.reason.unwrap_or_default(),
    })
}
