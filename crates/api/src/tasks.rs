//! Tasks: create one, list them, read one with its log.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::{PolicyId, TaskId};
use domain::policy::PolicyKind;
use domain::scope::Scope;
use domain::task::TaskState;
use services::Services;
use services::api::{MOST_TASKS, Outcome, PostTask, TaskFilter};
use utoipa::ToSchema;

use crate::body::Body;
use crate::caller::Caller;
use crate::problem::{Place, Problem};
use crate::query::Query;
use crate::refused::{ChangeRefused, Refused};
use crate::{cursor, wire};

/// Tasks of a page where nobody says how many.
const USUAL: i64 = 50;

/// A task's id in the path; what is no id is no task.
pub(crate) struct TaskPath(pub(crate) TaskId);

impl<S: Send + Sync> FromRequestParts<S> for TaskPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let unknown = || Problem::not_found("There is no task with this id.");
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let axum::extract::Path(text) = path.map_err(|_| unknown())?;
        let id = uuid::Uuid::try_parse(&text).map_err(|_| unknown())?;
        Ok(Self(TaskId(id)))
    }
}

/// A task to be created. With a `role` it follows the policy that the role names for its type, else the type's default;
/// without one, the `policy` that you name.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the shape of the body, for the description: its fields are read one by one"
)]
pub(crate) struct NewTask {
    #[schema(schema_with = policy_reference)]
    policy: Option<i64>,
    /// Which type of task it is, where you name no policy. A policy has a type of its own.
    #[schema(default = "request")]
    r#type: Option<wire::Kind>,
    /// Username of whom it is about.
    #[schema(max_length = 64, example = "ben")]
    subject: String,
    /// Username of who asks, if somebody does. Neither they nor the subject may decide, unless a step allows it.
    #[schema(max_length = 64, example = "ben")]
    requester: Option<String>,
    /// Code of the role it is about: approval of a request grants it. A review or revocation needs one that the subject
    /// holds by hand or by request. Without one the effect is yours to carry out.
    #[schema(max_length = 64, example = "payroll_viewer")]
    role: Option<String>,
    /// As people are to see it; made from the rest where you send none.
    #[schema(max_length = 200, example = "Payroll access for the quarter's end")]
    title: Option<String>,
    /// Your own name for it, to find it by.
    #[schema(max_length = 200, example = "TICKET-4711")]
    external_ref: Option<String>,
}

/// The id of a policy: a number, or the same digits as a text; null is as if it were not sent.
fn policy_reference() -> utoipa::openapi::Schema {
    use utoipa::openapi::{ObjectBuilder, OneOfBuilder, Type};
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[1-9][0-9]{0,17}$"));
    OneOfBuilder::new()
        .item(number)
        .item(text)
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .description(Some(
            "The id of the policy it follows, as it stands in the policy's path; its type is the task's kind. With a `role` it can \
             be no other than the one that the role names",
        ))
        .examples([serde_json::json!(1)])
        .into()
}

/// Create a task
///
/// Asks for its first step at once. Who is asked follows the delegation rules in force, where the step allows it. While a request or
/// revocation is open for a person and role, a second one is refused (422): the error at `role` names the open task.
#[utoipa::path(
    post,
    path = "/api/v1/tasks",
    operation_id = "createTask",
    tag = "Tasks",
    request_body(content = NewTask),
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255, pattern = "^[!-~]{1,255}$",
         description = "Your key for this change, such as a UUID: the same request with it is made once in 24 hours")
    ),
    responses(
        (status = 201, description = "Created", body = wire::Standing,
         headers(("Location" = String, description = "Path of the task"),
                 ("Idempotency-Replayed" = Option<String>, description = "`true` where this is the answer to an earlier request"))),
        Refused,
        ChangeRefused,
    ),
    security(("token" = ["tasks:write"])),
)]
pub(crate) async fn create(
    caller: Caller,
    State(services): State<Services>,
    body: Body,
) -> Result<Response, Problem> {
    let input = read_task(&body, caller.has(Scope::TasksAdministrative))?;
    let (once, before) = caller.once(&services, &body.bytes).await?;
    let outcome = match before {
        Some(before) => before,
        None => {
            let posted = services
                .api()
                .post_task(&caller.actor(), &input, once.as_ref())
                .await;
            posted.map_err(|error| match error {
                services::Error::Forbidden => Problem::out_of_scope(Scope::TasksAdministrative),
                error => Problem::of(error, Place::Body),
            })?
        }
    };
    let mut response = answer(StatusCode::CREATED, &outcome)?;
    if let Some(id) = id_of(&outcome)
        && let Ok(location) = HeaderValue::from_str(&format!("/api/v1/tasks/{id}"))
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn read_task(body: &Body, may_be_administrative: bool) -> Result<PostTask, Problem> {
    let mut fields = body.fields()?;
    let policy = fields.optional_id("policy");
    let kind = fields.optional_word("type", "request, review, revoke", PolicyKind::from_code);
    let subject = fields.text("subject");
    let requester = fields.optional_text("requester");
    let role = fields.optional_text("role");
    let title = fields.optional_text("title");
    let external_ref = fields.optional_text("external_ref");
    fields.finish()?;
    let Some(subject) = subject else {
        // That it is missing has been noted.
        return Err(Problem::invalid(Vec::new()));
    };
    Ok(PostTask {
        policy: policy.map(PolicyId),
        kind,
        may_be_administrative,
        subject,
        requester,
        role,
        title,
        external_ref,
    })
}

/// What a change answers, the first time and every other.
pub(crate) fn answer(status: StatusCode, outcome: &Outcome) -> Result<Response, Problem> {
    let (json, is_repeated) = match outcome {
        Outcome::Done(standing) => (
            serde_json::to_string(&wire::Standing::from(standing)).map_err(Problem::internal)?,
            false,
        ),
        Outcome::Repeated(json) => (json.clone(), true),
    };
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], json).into_response();
    if is_repeated {
        let name = HeaderName::from_static("idempotency-replayed");
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn id_of(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Done(standing) => Some(standing.id.to_string()),
        Outcome::Repeated(json) => {
            let json: serde_json::Value = serde_json::from_str(json).ok()?;
            Some(json.get("id")?.as_str()?.to_owned())
        }
    }
}

