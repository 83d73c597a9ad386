//! The pages under `/me/roles-and-delegations`.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::privilege::Privilege::DelegateOwnRoles;

use super::desk::{Asked, Desk, Which};
use super::done_in_my_name::ALL;
use super::form::{DatesForm, NewForm};
use super::page_done::DoneQuery;
use super::{actions, page_done, page_edit, page_new, page_overview};
use crate::context::{Acting, AppState};
use crate::endpoint::{Cost, Endpoint, Needs};
use crate::error::PageError;

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    const NEW: &str = "/me/roles-and-delegations/new";
    const EDIT: &str = "/me/roles-and-delegations/{id}/edit";
    let needs = Needs::Privilege(DelegateOwnRoles);
    vec![
        Endpoint::get("/me/roles-and-delegations", needs, overview),
        Endpoint::get(ALL, needs, done).that_costs(Cost::Search),
        Endpoint::get(NEW, needs, new),
        Endpoint::post(NEW, needs, create).that_costs(Cost::Question),
        Endpoint::get(EDIT, needs, edit),
        Endpoint::post(EDIT, needs, change).that_costs(Cost::Question),
    ]
}

/// A request about one's own delegations.
struct Own(Asked);

impl FromRequestParts<AppState> for Own {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        Asked::read(parts, state, Desk::own()).await.map(Self)
    }
}

async fn overview(Own(asked): Own) -> Result<Response, PageError> {
    page_overview::show(&asked).await
}

async fn done(Own(asked): Own, Query(query): Query<DoneQuery>) -> Result<Response, PageError> {
    page_done::show(&asked, query).await
}

async fn new(Own(asked): Own) -> Result<Response, PageError> {
    page_new::show(&asked).await
}

async fn create(
    Own(asked): Own,
    Acting(actor): Acting,
    Form(form): Form<NewForm>,
) -> Result<Response, PageError> {
    actions::create(&asked, &actor, form).await
}

async fn edit(Own(asked): Own, Path(which): Path<Which>) -> Result<Response, PageError> {
    page_edit::show(&asked, &which.id).await
}

async fn change(
    Own(asked): Own,
    Acting(actor): Acting,
    Path(which): Path<Which>,
    Form(form): Form<DatesForm>,
) -> Result<Response, PageError> {
    actions::change(&asked, &actor, &which.id, form).await
}
