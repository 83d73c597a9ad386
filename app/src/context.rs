//! What a page knows of its surroundings: the application's state, who is signed in, and the one-time message
//! of the request before. The server's middleware puts the last two into the request's extensions.

use axum::extract::FromRef;
use services::Services;
use services::actor::PersonActor;
use services::session::known_browser::BrowserId;

use crate::layout::Layout;

pub use crate::flash::{Flash, FlashKind, Next};
pub use crate::viewer::Viewer;

/// Under this key a session holds the id of whom it belongs to: signing in writes it, the server's middleware
/// reads it.
pub const SESSION_PERSON: &str = "person";

/// What every handler may reach. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
    /// What every page stands in.
    pub layout: Layout,
}

impl FromRef<AppState> for Services {
    fn from_ref(state: &AppState) -> Self {
        state.services.clone()
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
