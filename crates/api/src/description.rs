//! The description of the API (OpenAPI 3.1), made from the handlers and types themselves. It needs no token: it says
//! nothing that this code does not.

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::{access, decision, problem, reassign, tasks, wire};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Locum",
        description = "Create approval tasks, carry over decisions, and ask who may do what.\n\nEvery call but this description \
            needs a token (`Authorization: Bearer locum_…`) with the scope named at it; `locum token create NAME --scope SCOPE` \
            makes one. Errors are problem details (RFC 9457). A change that carries an `Idempotency-Key` is made once: the same \
            request with the same key within 24 hours is answered as the first one was. A token that calls too often is answered 429, \
            with the seconds to wait in `Retry-After`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        tasks::create,
        tasks::list,
        tasks::show,
        decision::decide,
        reassign::reassign,
        access::of_person,
        access::check,
        show
    ),
    components(schemas(problem::Problem, wire::Standing)),
    modifiers(&Token),
    tags(
        (name = "Tasks", description = "Approval tasks: who is asked, what was decided, and why it went where it went"),
        (name = "Access", description = "Which roles are in force, and what they allow")
    )
)]
struct Description;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A token of `locum token create`, with the scopes named at each call",
            ))
            .build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The description, made once.
static JSON: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let mut described = serde_json::to_value(Description::openapi()).map_err(|error| error.to_string())?;
    let operations = described.get_mut("paths").and_then(Value::as_object_mut);
    let operations = operations.into_iter().flat_map(|paths| paths.values_mut());
    for operation in operations
        .filter_map(Value::as_object_mut)
        .flat_map(|path| path.values_mut())
    {
        leave_out_null(operation);
    }
    Ok(described.to_string())
});

/// A parameter or header that there is not is left out. utoipa takes what is optional for what may be null.
fn leave_out_null(operation: &mut Value) {
    if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
        parameters.iter_mut().for_each(only_something);
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        let headers = responses
            .values_mut()
            .filter_map(|response| response.get_mut("headers"));
        let headers = headers.filter_map(Value::as_object_mut);
        headers
            .flat_map(|headers| headers.values_mut())
            .for_each(only_something);
    }
}

/// Takes null out of what the schema of a parameter or header allows.
fn only_something(described: &mut Value) {
    let Some(schema) = described.get_mut("schema") else {
        return;
    };
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            if let Some(kind) = schema.get_mut("type") {
                *kind = only;
            }
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("oneOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        if let [only] = choices.as_slice() {
            *schema = only.clone();
        }
    }
}

/// This description
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "describe",
    tag = "Access",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = Object)),
)]
pub(crate) async fn show() -> Response {
    match JSON.as_ref() {
        Ok(json) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            (StatusCode::OK, headers, json.as_str()).into_response()
        }
        Err(error) => problem::Problem::internal(error).into_response(),
    }
}
