//! Who calls: the token that the gate let through, and the key under which a change is made once.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use domain::scope::Scope;
use services::Services;
use services::actor::{RequestId, SystemActor};
use services::api::{Bearer, Once, Outcome, Standing};

use crate::problem::{Place, Problem, Wrong};
use crate::wire;

/// The header with the other system's key for a change.
const KEY: &str = "idempotency-key";
/// The most characters it has.
const LONGEST_KEY: usize = 255;

/// The token a request came with.
pub(crate) struct Caller {
    bearer: Bearer,
    request_id: Option<RequestId>,
    key: Result<Option<String>, Problem>,
    method: String,
    path: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let bearer = parts.extensions.get::<Bearer>().cloned();
        let original = parts.extensions.get::<axum::extract::OriginalUri>();
        let uri = original.map_or(&parts.uri, |original| &original.0);
        Ok(Self {
            bearer: bearer.ok_or_else(|| Problem::unauthenticated(false))?,
            request_id: parts.extensions.get::<RequestId>().cloned(),
            key: idempotency_key(&parts.headers).map(|key| key.map(str::to_owned)),
            method: parts.method.to_string(),
            path: uri.path().to_owned(),
        })
    }
}

impl Caller {
    /// Another system acts, through its token; the person in whose name is the use case's to add (G4).
    pub(crate) fn actor(&self) -> SystemActor {
        SystemActor::in_request(self.bearer.through(), self.request_id.clone())
    }

    /// Whether the token has a further scope.
    pub(crate) fn has(&self, scope: Scope) -> bool {
        self.bearer.scopes.contains(&scope)
    }

    /// The change that this request asks for, where it is to be made once; or what it was answered before.
    ///
    /// # Errors
    /// When the key cannot be one, or was used for something else.
    pub(crate) async fn once(
        &self,
        services: &Services,
        body: &[u8],
    ) -> Result<(Option<Once>, Option<Outcome>), Problem> {
        let Some(key) = self.key.clone()? else {
            return Ok((None, None));
        };
        let once = Once {
            token: self.bearer.id,
            key,
            request: Once::request_hash(&self.method, &self.path, body),
            wording: in_json,
        };
        let before = services
            .api()
            .answered_before(&once, self.bearer.kept.as_ref())
            .await;
        let before = before.map_err(|error| Problem::of(error, Place::Header))?;
        Ok((Some(once), before.map(Outcome::Repeated)))
    }
}

fn in_json(standing: &Standing) -> serde_json::Result<String> {
    serde_json::to_string(&wire::Standing::from(standing))
}

/// The key of a change, if one was sent.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(KEY).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    let is_key = (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_key || values.next().is_some() {
        let message = format!(
            "Send one key of 1 to {LONGEST_KEY} letters, digits and signs, such as a UUID, without blanks"
        );
        return Err(Problem::invalid(vec![Wrong::new(
            Place::Header,
            "Idempotency-Key",
            message,
        )]));
    }
    Ok(Some(text))
}
