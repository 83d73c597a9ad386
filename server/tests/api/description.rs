//! The description says what the API does: every call, every scope, every refusal.

use api::{PREFIX, table};
use app::endpoint::Needs;
use axum::http::Method;
use serde_json::{Value, json};

use super::Caller;
use crate::support::World;

async fn description(world: &World) -> Value {
    let mut nobody = Caller::able(world).await;
    nobody.token = String::new();
    let answer = nobody.get("/openapi.json").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_described_with_its_scope_and_nothing_else_is() {
    let world = World::empty().await;
    let described = description(&world).await;
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(
        described["components"]["securitySchemes"]["token"]["scheme"],
        "bearer"
    );
    let mut paths = described["paths"].as_object().unwrap().clone();
    for endpoint in table() {
        assert!(endpoint.path.starts_with(PREFIX), "{}", endpoint.path);
        let method = endpoint.method.as_str().to_lowercase();
        let path = paths.get_mut(endpoint.path).and_then(Value::as_object_mut);
        let operation = path.and_then(|path| path.remove(&method));
        let operation = operation.unwrap_or_else(|| panic!("{method} {} is not described", endpoint.path));
        match endpoint.needs {
            Needs::Nothing => assert_eq!(endpoint.method, Method::GET, "a change needs a token (S)"),
            Needs::Scope(scope) => {
                assert_eq!(
                    operation["security"],
                    json!([{ "token": [scope.code()] }]),
                    "{}",
                    endpoint.path
                );
                let mut refusals = vec!["401", "403", "422", "429", "503"];
                if endpoint.method == Method::POST {
                    refusals.extend(["400", "409", "413", "415"]);
                    let key = operation["parameters"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .any(|p| p["name"] == "Idempotency-Key");
                    assert!(key, "{}", endpoint.path);
                }
                for status in refusals {
                    let problem =
                        &operation["responses"][status]["content"]["application/problem+json"]["schema"];
                    assert_eq!(
                        problem["$ref"], "#/components/schemas/Problem",
                        "{} {status}",
                        endpoint.path
                    );
                }
            }
            other => panic!(
                "{} needs {other}: no session is looked at in the API",
                endpoint.path
            ),
        }
        assert!(operation["summary"].is_string() && operation["operationId"].is_string());
    }
    let left: Vec<_> = paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(move |method| format!("{method} {path}"))
        })
        .collect();
    assert_eq!(left, Vec::<String>::new(), "described, but not there");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reference_leads_somewhere_and_every_field_of_a_body_has_an_example() {
    let world = World::empty().await;
    let described = description(&world).await;
    let text = described.to_string();
    for (_, reference) in text
        .match_indices("\"$ref\":\"#")
        .map(|(at, found)| (at, &text[at + found.len()..]))
    {
        let pointer = reference.split('"').next().unwrap();
        assert!(described.pointer(pointer).is_some(), "{pointer}");
    }
    for name in ["NewTask", "NewDecision"] {
        let schema = &described["components"]["schemas"][name];
        assert!(schema["properties"].is_object(), "{name}: {schema}");
    }
    insta::assert_snapshot!(
        serde_json::to_string_pretty(&described["components"]["schemas"]["Problem"]).unwrap()
    );
    world.end().await;
}
