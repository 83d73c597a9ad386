//! Where the islands' server functions enter. Each is an endpoint of the table like any other, with its path
//! and what it needs, so it is in the permission matrix too; the function itself asks again.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::privilege::Privilege;
use islands::answers::Answers;
use islands::delegates::{PreviewRule, PreviewRuleFor};
use islands::person_picker::{SearchPeople, SearchProxies, SearchProxiesOf};
use islands::policies::ForeseePolicy;
use islands::role_delegations::{ReviewDelegation, ReviewDelegationFor};
use islands::server_error::ServerError;
use leptos::prelude::*;
use server_fn::ServerFn;
use server_fn::error::FromServerFnError;
use services::brakes::TooMany;

use crate::context::{AppState, Viewer};
use crate::endpoint::{Cost, Endpoint, Needs};
use crate::too_many;

mod answers;

use answers::ViewersAnswers;

/// The server functions that islands call.
pub fn endpoints() -> Vec<Endpoint> {
    let own_profile = Needs::Privilege(Privilege::ManageOwnProfile);
    let directory = Needs::Everywhere(Privilege::ManageDirectory);
    let own_roles = Needs::Privilege(Privilege::DelegateOwnRoles);
    let accounts = Needs::Privilege(Privilege::ManageUserAccounts);
    vec![
        Endpoint::post(SearchPeople::PATH, Needs::SignedIn, answer)
            .for_programs()
            .that_costs(Cost::Question),
        Endpoint::post(SearchProxies::PATH, own_roles, answer)
            .for_programs()
            .that_costs(Cost::Question),
        Endpoint::post(SearchProxiesOf::PATH, accounts, answer)
            .for_programs()
            .that_costs(Cost::Question),
        Endpoint::post(ReviewDelegation::PATH, own_roles, answer)
            .for_programs()
            .that_costs(Cost::Question),
        Endpoint::post(ReviewDelegationFor::PATH, accounts, answer)
            .for_programs()
            .that_costs(Cost::Question),
        Endpoint::post(PreviewRule::PATH, own_profile, answer)
            .for_programs()
            .that_costs(Cost::Question),
        Endpoint::post(PreviewRuleFor::PATH, directory, answer)
            .for_programs()
            .that_costs(Cost::Question),
        Endpoint::post(
            ForeseePolicy::PATH,
            Needs::Everywhere(Privilege::EditPolicies),
            answer,
        )
        .for_programs()
        .that_costs(Cost::Question),
    ]
}

/// The status of an error: server_fn answers 500 to all of them.
async fn with_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 1024).await.unwrap_or_default();
    parts.status = match serde_json::from_slice(&body) {
        Ok(ServerError::Refused) => StatusCode::FORBIDDEN,
        Ok(ServerError::Unreadable) => StatusCode::UNPROCESSABLE_ENTITY,
        Ok(ServerError::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Ok(ServerError::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Response::from_parts(parts, body.into())
}

/// What pickers and previews are told that ask too often.
fn held_up(too_many: &TooMany) -> Response {
    let seconds = too_many.seconds;
    let error = ServerError::TooMany { seconds };
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let response = (kind, error.ser()).into_response();
    too_many::answer(seconds, response)
}

/// Runs the function that is registered for this path. All of them answer pickers and previews, which have one brake (S); it is
/// judged before what was sent is read.
async fn answer(State(state): State<AppState>, mut request: Request) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned();
    let person = viewer.as_ref().map(|viewer| viewer.person);
    if let Some(Err(too_many)) = person.map(|person| state.services.brakes().question(person)) {
        return held_up(&too_many);
    }
    // What answers a form would send it back to where it came from: these are asked by islands, which read the answer.
    request.headers_mut().remove(header::ACCEPT);
    let answers: Arc<dyn Answers> = Arc::new(ViewersAnswers::new(state.services, viewer));
    let context = move || provide_context(Arc::clone(&answers));
    let answered = leptos_axum::handle_server_fns_with_context(context, request).await;
    let mut response = with_status(answered.into_response()).await;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
