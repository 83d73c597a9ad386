//! The API through the real router, as another system's developers meet it.

mod access;
mod cost;
mod create;
mod decide;
mod description;
mod errors;
mod idempotency;
mod list;
mod one_open;
mod rate;
mod scopes;

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Method, Request, header};
use domain::scope::Scope;
use http_body_util::BodyExt;
use serde_json::Value;
use services::actor::SystemActor;
use tower::ServiceExt;

use crate::support::World;

/// Another system, with its token.
#[derive(Clone)]
pub(crate) struct Caller {
    router: Router,
    token: String,
    headers: HeaderMap,
}

/// What it was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Checks that it is a problem as RFC 9457 has it, and returns its kind and the fields it names.
    pub(crate) fn problem(&self) -> (String, Vec<String>) {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{}",
            self.text
        );
        let json = self.json();
        assert_eq!(json["status"], self.status, "{json}");
        for word in ["type", "title", "detail"] {
            assert!(json[word].as_str().is_some_and(|text| !text.is_empty()), "{json}");
        }
        let lower = self.text.to_lowercase();
        for leak in ["postgres", "sql", "diesel", "constraint", "panicked", "relation"] {
            assert!(!lower.contains(leak), "{leak}: {}", self.text);
        }
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        let fields = errors
            .iter()
            .map(|error| error["field"].as_str().unwrap().to_owned())
            .collect();
        let kind = json["type"].as_str().unwrap();
        (kind.trim_start_matches("urn:locum:problem:").to_owned(), fields)
    }
}

impl Caller {
    pub(crate) async fn new(world: &World, scopes: &[Scope]) -> Self {
        let name = format!(
            "system {}",
            world.count("SELECT count(*) FROM api_tokens").await + 1
        );
        Self::named(world, &name, scopes).await
    }

    pub(crate) async fn named(world: &World, name: &str, scopes: &[Scope]) -> Self {
        let scopes: BTreeSet<Scope> = scopes.iter().copied().collect();
        let secret = world
            .services
            .api()
            .create_token(&SystemActor::new("test"), name, &scopes)
            .await
            .unwrap();
        Self {
            router: world.router.clone(),
            token: secret.reveal().to_owned(),
            headers: HeaderMap::new(),
        }
    }

    /// With every scope.
    pub(crate) async fn able(world: &World) -> Self {
        Self::new(world, &Scope::ALL).await
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers
            .insert(HeaderName::from_static(name), value.parse().unwrap());
        self
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, json: Value) -> Answer {
        let body = Body::from(json.to_string());
        self.send(Method::POST, path, Some("application/json"), body)
            .await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let uri = format!("/api/v1{path}");
        let mut request = Request::builder().method(method).uri(uri).body(body).unwrap();
        let headers = request.headers_mut();
        headers.insert(header::HOST, "locum.test".parse().unwrap());
        if !self.token.is_empty() {
            let bearer = format!("Bearer {}", self.token);
            headers.insert(header::AUTHORIZATION, bearer.parse().unwrap());
        }
        if let Some(kind) = kind {
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

/// Lets a role name a policy for its type.
async fn name_policy(world: &World, role: &str, policy: i64) {
    let sql = "INSERT INTO role_policies (role_id, kind, policy_id) SELECT r.id, p.kind, p.id FROM roles r, policies p \
               WHERE r.code = $1 AND p.id = $2";
    assert_eq!(world.execute(sql, &[&role, &policy]).await, 1);
}

/// A policy of one or more steps, written as SQL values behind its id and position.
async fn policy(world: &World, kind: &str, steps: &[&str]) -> i64 {
    let name = format!("{kind} {}", world.count("SELECT count(*) FROM policies").await);
    let insert = "INSERT INTO policies (kind, name) VALUES ($1, $2) RETURNING id";
    let id: i64 = world.rows(insert, &[&kind, &name]).await[0].get(0);
    for (step, position) in steps.iter().zip(1..) {
        let (columns, values) = step.split_once(": ").unwrap_or((step, ""));
        let comma = if columns.is_empty() { "" } else { ", " };
        let sql = format!(
            "INSERT INTO policy_steps (policy_id, position{comma}{columns}) VALUES ({id}, {position}{comma}{values})"
        );
        world.database.batch(&sql).await;
    }
    id
}

/// The subject's manager decides.
const MANAGER: &str = "approver: 'manager'";

/// Roles that nobody holds.
async fn roles(world: &World) {
    world
        .database
        .batch("INSERT INTO roles (code, name, data_scope) VALUES ('viewer', 'Payroll viewer', 'own'), ('editor', 'Ledger editor', 'own')")
        .await;
}
