//! Slack's Web API as far as Locum calls it, on a real socket: it knows the documented shape of both calls and refuses
//! anything else, keeps what it was sent, and answers what the test tells it to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(super) const TOKEN: &str = "xoxb-test";

#[derive(Default)]
struct Kept {
    posts: Vec<Value>,
    lookups: Vec<String>,
    /// What the next calls of `chat.postMessage` are answered, before it works.
    answers: VecDeque<(u16, Option<u64>, Value)>,
}

/// The API.
pub(super) struct SlackApi {
    /// For `LOCUM_SLACK_API_URL`.
    pub(super) url: String,
    kept: Arc<Mutex<Kept>>,
    server: JoinHandle<()>,
}

impl SlackApi {
    /// On a free port. Whoever has an address at example.org has an account.
    pub(super) async fn new() -> Self {
        let kept = Arc::new(Mutex::new(Kept::default()));
        let router = Router::new()
            .route("/api/users.lookupByEmail", get(lookup))
            .route("/api/chat.postMessage", post(send))
            .with_state(Arc::clone(&kept));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, kept, server }
    }

    /// The next call of `chat.postMessage` is answered with this status, `Retry-After` and body.
    pub(super) fn then(&self, status: u16, retry_after: Option<u64>, body: Value) {
        self.kept
            .lock()
            .unwrap()
            .answers
            .push_back((status, retry_after, body));
    }

    /// What was posted, in order.
    pub(super) fn posts(&self) -> Vec<Value> {
        self.kept.lock().unwrap().posts.clone()
    }

    /// The addresses that were looked up, in order.
    pub(super) fn lookups(&self) -> Vec<String> {
        self.kept.lock().unwrap().lookups.clone()
    }
}

impl Drop for SlackApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn is_authorised(headers: &HeaderMap) -> bool {
    headers.get(header::AUTHORIZATION) == Some(&HeaderValue::from_static("Bearer xoxb-test"))
}

async fn lookup(
    State(kept): State<Arc<Mutex<Kept>>>,
    headers: HeaderMap,
    Query(query): Query<std::collections::BTreeMap<String, String>>,
) -> Json<Value> {
    if !is_authorised(&headers) {
        return Json(json!({ "ok": false, "error": "invalid_auth" }));
    }
    let email = query.get("email").cloned().unwrap_or_default();
    kept.lock().unwrap().lookups.push(email.clone());
    match email.strip_suffix("@example.org") {
        Some(name) => Json(json!({ "ok": true, "user": {
            "id": format!("U{}", name.to_uppercase()), "team_id": "T1", "name": name, "deleted": false, "is_bot": false,
            "profile": { "real_name": name, "email": email },
        } })),
        None => Json(json!({ "ok": false, "error": "users_not_found" })),
    }
}

async fn send(
    State(kept): State<Arc<Mutex<Kept>>>,
    headers: HeaderMap,
    Json(message): Json<Value>,
) -> Response {
    let mut kept = kept.lock().unwrap();
    if let Some((status, retry_after, body)) = kept.answers.pop_front() {
        let mut response = (StatusCode::from_u16(status).unwrap(), Json(body)).into_response();
        if let Some(seconds) = retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        return response;
    }
    if !is_authorised(&headers) {
        return Json(json!({ "ok": false, "error": "invalid_auth" })).into_response();
    }
    if let Err(what) = is_as_documented(&message) {
        return Json(
            json!({ "ok": false, "error": "invalid_arguments", "response_metadata": { "messages": [what] } }),
        )
        .into_response();
    }
    let channel = message["channel"].clone();
    kept.posts.push(message.clone());
    let ts = format!("1700000000.{:06}", kept.posts.len());
    let posted = json!({ "type": "message", "text": message["text"], "ts": ts, "bot_id": "B1" });
    Json(json!({ "ok": true, "channel": channel, "ts": ts, "message": posted })).into_response()
}

/// docs: chat.postMessage, block kit's section and context, message metadata.
fn is_as_documented(message: &Value) -> Result<(), String> {
    const KNOWN: [&str; 7] = [
        "channel",
        "text",
        "blocks",
        "metadata",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
    ];
    let fields = message.as_object().ok_or("no object")?;
    if let Some(unknown) = fields.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        return Err(format!("unknown argument {unknown}"));
    }
    if !message["channel"].as_str().is_some_and(|id| id.starts_with('U')) {
        return Err("channel is no id".to_owned());
    }
    if !message["text"]
        .as_str()
        .is_some_and(|text| !text.is_empty() && text.chars().count() <= 40_000)
    {
        return Err("text".to_owned());
    }
    let blocks = message["blocks"].as_array().ok_or("blocks")?;
    if blocks.is_empty() || blocks.len() > 50 {
        return Err("number of blocks".to_owned());
    }
    for block in blocks {
        let texts: Vec<&Value> = match block["type"].as_str() {
            Some("section") => vec![&block["text"]],
            Some("context") => block["elements"].as_array().ok_or("elements")?.iter().collect(),
            other => return Err(format!("block {other:?}")),
        };
        for text in texts {
            let written = text["text"].as_str().unwrap_or_default();
            if text["type"] != "mrkdwn" || written.is_empty() || written.chars().count() > 3000 {
                return Err(format!("text {text}"));
            }
        }
    }
    let metadata = &message["metadata"];
    if metadata["event_type"].as_str().is_none() || !metadata["event_payload"].is_object() {
        return Err("metadata".to_owned());
    }
    Ok(())
}
