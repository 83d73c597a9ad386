//! The middleware: who asks, what they are to be told once, and what to write down afterwards.

use std::sync::Arc;

use app::context::{Flash, KnownBrowser, SESSION_PERSON, Viewer};
use app::error::PageError;
use app::layout::Layout;
use app::render::Render;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use services::Services;
use services::clock::Clock;
use services::refusals::{Asker, Who};
use services::session::known_browser::BrowserId;
use tower_sessions::Session;

use super::cookie::Cookie;
use super::life::{self, BEGUN, SEEN};
use super::store::Store;
use crate::requests::ClientScheme;

const FLASH: &str = "flash";

/// What the middleware needs.
#[derive(Clone)]
pub(crate) struct Sessions {
    services: Services,
    layout: Layout,
    store: Arc<Store>,
    clock: Clock,
    is_https: bool,
}

/// A session that is somebody's.
struct Open {
    viewer: Viewer,
    seen: DateTime<Utc>,
    flash: Option<Flash>,
}

impl Sessions {
    /// `clock` measures the life of sessions; where the public address is https (`is_https`), cookies are always `Secure`.
    pub(crate) fn new(services: Services, layout: Layout, clock: Clock, is_https: bool) -> Self {
        let store = Arc::new(Store::new(services.session().store(), clock.clone()));
        Self {
            services,
            layout,
            store,
            clock,
            is_https,
        }
    }

    /// Which cookies the request's browser gets (S): the secure ones where the public address is https, and also where a trusted
    /// proxy says that this request came by https.
    fn cookie(&self, request: &Request) -> Cookie {
        let came_by_https = request
            .extensions()
            .get::<ClientScheme>()
            .is_some_and(|scheme| *scheme == ClientScheme::HTTPS);
        if self.is_https || came_by_https {
            Cookie::SECURE
        } else {
            Cookie::PLAIN
        }
    }

    /// Whose session it is. One of somebody who is no longer active ends here (S).
    async fn resume(&self, session: &Session) -> Result<Option<Open>, PageError> {
        let Some(person) = session
            .get::<i64>(SESSION_PERSON)
            .await
            .map_err(PageError::unavailable)?
        else {
            return Ok(None);
        };
        let Some(viewer) = self.services.access().viewer(PersonId(person)).await? else {
            session.flush().await.map_err(PageError::unavailable)?;
            return Ok(None);
        };
        let seen = session
            .get(SEEN)
            .await
            .map_err(PageError::internal)?
            .unwrap_or_default();
        let flash = session.get(FLASH).await.map_err(PageError::internal)?;
        Ok(Some(Open {
            viewer: Viewer::new(viewer),
            seen,
            flash,
        }))
    }

    /// Writes down what the request changed, if it changed anything.
    async fn conclude(
        &self,
        session: &Session,
        cookie: Cookie,
        had_cookie: bool,
        headers: &mut HeaderMap,
    ) -> Result<(), PageError> {
        let is_somebodys = session
            .get::<i64>(SESSION_PERSON)
            .await
            .map_err(PageError::unavailable)?
            .is_some();
        if is_somebodys {
            let is_new = session.id().is_none();
            if is_new {
                let now = self.clock.now();
                session.insert(BEGUN, now).await.map_err(PageError::internal)?;
                session.insert(SEEN, now).await.map_err(PageError::internal)?;
            }
            if session.is_modified() {
                session.save().await.map_err(PageError::unavailable)?;
            }
            if let Some(id) = session.id().filter(|_| is_new) {
                cookie.give(id, headers);
            }
        } else if had_cookie {
            cookie.take_back(headers);
        }
        Ok(())
    }

    /// The answer where the session could not be saved afterwards. What only reads has changed nothing; what was refused says so by
    /// itself; whatever else was asked for has been done, though its answer is lost.
    async fn unsaved(&self, response: Response, error: PageError, is_safe: bool, uri: &Uri) -> Response {
        let was_refused = response.status().is_client_error() || response.status().is_server_error();
        match (is_safe, was_refused) {
            (true, _) => self.error(&error, uri).await,
            (false, true) => response,
            (false, false) => self.error(&PageError::perhaps_done(), uri).await,
        }
    }

    async fn error(&self, error: &PageError, uri: &Uri) -> Response {
        let nobody = axum::http::Extensions::new();
        Render::of_request(uri, &nobody, &self.layout).error(error).await
    }
}

/// Puts the session, and [`Viewer`] and `Option<Flash>` if it is somebody's, into the request's extensions.
pub(crate) async fn attach(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let cookie = sessions.cookie(&request);
    let sent = cookie.read(request.headers());
    let session = Session::new(sent.flatten(), Arc::clone(&sessions.store), None);
    let uri = request.uri().clone();
    let open = match sessions.resume(&session).await {
        Ok(open) => open,
        Err(error) => return sessions.error(&error, &uri).await,
    };
    let is_get = *request.method() == Method::GET;
    let is_safe = request.method().is_safe();
    let seen = open.as_ref().map(|open| open.seen);
    let mut shows_flash = false;
    let browser = KnownBrowser(cookie.read_browser(request.headers()));
    request.extensions_mut().insert(browser);
    request.extensions_mut().insert(session.clone());
    if let Some(open) = open {
        if let Some(asker) = request.extensions().get::<Asker>() {
            asker.is(Who::Person(open.viewer.person));
        }
        shows_flash = is_get && open.flash.is_some();
        request.extensions_mut().insert(open.viewer);
        request.extensions_mut().insert(open.flash.filter(|_| is_get));
    }

    let mut response = next.run(request).await;

    let noted = note(&session, &sessions.clock, seen, shows_flash, &mut response).await;
    let concluded = match noted {
        Ok(()) => {
            sessions
                .conclude(&session, cookie, sent.is_some(), response.headers_mut())
                .await
        }
        Err(error) => Err(error),
    };
    match concluded {
        Ok(()) => {
            if let Some(browser) = response.extensions_mut().remove::<BrowserId>() {
                cookie.give_browser(&browser, response.headers_mut());
            }
            response
        }
        Err(error) => sessions.unsaved(response, error, is_safe, &uri).await,
    }
}

/// Changes the session by what became of the request: a message to show next or one that was shown, and that
/// somebody was there.
async fn note(
    session: &Session,
    clock: &Clock,
    seen: Option<DateTime<Utc>>,
    shows_flash: bool,
    response: &mut Response,
) -> Result<(), PageError> {
    let Some(seen) = seen.filter(|_| session.id().is_some()) else {
        return Ok(());
    };
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if let Some(flash) = response.extensions_mut().remove::<Flash>() {
        session.insert(FLASH, flash).await.map_err(PageError::internal)?;
    } else if shows_flash && is_page {
        session.remove_value(FLASH).await.map_err(PageError::internal)?;
    }
    let now = clock.now();
    if life::is_due(seen, now) {
        session.insert(SEEN, now).await.map_err(PageError::internal)?;
    }
    Ok(())
}
