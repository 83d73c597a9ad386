//! `/profile/delegate`: the form of one's own delegation rule.

use axum::http::StatusCode;
use axum::response::Response;
use islands::delegates::RuleForm;

use super::edit_view::{Filled, Whose, view};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::FormErrors;

/// The form as it stands, or empty.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let (rule, now) = context
        .services
        .delegates()
        .rule_of(context.viewer.person)
        .await?;
    let filled = Filled::standing(Whose::Own, rule.as_ref(), context.viewer.zone(), now);
    Ok(context
        .render
        .page(Whose::Own.title(), move || view(filled))
        .await)
}

/// The form with what is wrong, if anything is (200), and everything that was typed (G5, G6).
pub(super) async fn failed(
    context: &RequestContext,
    (status, errors): (StatusCode, FormErrors),
    form: RuleForm,
) -> Result<Response, PageError> {
    let (rule, now) = context
        .services
        .delegates()
        .rule_of(context.viewer.person)
        .await?;
    let whose = (Whose::Own, rule.as_ref(), context.viewer.zone(), now);
    let filled = Filled::wrong(context, whose, (status, errors), form).await?;
    Ok(filled.answer(context, status).await)
}
