//! `/admin/directory/users/{username}/delegation`: the form of another person's delegation rule (T8).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use islands::delegates::RuleForm;
use services::access::ManageDirectory;
use services::directory::Known;

use super::actions::removed;
use super::address;
use crate::error::PageError;
use crate::features::delegates::edit_view::{Filled, Whose, view};
use crate::features::delegates::question::question;
use crate::local_path::see_other;
use crate::request_context::RequestContext;
use crate::ui::FormErrors;

/// The form as it stands, or empty.
pub(super) async fn show(
    context: RequestContext,
    Path(username): Path<String>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageDirectory>()?;
    let known = context
        .services
        .directory()
        .person(&permitted, &username, 1)
        .await?;
    let whose = whose(&known);
    let title = whose.title();
    let filled = Filled::standing(whose, known.detail.rule.as_ref(), known.zone, known.now);
    Ok(context.render.page(title, move || view(filled)).await)
}

/// The form with what is wrong, if anything is (200), and everything that was typed (G5, G6).
pub(super) async fn failed(
    context: &RequestContext,
    username: &str,
    (status, errors): (StatusCode, FormErrors),
    form: RuleForm,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageDirectory>()?;
    let known = context
        .services
        .directory()
        .person(&permitted, username, 1)
        .await?;
    let whose = whose(&known);
    let standing = (whose, known.detail.rule.as_ref(), known.zone, known.now);
    let filled = Filled::wrong(context, standing, (status, errors), form).await?;
    Ok(filled.answer(context, status).await)
}

/// The question before the delegate is removed.
pub(super) async fn ask(
    context: &RequestContext,
    username: &str,
    form: RuleForm,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageDirectory>()?;
    context.services.brakes().question(context.viewer.person)?;
    let known = context
        .services
        .directory()
        .person(&permitted, username, 1)
        .await?;
    if let Some(removal) = context
        .services
        .delegates()
        .removal_for(&permitted, username)
        .await?
    {
        let path = address::delegation(username);
        return Ok(context
            .render
            .ask(question(&whose(&known), &removal, form, &path, known.now))
            .await);
    }
    // Removed already, in another tab: it is as it was to be.
    if context.render.wants_data() {
        return Ok(context.render.no_question());
    }
    Ok(removed(username).along_with(see_other(&address::person(username))))
}

fn whose(known: &Known) -> Whose {
    Whose::Other {
        username: known.detail.username.clone(),
        name: known.detail.display_name.clone(),
    }
}
