//! What a page knows of its surroundings: the application's state, who is signed in, and the one-time message
//! of the request before. The server's middleware puts the last two into the request's extensions.

use std::convert::Infallible;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::response::Response;
use domain::privilege::Privilege;
use domain::zone::Zone;
use serde::{Deserialize, Serialize};
use services::Services;
use services::actor::PersonActor;
use services::refusals::Who;
use services::session::known_browser::BrowserId;

use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::site::Site;

/// Under this key a session holds the id of whom it belongs to: signing in writes it, the server's middleware
/// reads it.
pub const SESSION_PERSON: &str = "person";

/// What every handler may reach. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
    /// The site's built files.
    pub site: Arc<Site>,
}

/// Who is signed in, as computed for this one request (G9).
///
/// As an extractor it answers a request without a session with [`PageError::SignInNeeded`];
/// `Option<Viewer>` serves both.
#[derive(Debug, Clone)]
pub struct Viewer(Arc<services::access::Viewer>);

impl Viewer {
    /// The person a request comes from, as services have read them.
    pub fn new(viewer: services::access::Viewer) -> Self {
        Self(Arc::new(viewer))
    }

    /// Whether any role in force gives them this privilege. On whose records is the service's to judge.
    pub fn may(&self, privilege: Privilege) -> bool {
        self.privileges.contains(&privilege)
    }

    /// Whether any role in force gives them this privilege over everyone.
    pub fn may_everywhere(&self, privilege: Privilege) -> bool {
        self.everywhere.contains(&privilege)
    }

    /// Their time zone, or the Site's when they have none (G1).
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The letters on the button of their menu: `AR`.
    pub fn initials(&self) -> String {
        domain::text::initials(&self.display_name)
    }
}

impl Deref for Viewer {
    type Target = services::access::Viewer;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// The id that stands in the log lines and audit entries of this request, and what the client calls it.
#[derive(Debug, Clone)]
pub struct RequestId(pub services::actor::RequestId);

/// Who asked, as whatever looks at sessions and tokens found out. The server's middleware outside them puts this empty into the
/// request's extensions, and reads it after the answer: a refusal is written down with who was refused (G8).
#[derive(Debug, Clone, Default)]
pub struct Asker(Arc<OnceLock<Who>>);

impl Asker {
    /// Says who asked.
    pub fn is(&self, who: Who) {
        // The first who says so is right: nobody asks as two.
        let _ = self.0.set(who);
    }

    /// Who asked; none: nobody that is known.
    pub fn who(&self) -> Option<&Who> {
        self.0.get()
    }
}

/// What the middleware tells of the request's origin: where it came from, for the limit on signing in (S).
#[derive(Debug, Clone)]
pub struct ClientAddress(pub String);

/// What the request's cookie says which browser it is, for signing in (S). The id that it has from now on is put into the answer's
/// extensions, as a [`BrowserId`], and the server's middleware gives it to the browser.
#[derive(Debug, Clone, Default)]
pub struct KnownBrowser(pub Option<BrowserId>);

/// Who acts in this request, and through what (G4): the extractor of every handler that changes something.
#[derive(Debug, Clone)]
pub struct Acting(pub PersonActor);

impl<S: Send + Sync> FromRequestParts<S> for Acting {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let viewer = <Viewer as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
        let path = parts.uri.path().to_owned();
        Ok(Self(PersonActor::new(viewer.person, path, request_id)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        let viewer = parts.extensions.get::<Self>().cloned();
        viewer.ok_or_else(|| PageError::SignInNeeded {
            next: LocalPath::of_request(&parts.uri),
        })
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// A one-time message: shown on the first page after the action it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// How it is meant.
    pub kind: FlashKind,
    /// The message, in whole sentences.
    pub text: String,
    /// What to do next: links below it.
    #[serde(default)]
    pub next: Vec<Next>,
    /// Something has ended or was denied: neither good nor bad news. Not a kind of its own: a server of the version before reads
    /// this message too, out of the same session (O3).
    #[serde(default)]
    pub is_end: bool,
}

/// A link to what may come next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub words: String,
}

impl Flash {
    /// It is done.
    pub fn done(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Done,
            text: text.into(),
            next: Vec::new(),
            is_end: false,
        }
    }

    /// It is done, and there is something to know.
    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Warning,
            text: text.into(),
            next: Vec::new(),
            is_end: false,
        }
    }

    /// Something has ended or was denied: neither good nor bad news.
    pub fn ended(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Warning,
            text: text.into(),
            next: Vec::new(),
            is_end: true,
        }
    }

    /// Adds a link to what may come next.
    #[must_use]
    pub fn then(mut self, href: impl Into<String>, words: impl Into<String>) -> Self {
        self.next.push(Next {
            href: href.into(),
            words: words.into(),
        });
        self
    }

    /// Sends this message along: the middleware keeps it for the next page.
    pub fn along_with(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self);
        response
    }
}

/// How a [`Flash`] is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlashKind {
    /// What was asked for is done.
    Done,
    /// It is done, and there is something to know.
    Warning,
}
