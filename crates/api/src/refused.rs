//! What the description says of refusals, at each call.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, ResponseBuilder, Type};

/// The media type of every refusal.
const PROBLEM: &str = "application/problem+json";

/// What every call may be refused for.
pub(crate) struct Refused;

/// What a change may be refused for, besides.
pub(crate) struct ChangeRefused;

impl IntoResponses for Refused {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let challenge = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .description(Some("How to authenticate (RFC 6750)"))
            .build();
        let retry = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Integer)))
            .description(Some("Seconds after which to try again"))
            .build();
        let with_challenge = |description: &str| {
            problem(description)
                .header("WWW-Authenticate", challenge.clone())
                .build()
        };
        all([
            (401, with_challenge("No token, or none that is in force")),
            (
                403,
                with_challenge("The token lacks the scope, or the person may not do this"),
            ),
            (
                422,
                problem("Some values cannot be used: `errors` names each").build(),
            ),
            (
                429,
                problem("The token calls too often (`LOCUM_API_RATE`); nothing was changed")
                    .header("Retry-After", retry.clone())
                    .build(),
            ),
            (
                503,
                problem("Not available for the moment")
                    .header("Retry-After", retry)
                    .build(),
            ),
        ])
    }
}

impl IntoResponses for ChangeRefused {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        all([
            (400, problem("The body is not JSON").build()),
            (
                409,
                problem("It is not in a state that allows this, or the same change is being made").build(),
            ),
            (413, problem("The body is larger than 64 KiB").build()),
            (
                415,
                problem("The body says that it is something else than JSON").build(),
            ),
        ])
    }
}

fn problem(description: &str) -> ResponseBuilder {
    let content = ContentBuilder::new()
        .schema(Some(RefOr::Ref(Ref::from_schema_name("Problem"))))
        .build();
    ResponseBuilder::new()
        .description(description)
        .content(PROBLEM, content)
}

fn all<const N: usize>(
    responses: [(u16, utoipa::openapi::Response); N],
) -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
    let named = responses.map(|(status, response)| (status.to_string(), RefOr::T(response)));
    BTreeMap::from(named)
}
