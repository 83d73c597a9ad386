//! What the API answers instead of what was asked for: problem details by RFC 9457. Nothing of the database's, and
//! nothing of a defect but that there was one; its cause is in the log.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::scope::Scope;
use serde::Serialize;
use services::brakes::TooMany;
use services::changes::{self, Kept, Replay};
use services::{Error, FieldProblem};
use utoipa::ToSchema;

/// Where a wrong value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    /// In the JSON that was sent.
    Body,
    /// Among the parameters behind the question mark.
    Query,
    /// In the path.
    Path,
    /// In a header.
    Header,
}

/// One wrong value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Wrong {
    /// Where it stands.
    #[serde(rename = "in")]
    pub(crate) place: Place,
    /// Its name.
    #[schema(example = "subject")]
    pub(crate) field: String,
    /// As a JSON pointer, where it stands in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "#/subject", nullable = false)]
    pub(crate) pointer: Option<String>,
    /// What is allowed.
    #[schema(example = "There is nobody with this username")]
    pub(crate) message: String,
    /// Id of the open task that keeps another from being made, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid, nullable = false)]
    pub(crate) open_task: Option<String>,
}

impl Wrong {
    pub(crate) fn new(place: Place, field: impl Into<String>, message: impl Into<String>) -> Self {
        let field = field.into();
        Self {
            place,
            pointer: (place == Place::Body).then(|| format!("#/{}", escaped(&field))),
            field,
            message: message.into(),
            open_task: None,
        }
    }
}

