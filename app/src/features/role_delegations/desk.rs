//! Whose delegations a page is about, and where its pages are: the same pages serve one's own and those of others (R15, R16).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use services::Services;
use services::role_delegations::{Delegator, Lender};

use crate::context::{AppState, Flash, Viewer};
use crate::error::PageError;
use crate::local_path::see_other;
use crate::render::Render;
use crate::request_context::RequestContext;

/// One's own.
pub(super) const OWN: &str = "/me/roles-and-delegations";

/// Everyone whose roles one may lend.
pub(crate) const ACCOUNTS: &str = "/hr/accounts";

/// Whose delegations are handled.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    delegator: Delegator,
}

impl Desk {
    /// The reader's own.
    pub(crate) fn own() -> Self {
        Self {
            delegator: Delegator::Oneself,
        }
    }

    /// Those of the person with this username, as it stands in the path.
    pub(crate) fn of(username: impl Into<String>) -> Self {
        Self {
            delegator: Delegator::Other(username.into()),
        }
    }

    /// For the use cases.
    pub(super) fn delegator(&self) -> &Delegator {
        &self.delegator
    }

    /// Where the three regions are.
    pub(super) fn overview(&self) -> String {
        match &self.delegator {
            Delegator::Oneself => OWN.to_owned(),
            Delegator::Other(username) => {
                format!("{ACCOUNTS}/{}", utf8_percent_encode(username, NON_ALPHANUMERIC))
            }
        }
    }

    fn delegations(&self) -> String {
        match &self.delegator {
            Delegator::Oneself => self.overview(),
            Delegator::Other(_) => format!("{}/delegations", self.overview()),
        }
    }

    /// Where a role is delegated.
    pub(super) fn new_path(&self) -> String {
        format!("{}/new", self.delegations())
    }

    /// Where a delegation is changed.
    pub(super) fn edit_path(&self, id: i64) -> String {
        format!("{}/{id}/edit", self.delegations())
    }

    /// The delegator's username, where it is not the reader.
    pub(super) fn username(&self) -> Option<String> {
        match &self.delegator {
            Delegator::Oneself => None,
            Delegator::Other(username) => Some(username.clone()),
        }
    }

    /// Back to the three regions, with what was done.
    pub(super) fn done(&self, words: String) -> Response {
        Flash::done(words).along_with(see_other(&self.overview()))
    }

    /// The same where something has ended.
    pub(super) fn ended(&self, words: &str) -> Response {
        let flash = Flash::ended(words).then(self.new_path(), "Delegate a role");
        flash.along_with(see_other(&self.overview()))
    }
}

/// A request to one of these pages.
#[derive(Clone)]
pub(crate) struct Asked {
    /// Draws the answer.
    pub(crate) render: Render,
    /// Who asks.
    pub(crate) viewer: Viewer,
    /// The use cases.
    pub(crate) services: Services,
    /// Whose delegations it is about.
    pub(crate) desk: Desk,
}

impl Asked {
    /// Reads a request that is about the delegations of `desk`.
    ///
    /// # Errors
    /// [`PageError::SignInNeeded`] without a session.
    pub(crate) async fn read(parts: &mut Parts, state: &AppState, desk: Desk) -> Result<Self, PageError> {
        let context = RequestContext::from_request_parts(parts, state).await?;
        Ok(Self {
            render: context.render,
            viewer: context.viewer,
            services: context.services,
            desk,
        })
    }

    /// The delegator, if the viewer may lend their roles.
    ///
    /// # Errors
    /// [`PageError::Forbidden`] or [`PageError::NotFound`].
    pub(crate) async fn lender(&self) -> Result<Lender, PageError> {
        let lender = self
            .services
            .role_delegations()
            .delegator(&self.viewer, self.desk.delegator())
            .await?;
        Ok(lender)
    }
}

/// Which delegation a path is about.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Which {
    /// As it stands in the path.
    pub(crate) id: String,
}

/// A title that names on whose behalf: `Delegate a role for Ana Ruiz`.
pub(super) fn title(what: &str, lender: &Lender) -> String {
    match &lender.account {
        None => what.to_owned(),
        Some(person) => format!("{what} for {}", person.display_name),
    }
}
