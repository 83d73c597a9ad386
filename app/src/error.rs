//! The closed enum of what a page can answer instead of itself. The log sees the cause once, here; a client
//! sees only which of these it was.
//!
//! A handler just returns it. The router, which knows the viewer, draws the page for it ([`crate::routes`]).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use services::brakes::TooMany;
use services::changes::{self, Kept, Replay};

use crate::local_path::LocalPath;
use crate::ui::{Button, ButtonKind, ButtonRow, OpenPage, PageHeading, PostForm, Region};

/// Why a page was not shown, or an action not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Nobody is signed in. A GET is sent to the sign-in page and on to `next` (303), a POST is refused (401).
    #[error("sign in first")]
    SignInNeeded {
        /// Where they wanted to go.
        next: LocalPath,
    },
    /// They may not do this (403).
    #[error("not allowed")]
    Forbidden,
    /// There is no such thing, or none that they may know of (404).
    #[error("not found")]
    NotFound,
    /// The request could not be read: no form of Locum sends it. Any status between 400 and 499.
    #[error("request refused: {0}")]
    Rejected(StatusCode),
    /// The form was sent from another site, or by something that does not say where from (S). 403.
    #[error("sent from another site")]
    FromAnotherSite,
    /// They were too quick, or have too much under way (429): it says when to try again.
    #[error("too many: {0}")]
    TooMany(TooMany),
    /// Something Locum needs is out of reach for the moment, such as the database (503).
    #[error("unavailable")]
    Unavailable,
    /// Something failed after a change was sent to the database (503, or 500 for a defect): it may have been done all the same.
    #[error("failed, and perhaps done all the same")]
    PerhapsDone {
        /// What failed.
        status: StatusCode,
        /// Whether the same form may be sent again.
        replay: Replay,
    },
    /// A defect (500). The cause is in the log.
    #[error("internal error")]
    Internal,
}

impl PageError {
    /// A defect: logs its cause, and answers 500 without it.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a page failed");
        Self::Internal.unless_kept()
    }

    /// Something is out of reach: logs its cause, and answers 503 without it.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        tracing::warn!(%cause, "a page could not be served for the moment");
        Self::Unavailable.unless_kept()
    }

    /// The failure, if the request changed nothing; else that it may have changed something.
    fn unless_kept(self) -> Self {
        match changes::of_request() {
            Kept::Nothing => self,
            Kept::Perhaps(replay) => Self::PerhapsDone {
                status: self.status(),
                replay,
            },
        }
    }

    /// What is said where a change was carried out, or may have been, and its answer is lost.
    pub fn perhaps_done() -> Self {
        let replay = match changes::of_request() {
            Kept::Perhaps(replay) => replay,
            Kept::Nothing => Replay::Unrecognised,
        };
        Self::PerhapsDone {
            status: StatusCode::SERVICE_UNAVAILABLE,
            replay,
        }
    }

    /// It took too long: logs that, and answers 503. Only of a request that changes nothing anybody can say that nothing was changed.
    pub fn out_of_time(changes_nothing: bool, cause: impl std::fmt::Display) -> Self {
        match (changes_nothing, Self::unavailable(cause)) {
            (true, unavailable) => unavailable,
            (false, _) => Self::perhaps_done(),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignInNeeded { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::FromAnotherSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Rejected(status) => *status,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::PerhapsDone { status, .. } => *status,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The h1 of its page.
    pub fn title(&self) -> &'static str {
        match self {
            Self::SignInNeeded { .. } => "You are not signed in",
            Self::Forbidden => "You do not have access to this page",
            Self::NotFound => "Page not found",
            Self::Rejected(StatusCode::METHOD_NOT_ALLOWED) => "This page cannot do that",
            Self::Rejected(_) => "That request could not be read",
            Self::FromAnotherSite => "This form was sent from another site",
            Self::TooMany(_) => "Please wait a moment",
            Self::Unavailable => "Locum is not available for the moment",
            Self::PerhapsDone { .. } => "It is not known whether this was done",
            Self::Internal => "Something went wrong",
        }
    }

    fn advice(&self) -> &'static str {
        match self {
            Self::SignInNeeded { .. } => {
                "Your session has ended. Nothing was changed. Sign in, then do it again."
            }
            Self::Forbidden => {
                "None of the roles you hold now opens it. A role that was delegated to you may have ended."
            }
            Self::NotFound => {
                "Check the address. What was here may have been removed, or is not yours to see."
            }
            Self::Rejected(_) => "Nothing was changed. Go back, load the page again and repeat what you did.",
            Self::FromAnotherSite => {
                "Nothing was changed. If you did send it yourself: open Locum again at its own address, and \
                 repeat it there."
            }
            // Its own words follow.
            Self::TooMany(_) => "Nothing was changed.",
            Self::Unavailable => "Nothing was changed. Try again in a minute.",
            Self::PerhapsDone { replay, .. } => match replay {
                Replay::Unrecognised => {
                    "The answer was lost. What you sent may have been done all the same. Look before you send it again."
                }
                Replay::Recognised => {
                    "The answer was lost. What you sent may have been done all the same. Look, or send the same form once \
                     more: it is recognised, and not done twice."
                }
            },
            Self::Internal => {
                "Nothing was changed. The cause has been logged. Try again, or ask your administrator."
            }
        }
    }

    /// The page's content. Where the page also says what has just been done, it does not say that nothing was changed.
    pub fn view(&self, has_flash: bool, ahead: &Ahead) -> AnyView {
        let advice = if has_flash {
            self.advice().replace("Nothing was changed. ", "")
        } else {
            self.advice().to_owned()
        };
        let advice = match self {
            Self::Forbidden => format!("{advice} {}", ahead.who_helps()),
            Self::TooMany(too_many) => format!("{advice} {too_many}"),
            _ => advice,
        };
        let next = match self {
            Self::SignInNeeded { next } => link(next.through_sign_in().to_string(), "Sign in".to_owned()),
            _ => ahead.view(),
        };
        view! {
            <PageHeading title=self.title() lead=advice/>
            {next}
        }
        .into_any()
    }
}