/// As RFC 6901 wants names in a pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Problem details (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Problem {
    /// What kind of problem it is; these do not change.
    #[serde(rename = "type")]
    #[schema(example = "urn:locum:problem:invalid")]
    kind: &'static str,
    /// The kind in words.
    #[schema(example = "Some values cannot be used")]
    title: &'static str,
    /// The HTTP status.
    #[serde(serialize_with = "as_number")]
    #[schema(value_type = u16, minimum = 400, maximum = 599, example = 422)]
    status: StatusCode,
    /// What it was this time.
    #[schema(example = "Nothing was changed. See `errors` for each value that cannot be used.")]
    detail: String,
    /// Every wrong value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<Wrong>,
    #[serde(skip)]
    challenge: Option<String>,
    /// Seconds after which to try again.
    #[serde(skip)]
    retry_after: Option<u32>,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    fn new(kind: &'static str, status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind,
            title,
            status,
            detail: detail.into(),
            errors: Vec::new(),
            challenge: None,
            retry_after: None,
        }
    }

    /// Some values are wrong.
    pub(crate) fn invalid(errors: Vec<Wrong>) -> Self {
        let detail = "Nothing was changed. See `errors` for each value that cannot be used.";
        let title = "Some values cannot be used";
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self {
            errors,
            ..Self::new("urn:locum:problem:invalid", status, title, detail)
        }
    }

    /// The body is no JSON.
    pub(crate) fn malformed(why: &str) -> Self {
        let title = "The body is not JSON";
        Self::new("urn:locum:problem:malformed", StatusCode::BAD_REQUEST, title, why)
    }

    /// There is no token, or none that is in force.
    pub(crate) fn unauthenticated(sent: bool) -> Self {
        let (challenge, detail) = if sent {
            (
                "Bearer realm=\"locum\", error=\"invalid_token\"",
                "The token is not one of Locum's, or it has been revoked.",
            )
        } else {
            (
                "Bearer realm=\"locum\"",
                "Send a token: `Authorization: Bearer locum_…`. A session of a browser is of no use here.",
            )
        };
        Self {
            challenge: Some(challenge.to_owned()),
            ..Self::new(
                "urn:locum:problem:unauthenticated",
                StatusCode::UNAUTHORIZED,
                "No valid token",
                detail,
            )
        }
    }

    /// The token may not do this.
    pub(crate) fn out_of_scope(scope: Scope) -> Self {
        let challenge = format!(
            "Bearer realm=\"locum\", error=\"insufficient_scope\", scope=\"{}\"",
            scope.code()
        );
        Self {
            challenge: Some(challenge),
            ..Self::new(
                "urn:locum:problem:out-of-scope",
                StatusCode::FORBIDDEN,
                "The token may not do this",
                format!("This needs a token with the scope {}.", scope.code()),
            )
        }
    }

    /// There is no such thing.
    pub(crate) fn not_found(detail: &str) -> Self {
        let title = "There is no such thing";
        Self::new(
            "urn:locum:problem:not-found",
            StatusCode::NOT_FOUND,
            title,
            detail,
        )
    }

    /// The status of a refusal that the framework made.
    pub fn of_status(status: StatusCode) -> Self {
        let kind = "about:blank";
        let (title, detail) = match status {
            StatusCode::NOT_FOUND => return Self::not_found("There is nothing at this path."),
            StatusCode::METHOD_NOT_ALLOWED => (
                "Method not allowed",
                "See the header `Allow` for what this path takes.",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => ("The body is too large", "A body has at most 64 KiB."),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "Unsupported media type",
                "Send JSON, with `Content-Type: application/json`.",
            ),
            _ => ("The request could not be read", "Nothing was changed."),
        };
        Self::new(kind, status, title, detail)
    }

    /// What is needed is out of reach for the moment: logs its cause.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        tracing::warn!(%cause, "the API could not answer for the moment");
        let kept = changes::of_request();
        Self::out_of_reach(kept)
    }

    /// The call took too long and was cut off: logs that. Only of one that changes nothing anybody can say that nothing was changed.
    pub fn out_of_time(changes_nothing: bool, cause: impl std::fmt::Display) -> Self {
        tracing::warn!(%cause, "a call of the API was cut off");
        Self::out_of_reach(if changes_nothing {
            Kept::Nothing
        } else {
            Kept::Perhaps(Replay::Unrecognised)
        })
    }

    fn out_of_reach(kept: Kept) -> Self {
        let detail = match kept {
            Kept::Nothing => "Nothing was changed. Try again in a moment.",
            Kept::Perhaps(_) => PERHAPS_DONE,
        };
        Self {
            retry_after: Some(1),
            ..Self::new(
                "urn:locum:problem:unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                "Locum is not available for the moment",
                detail,
            )
        }
    }

    /// The token calls too often.
    pub(crate) fn too_many(too_many: TooMany) -> Self {
        Self {
            retry_after: Some(too_many.seconds),
            ..Self::new(
                "urn:locum:problem:too-many-calls",
                StatusCode::TOO_MANY_REQUESTS,
                "Too many calls",
                format!("Nothing was changed. {too_many}"),
            )
        }
    }

    /// A defect: logs its cause.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "the API failed");
        let title = "Something went wrong";
        let changed = match changes::of_request() {
            Kept::Nothing => "Nothing was changed.",
            Kept::Perhaps(_) => PERHAPS_DONE,
        };
        let detail = format!("{changed} The cause has been logged, with the `X-Request-Id` of this answer.");
        Self::new(
            "urn:locum:problem:internal",
            StatusCode::INTERNAL_SERVER_ERROR,
            title,
            detail,
        )
    }

    /// What a use case refused; its fields stand at `place`.
    pub(crate) fn of(error: Error, place: Place) -> Self {
        match error {
            Error::Invalid(problems) => {
                Self::invalid(problems.into_iter().map(|p| wrong(p, place)).collect())
            }
            Error::NobodyEligible(words) => Self::new(
                "urn:locum:problem:nobody-eligible",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Nobody may decide this",
                words,
            ),
            Error::Forbidden => Self::new(
                "urn:locum:problem:not-allowed",
                StatusCode::FORBIDDEN,
                "This person may not do this now",
                "Nothing was changed. The task waits for somebody else, or a rule of its step keeps this person from it.",
            ),
            Error::NotFound => Self::not_found("There is no task with this id."),
            Error::Conflict(words) => Self::conflict(words),
            Error::Stale(stale) => Self::conflict(stale.to_string()),
            Error::Unavailable(_) | Error::Transient(_) => Self::unavailable(error.chain()),
            Error::Internal(_) => Self::internal(error.chain()),
        }
    }

    fn conflict(words: impl Into<String>) -> Self {
        let title = "It is not in a state that allows this";
        Self::new("urn:locum:problem:conflict", StatusCode::CONFLICT, title, words)
    }
}

/// Of a call that may have changed something, and failed.
const PERHAPS_DONE: &str = "What the call asked for may have been done all the same: look before you send it again, or send it again with \
     the same `Idempotency-Key`.";

/// A header's name tells by itself that it is one.
fn wrong(problem: FieldProblem, place: Place) -> Wrong {
    let place = if problem.field == "Idempotency-Key" {
        Place::Header
    } else if problem.field == "username" {
        Place::Path
    } else {
        place
    };
    Wrong {
        open_task: problem.open_task.map(|task| task.to_string()),
        ..Wrong::new(place, problem.field, problem.message)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(challenge) = self.challenge
            && let Ok(challenge) = HeaderValue::from_str(&challenge)
        {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
