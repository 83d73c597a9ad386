//! What a page answers to somebody who is too quick: 429, and when to try again.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use services::brakes::TooMany;

use crate::ui::FormErrors;

/// What the form says of it; nothing typed is lost.
pub(crate) fn errors(too_many: &TooMany) -> FormErrors {
    FormErrors::whole(too_many.to_string())
}

/// The form as it came back, or what a program is answered, with the status and `Retry-After`.
pub(crate) fn answer(seconds: u32, mut response: Response) -> Response {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