/// Where somebody can go from a page that says why there is no other: never to one that says the same.
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    /// Whether anybody is signed in.
    pub is_signed_in: bool,
    /// The pages that they can open. The first one is where they begin.
    pub pages: Vec<OpenPage>,
    /// They can request a role themselves.
    pub may_request: bool,
    /// Names of those who can give them a role; looked for where they cannot open My tasks.
    pub helpers: Vec<String>,
}

impl Ahead {
    /// My tasks is not among the pages: whoever has no role Employee begins elsewhere, or nowhere.
    pub fn is_astray(&self) -> bool {
        self.is_signed_in && self.pages.iter().all(|page| page.path != "/")
    }

    fn who_helps(&self) -> String {
        match (self.may_request, self.helpers.as_slice()) {
            (true, _) => "If you need this page, request a role or ask your administrator.".to_owned(),
            (false, []) => "If you need this page, ask your administrator for a role.".to_owned(),
            (false, [one]) => format!("If you need this page, ask {one}, who can give you a role."),
            (false, [first @ .., last]) => format!(
                "If you need this page, ask {} or {last}: they can give you a role.",
                first.join(", ")
            ),
        }
    }

    fn view(&self) -> AnyView {
        if !self.is_astray() {
            return link("/".to_owned(), "Go to My tasks".to_owned());
        }
        let links: Vec<_> = self
            .pages
            .iter()
            .map(|page| view! { <li><a href=page.path>{page.words.clone()}</a></li> })
            .collect();
        let pages = (!links.is_empty()).then(|| {
            view! {
                <Region id="open-pages" title="Pages that you can open">
                    <ul class="plain-list">{links}</ul>
                </Region>
            }
        });
        view! {
            {pages}
            <PostForm action="/logout">
                <ButtonRow><Button kind=ButtonKind::Secondary>"Sign out"</Button></ButtonRow>
            </PostForm>
        }
        .into_any()
    }
}

fn link(href: String, words: String) -> AnyView {
    view! { <p><a href=href>{words}</a></p> }.into_any()
}

impl From<TooMany> for PageError {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

/// What a use case refuses, where the page has no form to say it in.
impl From<services::Error> for PageError {
    fn from(error: services::Error) -> Self {
        use services::Error as E;
        match error {
            E::Forbidden => Self::Forbidden,
            E::NotFound => Self::NotFound,
            E::Unavailable(_) | E::Transient(_) => Self::unavailable(error.chain()),
            E::Internal(_) => Self::internal(error.chain()),
            E::Invalid(_) => Self::Rejected(StatusCode::UNPROCESSABLE_ENTITY),
            E::Stale(_) | E::Conflict(_) | E::NobodyEligible(_) => Self::Rejected(StatusCode::CONFLICT),
        }
    }
}

/// The bare answer, with the error attached for the router to draw.
impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = (self.status(), self.title()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
