//! POST `/admin/settings/policies/new` and `…/{id}`: everything but a step's own form.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::ids::PolicyId;
use services::actor::PersonActor;
use services::policies::PolicyInput;
use services::{Error, Services};

use super::form::{Action, LIST, NewForm, PolicyForm, policy_id, policy_path};
use super::typed::Typed;
use super::{page_new, page_policy, question};
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::render::Render;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::FormErrors;

/// Creates a policy, and goes on to its page.
pub(super) async fn create(
    render: Render,
    Acting(actor): Acting,
    State(services): State<Services>,
    Form(form): Form<NewForm>,
) -> Result<Response, PageError> {
    match services.policies().create(&actor, &form.input()).await {
        Ok(id) => {
            let told = Flash::done("The policy is created. Add its first step.");
            Ok(told.along_with(policy_path(id).see_other()))
        }
        Err(Error::Invalid(problems)) => {
            Ok(page_new::failed(&render, form, FormErrors::from(problems)).await)
        }
        Err(other) => Err(other.into()),
    }
}

/// Saves the policy, or edits what is typed; deletes it, makes it the default; which roles use it.
pub(super) async fn change(
    context: RequestContext,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Form(form): Form<PolicyForm>,
) -> Result<Response, PageError> {
    let id = policy_id(&id).ok_or(PageError::NotFound)?;
    let unknown = PageError::Rejected(StatusCode::UNPROCESSABLE_ENTITY);
    if let Some(ask) = form.ask {
        return question::ask(&context, id, (ask, form)).await;
    }
    let (draft, open) = form.draft().ok_or(unknown.clone())?;
    let mut typed = Typed::new(draft, open);
    if let Some(edit) = form.edit {
        typed.edit(edit);
        return page_policy::edited(&context, id, (edit.edit, &form), typed).await;
    }
    let action = form.action.ok_or(unknown)?;
    let (status, errors) = match act(&context.services, &actor, id, (action, &form), &typed).await {
        Ok((flash, next)) => return Ok(flash.along_with(next.see_other())),
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, typed.errors(problems)),
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, FormErrors::whole(words)),
        Err(Error::Stale(stale)) => {
            let next = match action {
                Action::Save => {
                    "Nothing was saved. What you typed is still below, and after it any step that was added meanwhile. Look at what saving it would change now, then save again."
                }
                Action::Delete | Action::MakeDefault | Action::Use | Action::Stop => {
                    "Nothing was saved. This page shows it as it is now: look, then do it again."
                }
            };
            stale_form::refused(&stale, context.viewer.zone(), "this policy", next)
        }
        Err(other) => return Err(other.into()),
    };
    page_policy::failed(&context, id, status, (form, typed), errors).await
}

/// Carries out what the form says.
async fn act(
    services: &Services,
    actor: &PersonActor,
    id: PolicyId,
    (action, form): (Action, &PolicyForm),
    typed: &Typed,
) -> Result<(Flash, LocalPath), Error> {
    let (version, page) = (form.version(), policy_path(id));
    let done = |words: String| (Flash::done(words), policy_path(id));
    let ended = |words: String| (Flash::ended(words), policy_path(id));
    match action {
        Action::Save => {
            let draft = typed.draft.clone();
            let input = PolicyInput { version, draft };
            let saved = services.policies().save(actor, id, &input).await;
            saved.map(|is_changed| {
                done(if is_changed {
                    "The policy is saved. Tasks that are open keep their steps.".to_owned()
                } else {
                    "Nothing was changed.".to_owned()
                })
            })
        }
        Action::Delete => {
            let list = LocalPath::parse(LIST).unwrap_or(page);
            let deleted = services.policies().delete(actor, id, version).await;
            deleted.map(|name| (Flash::ended(format!("“{name}” is deleted.")), list))
        }
        Action::MakeDefault => services
            .policies()
            .make_default(actor, id, version)
            .await
            .map(|()| {
                done(
                    "It is the default now: it applies to every role that has no policy of its own."
                        .to_owned(),
                )
            }),
        Action::Use => services
            .policies()
            .use_for_role(actor, id, version, &form.role)
            .await
            .map(|role| done(format!("New tasks for {role} follow this policy."))),
        Action::Stop => services
            .policies()
            .stop_for_role(actor, id, version, &form.role)
            .await
            .map(|role| ended(format!("New tasks for {role} follow the default policy."))),
    }
}
