//! A page or call that is refused is written down (G8).

use app::context::ClientAddress;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use services::Services;
use services::actor::RequestId;
use services::refusals::{Asker, RefusedPage};

/// Inside what makes ids and addresses, outside what looks at sessions and tokens.
pub(crate) async fn note(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    let (id, address) = {
        let extensions = request.extensions();
        (
            extensions.get::<RequestId>().cloned(),
            extensions.get::<ClientAddress>().cloned(),
        )
    };
    let response = next.run(request).await;
    let (Some(request_id), Some(ClientAddress(address))) = (id, address) else {
        return response;
    };
    if response.status() != StatusCode::FORBIDDEN {
        return response;
    }
    // A link that works once is a secret.
    let path = match &route {
        Some(route) if route.as_str().contains("{token}") => route.as_str(),
        _ => path.as_str(),
    };
    let refused = RefusedPage {
        who: asker.who(),
        address: &address,
        method: method.as_str(),
        path,
        request_id,
    };
    if let Err(error) = services.note_refused_page(refused).await {
        // The refusal stands, whether or not it can be written down.
        tracing::error!(error = %error.chain(), path, "a refusal could not be written into the audit log");
    }
    response
}