/// List tasks
///
/// Newest first. Follow `next_cursor` for the next page, with the same filters.
#[utoipa::path(
    get,
    path = "/api/v1/tasks",
    operation_id = "listTasks",
    tag = "Tasks",
    params(
        ("assignee" = Option<String>, Query, description = "Username: only tasks that wait for this person now", max_length = 64, example = "mara"),
        ("state" = Option<wire::State>, Query, description = "Only tasks in this state"),
        ("external_ref" = Option<String>, Query, description = "Only tasks with this name of yours", min_length = 1, max_length = 200),
        ("cursor" = Option<String>, Query, description = "Where the page before ended"),
        ("limit" = Option<i64>, Query, description = "Tasks of a page; 50 where you send none", minimum = 1, maximum = 200),
    ),
    responses((status = 200, description = "A page of tasks", body = wire::TaskList), Refused),
    security(("token" = ["tasks:read"])),
)]
pub(crate) async fn list(
    State(services): State<Services>,
    mut query: Query,
) -> Result<Json<wire::TaskList>, Problem> {
    let assignee = query.optional("assignee");
    let wanted = query.optional("state");
    let in_state = query.word(
        wanted,
        "state",
        "open, approved, denied, cancelled",
        TaskState::from_code,
    );
    let external_ref = query.optional("external_ref");
    let sent = query.optional("cursor");
    let after = query.word(sent, "cursor", "the `next_cursor` of a page", cursor::read);
    let sent = query.optional("limit");
    let limit = query.word(
        sent,
        "limit",
        &format!("a whole number from 1 to {MOST_TASKS}"),
        read_limit,
    );
    query.finish()?;
    let filter = TaskFilter {
        assignee,
        state: in_state,
        external_ref,
        after,
        limit: limit.unwrap_or(USUAL),
    };
    let page = services.api().list_tasks(&filter).await;
    let page = page.map_err(|error| Problem::of(error, Place::Query))?;
    Ok(Json(wire::TaskList {
        items: page.tasks.into_iter().map(wire::Task::from).collect(),
        next_cursor: page.next.map(cursor::write),
    }))
}

fn read_limit(text: &str) -> Option<i64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let limit = text.parse().ok().filter(|_| is_number)?;
    (1..=MOST_TASKS).contains(&limit).then_some(limit)
}

/// Read a task
///
/// With everything that happened to it, and why.
#[utoipa::path(
    get,
    path = "/api/v1/tasks/{id}",
    operation_id = "readTask",
    tag = "Tasks",
    params(("id" = String, Path, format = Uuid, description = "The task's id")),
    responses(
        (status = 200, description = "The task with its log", body = wire::TaskWithLog),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        Refused
    ),
    security(("token" = ["tasks:read"])),
)]
pub(crate) async fn show(
    State(services): State<Services>,
    TaskPath(id): TaskPath,
    query: Query,
) -> Result<Json<wire::TaskWithLog>, Problem> {
    query.finish()?;
    let read = services.api().task_with_log(id).await;
    let (task, log) = read.map_err(|error| Problem::of(error, Place::Path))?;
    Ok(Json(wire::TaskWithLog::new(task, log)))
}
