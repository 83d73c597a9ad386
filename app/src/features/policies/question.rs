//! What is asked before a policy is deleted, or a role follows it no more (T10). A step is removed from what is typed and nothing else,
//! so nothing is asked: the save is what changes the policy, and its bar says what it would.

use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::PolicyId;
use services::access::EditPolicies;
use services::policies::{PolicyPage, in_use};

use super::form::{Action, Ask, PolicyForm, policy_path};
use super::page_policy;
use super::steps::approver_in_words;
use super::typed::Typed;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{Effect, FormErrors, Question};

/// The question; or the policy's page with why there is none.
pub(super) async fn ask(
    context: &RequestContext,
    id: PolicyId,
    (ask, form): (Ask, PolicyForm),
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    context.services.brakes().question(context.viewer.person)?;
    let policy = context.services.policies().read(&permitted, id).await?;
    if policy.built_in {
        return Err(PageError::NotFound);
    }
    let asked = match ask {
        Ask::Delete => deletion(&policy),
        Ask::Stop => stop(&policy, &form),
    };
    match asked {
        Ok(question) => {
            let path = policy_path(id).as_str().to_owned();
            let question = Question {
                action: Some(path.clone()),
                back: path,
                ..question
            };
            Ok(context
                .render
                .ask(question.with("version", policy.version.to_string()))
                .await)
        }
        Err(_) if context.render.wants_data() => Ok(context.render.no_question()),
        Err(words) => {
            let (status, errors) = (StatusCode::CONFLICT, FormErrors::whole(words));
            let typed = Typed::saved(&policy);
            page_policy::failed(context, id, status, (form, typed), errors).await
        }
    }
}

fn deletion(policy: &PolicyPage) -> Result<Question, String> {
    if let Some(words) = in_use(policy) {
        return Err(words);
    }
    let approvers: Vec<_> = policy
        .steps
        .iter()
        .map(|saved| approver_in_words(policy, &saved.step))
        .collect();
    let steps = i64::try_from(approvers.len()).unwrap_or(i64::MAX);
    let effect = Effect::counted(
        steps,
        "step is deleted with it",
        "steps are deleted with it",
        Some(approvers.join(", ")),
    );
    let question = Question {
        title: format!("Delete “{}”?", policy.name),
        lead: Some(
            "No role uses it, and no open task follows it. Tasks that are closed keep their steps."
                .to_owned(),
        ),
        effects: effect.into_iter().collect(),
        warning: Some("This cannot be undone.".to_owned()),
        confirm: "Delete policy".to_owned(),
        keep: "Keep policy".to_owned(),
        ..Question::default()
    };
    Ok(question.with("action", Action::Delete.code()))
}

fn stop(policy: &PolicyPage, form: &PolicyForm) -> Result<Question, String> {
    let role = policy.used_by().find(|role| role.code == form.role);
    let role = role.ok_or_else(|| format!("That role does not use “{}” any more", policy.name))?;
    let question = Question {
        title: format!("Stop using “{}” for {}?", policy.name, role.name),
        lead: Some(format!(
            "New tasks for {} follow the default {} policy. Tasks that are open keep their steps.",
            role.name,
            policy.kind.in_words().to_lowercase()
        )),
        confirm: "Remove role".to_owned(),
        keep: "Keep role".to_owned(),
        ..Question::default()
    };
    Ok(question
        .with("role", role.code.clone())
        .with("action", Action::Stop.code()))
}
