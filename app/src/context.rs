//! What a page knows of its surroundings: the application's state, who is signed in, and the one-time message
//! of the request before. The server's middleware puts the last two into the request's extensions.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use domain::ids::PersonId;
use domain::privilege::Privilege;
use domain::zone::Zone;

use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::site::Site;

/// What every handler may reach. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// The site's built files.
    pub site: Arc<Site>,
}

/// Who is signed in, as computed for this one request (G9).
///
/// As an extractor it answers a request without a session with [`PageError::SignInNeeded`];
/// `Option<Viewer>` serves both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The person.
    pub person: PersonId,
    /// Their username.
    pub username: String,
    /// Their name, as pages show it.
    pub display_name: String,
    /// The IANA name of their time zone, or of the Site's when they have none (G1).
    pub zone_name: String,
    /// What their roles, granted and delegated, let them do at this moment.
    pub privileges: BTreeSet<Privilege>,
    /// How many of their notifications are unread.
    pub unread: i64,
    /// How many open tasks wait for them.
    pub open_tasks: i64,
}

impl Viewer {
    /// Whether any role in force gives them this privilege. On whose records is the service's to judge.
    pub fn may(&self, privilege: Privilege) -> bool {
        self.privileges.contains(&privilege)
    }

    /// Their time zone; UTC if the name is of no zone (G1).
    pub fn zone(&self) -> Zone {
        Zone::parse(&self.zone_name).unwrap_or(Zone::UTC)
    }

    /// The letters on the button of their menu: `AR`.
    pub fn initials(&self) -> String {
        domain::text::initials(&self.display_name)
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it is meant.
    pub kind: FlashKind,
    /// The message, in whole sentences.
    pub text: String,
}

/// How a [`Flash`] is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashKind {
    /// What was asked for is done.
    Done,
    /// It is done, and there is something to know.
    Warning,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_zone(zone_name: &str) -> Viewer {
        Viewer {
            person: PersonId(1),
            username: "ana".to_owned(),
            display_name: "Ana Ruiz".to_owned(),
            zone_name: zone_name.to_owned(),
            privileges: BTreeSet::new(),
            unread: 0,
            open_tasks: 0,
        }
    }

    #[test]
    fn an_unknown_zone_counts_as_utc() {
        assert_eq!(in_zone("Europe/London").zone().name(), "Europe/London");
        assert_eq!(in_zone("Mars/Olympus").zone(), Zone::UTC);
    }
}
