//! `/profile/delegate`: the form of one's own delegation rule.

use axum::http::StatusCode;
use axum::response::Response;

use super::edit_view::{Filled, Whose, view};
use super::form::RuleForm;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::FormErrors;

/// The form as it stands, or empty.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let RequestContext {
        render,
        viewer,
        state,
    } = &context;
    let (rule, now) = state.services.rule_of(viewer.person).await?;
    let filled = Filled::standing(Whose::Own, rule.as_ref(), viewer.zone(), now);
    Ok(render.page(Whose::Own.title(), move || view(filled)))
}

/// The form with what is wrong, if anything is (200), and everything that was typed (G5, G6).
pub(super) async fn failed(
    context: &RequestContext,
    (status, errors): (StatusCode, FormErrors),
    form: RuleForm,
) -> Result<Response, PageError> {
    let RequestContext {
        render,
        viewer,
        state,
    } = context;
    let (rule, now) = state.services.rule_of(viewer.person).await?;
    let whose = (Whose::Own, rule.as_ref(), viewer.zone(), now);
    let filled = Filled::wrong(whose, (viewer, state), (status, errors), form).await?;
    Ok(match status {
        StatusCode::OK => render.page(Whose::Own.title(), || view(filled)),
        _ => render.failed(status, Whose::Own.title(), || view(filled)),
    })
}
