//! `/admin/directory/users/{username}/delegation`: the form of another person's delegation rule (T8).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use services::access::ManageDirectory;
use services::directory::Known;

use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::features::delegates::edit_view::{Filled, Whose, view};
use crate::features::delegates::form::RuleForm;
use crate::render::Render;
use crate::ui::FormErrors;

/// The form as it stands, or empty.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
    Path(username): Path<String>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ManageDirectory>()?;
    let known = state.services.directory_person(&permitted, &username, 1).await?;
    let whose = whose(&known);
    let title = whose.title();
    let filled = Filled::standing(whose, known.detail.rule.as_ref(), known.zone, known.now);
    Ok(render.page(title, move || view(filled)))
}

/// The form with what is wrong and everything that was typed (G5, G6).
pub(super) async fn failed(
    render: &Render,
    viewer: &Viewer,
    state: &AppState,
    username: &str,
    (status, errors): (StatusCode, FormErrors),
    form: RuleForm,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ManageDirectory>()?;
    let known = state.services.directory_person(&permitted, username, 1).await?;
    let whose = whose(&known);
    let title = whose.title();
    let standing = (whose, known.detail.rule.as_ref(), known.zone, known.now);
    let filled = Filled::wrong(standing, (viewer, state), (status, errors), form).await?;
    Ok(render.failed(status, title, || view(filled)))
}

fn whose(known: &Known) -> Whose {
    Whose::Other {
        username: known.detail.username.clone(),
        name: known.detail.display_name.clone(),
    }
}
