//! The two calls of Slack's Web API that are made, over the one HTTP and TLS stack.

use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

/// Where the Web API is unless another address is set.
const ADDRESS: &str = "https://slack.com/api";

/// An answer is never longer, in bytes.
const LONGEST_ANSWER: usize = 1 << 20;

/// Slack's Web API, as the application that the token belongs to.
pub(crate) struct SlackApi {
    client: Client<HttpsConnector<HttpConnector>, Full<bytes::Bytes>>,
    address: String,
    authorization: HeaderValue,
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SlackError {
    /// Slack asks for a pause; `None` where it does not say how long.
    #[error("Slack asks for a pause")]
    RateLimited(Option<Duration>),
    /// Slack has read the call and answers with this code.
    #[error("Slack answered {0}")]
    Refused(String),
    /// Slack cannot work at the moment, or something in front of it answered.
    #[error("Slack answered with status {0}")]
    Status(StatusCode),
    /// The response is not Slack's JSON.
    #[error("Slack’s answer cannot be read: {0}")]
    Unreadable(#[source] serde_json::Error),
    /// There was no response.
    #[error("Slack cannot be reached: {}", with_causes(.0.as_ref()))]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What every answer has in common.
#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    error: String,
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

impl SlackApi {
    /// `address` is another than Slack's own, such as one for tests.
    ///
    /// # Errors
    /// When the machine has no certificates, or the token cannot stand in a header.
    pub(crate) fn new(token: &str, address: Option<String>) -> Result<Self, String> {
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|error| format!("no certificates to check Slack's by: {error}"))?
            .https_or_http()
            .enable_http1()
            .build();
        let mut authorization = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_| "it contains characters that are not allowed in a header".to_owned())?;
        authorization.set_sensitive(true);
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(https),
            address: address.unwrap_or_else(|| ADDRESS.to_owned()),
            authorization,
        })
    }

    /// The id of the account with this mail address.
    pub(crate) async fn user_by_email(&self, email: &str) -> Result<String, SlackError> {
        let query = utf8_percent_encode(email, NON_ALPHANUMERIC);
        let path = format!("users.lookupByEmail?email={query}");
        let answer = self.call(Method::GET, &path, Full::default()).await?;
        let id = answer.get("user").and_then(|user| user.get("id")?.as_str());
        id.map(str::to_owned)
            .ok_or_else(|| SlackError::Unreadable(serde::de::Error::custom("the user has no id")))
    }

    /// Posts a message: channel, text, blocks and the rest of `chat.postMessage`.
    pub(crate) async fn post_message(&self, message: &Value) -> Result<(), SlackError> {
        let body = Full::from(message.to_string());
        self.call(Method::POST, "chat.postMessage", body).await.map(drop)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Full<bytes::Bytes>,
    ) -> Result<serde_json::Map<String, Value>, SlackError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/{path}", self.address))
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(body)
            .map_err(|error| SlackError::Unreachable(error.into()))?;
        let response = self
            .client
            .request(request)
            .await
            .map_err(|error| SlackError::Unreachable(error.into()))?;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            return Err(SlackError::RateLimited(pause(&response)));
        }
        if !response.status().is_success() {
            return Err(SlackError::Status(response.status()));
        }
        let body = Limited::new(response.into_body(), LONGEST_ANSWER).collect().await;
        let body = body.map_err(SlackError::Unreachable)?.to_bytes();
        let answer: Answer = serde_json::from_slice(&body).map_err(SlackError::Unreadable)?;
        match answer {
            Answer { ok: true, rest, .. } => Ok(rest),
            Answer { error, .. } if error == "ratelimited" => Err(SlackError::RateLimited(None)),
            Answer { error, .. } => Err(SlackError::Refused(error)),
        }
    }
}

/// An error with all of its causes: the client's own says nothing of a refused connection or a wrong certificate.
fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// How long Slack asks to wait.
fn pause<B>(response: &Response<B>) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}
