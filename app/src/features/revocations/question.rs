//! What is asked before a revocation is started: what ends once it is approved, counted (T13, R12).

use axum::http::StatusCode;
use axum::response::Response;
use services::tasks::RevocationEffects;

use super::form::RevokeForm;
use super::page_new;
use crate::error::PageError;
use crate::features::directory::address;
use crate::features::tasks::removal_effects::removal_effects;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::{FormErrors, Question, Reason};

/// The question; or the form with what is missing.
pub(super) async fn ask(
    context: &RequestContext,
    username: &str,
    form: RevokeForm,
) -> Result<Response, PageError> {
    if let Err(too_many) = context.services.brakes().question(context.viewer.person) {
        let page = if context.render.wants_data() {
            context.render.no_question()
        } else {
            let (status, errors) = (StatusCode::TOO_MANY_REQUESTS, too_many::errors(&too_many));
            page_new::failed(context, status, username, (form, errors)).await?
        };
        return Ok(too_many::answer(too_many.seconds, page));
    }
    let effects = context
        .services
        .tasks()
        .revocation_effects(&context.viewer, username, form.role.trim())
        .await?;
    if let Some(effects) = effects {
        return Ok(context.render.ask(question(&effects, username, &form)).await);
    }
    if context.render.wants_data() {
        return Ok(context.render.no_question());
    }
    let words = match form.role.trim() {
        "" => "Choose a role",
        _ => "Choose one of the roles offered",
    };
    let (status, errors) = (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::at("role", words));
    page_new::failed(context, status, username, (form, errors)).await
}

fn question(effects: &RevocationEffects, username: &str, form: &RevokeForm) -> Question {
    let RevocationEffects {
        subject,
        role,
        removal,
    } = effects;
    let refusal = removal.roles.iter().find_map(|role| removal.refusal(role.pair));
    let person = address::person(username);
    let path = format!("{person}/revoke");
    let question = Question {
        title: format!("Start revoking {role} from {subject}?"),
        lead: Some(format!(
            "Whoever the role’s revocation policy names decides. Until it is approved {subject} keeps {role}; then:"
        )),
        effects: removal_effects(removal, ("role is taken away", "roles are taken away")),
        warning: refusal.map(|why| format!("As things are, nobody can approve it: {why}.")),
        action: Some(path),
        reason: Some(Reason {
            hint: "Helps whoever decides. You may leave it empty.".to_owned(),
            value: form.reason.clone(),
            error: None,
        }),
        confirm: "Start revocation".to_owned(),
        keep: "Keep role".to_owned(),
        back: person,
        keeps_typed: form.back.is_empty(),
        ..Question::default()
    };
    question.with("role", form.role.clone())
}
