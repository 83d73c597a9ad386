//! The pages under `/hr/accounts`. On whose behalf the reader may act is judged by the use cases, each time (R16).

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::privilege::Privilege::ManageUserAccounts;
use serde::Deserialize;

use super::{page_account, page_accounts};
use crate::context::{Acting, AppState};
use crate::endpoint::{Cost, Endpoint, Needs};
use crate::error::PageError;
use crate::features::role_delegations::desk::{Asked, Desk, Which};
use crate::features::role_delegations::form::{DatesForm, NewForm};
use crate::features::role_delegations::{actions, page_edit, page_new};

/// What this feature answers to.
pub fn endpoints() -> Vec<Endpoint> {
    const NEW: &str = "/hr/accounts/{username}/delegations/new";
    const EDIT: &str = "/hr/accounts/{username}/delegations/{id}/edit";
    let needs = Needs::Privilege(ManageUserAccounts);
    vec![
        Endpoint::get("/hr/accounts", needs, page_accounts::show).that_costs(Cost::Search),
        Endpoint::get("/hr/accounts/{username}", needs, account),
        Endpoint::get(NEW, needs, new),
        Endpoint::post(NEW, needs, create).that_costs(Cost::Question),
        Endpoint::get(EDIT, needs, edit),
        Endpoint::post(EDIT, needs, change).that_costs(Cost::Question),
    ]
}

/// A request about the delegations of the person in the path.
struct OnBehalf(Asked);

#[derive(Deserialize)]
struct Whose {
    username: String,
}

impl FromRequestParts<AppState> for OnBehalf {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let path = Path::<Whose>::from_request_parts(parts, state).await;
        let Path(whose) = path.map_err(|_| PageError::NotFound)?;
        Asked::read(parts, state, Desk::of(whose.username))
            .await
            .map(Self)
    }
}

async fn account(OnBehalf(asked): OnBehalf) -> Result<Response, PageError> {
    page_account::show(&asked).await
}

async fn new(OnBehalf(asked): OnBehalf) -> Result<Response, PageError> {
    page_new::show(&asked).await
}

async fn create(
    OnBehalf(asked): OnBehalf,
    Acting(actor): Acting,
    Form(form): Form<NewForm>,
) -> Result<Response, PageError> {
    actions::create(&asked, &actor, form).await
}

async fn edit(OnBehalf(asked): OnBehalf, Path(which): Path<Which>) -> Result<Response, PageError> {
    page_edit::show(&asked, &which.id).await
}

async fn change(
    OnBehalf(asked): OnBehalf,
    Acting(actor): Acting,
    Path(which): Path<Which>,
    Form(form): Form<DatesForm>,
) -> Result<Response, PageError> {
    actions::change(&asked, &actor, &which.id, form).await
}
