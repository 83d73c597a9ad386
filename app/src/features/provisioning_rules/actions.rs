//! POST `/setup/role-provisioning-rules/new` and `…/{id}`: save, preview, delete.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use services::Error;
use services::provisioning::RuleOutcome;
use services::stale::Deed;

use super::form::{Action, RULES, RuleFields};
use super::page_rule::{self, Again};
use super::question::question;
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::LocalPath;
use crate::request_context::RequestContext;
use crate::ui::FormErrors;
use crate::{stale_form, too_many};

/// Adds a rule.
pub(super) async fn create(
    context: RequestContext,
    acting: Acting,
    Form(fields): Form<RuleFields>,
) -> Result<Response, PageError> {
    save(&context, &acting, None, fields).await
}

/// Saves or deletes a rule.
pub(super) async fn change(
    context: RequestContext,
    acting: Acting,
    Path(id): Path<String>,
    Form(fields): Form<RuleFields>,
) -> Result<Response, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    save(&context, &acting, Some(id), fields).await
}

async fn save(
    context: &RequestContext,
    Acting(actor): &Acting,
    id: Option<i64>,
    mut fields: RuleFields,
) -> Result<Response, PageError> {
    let again = |status, outcome, errors| Again {
        status,
        outcome,
        errors,
    };
    if fields.action == Action::More {
        let why = again(StatusCode::OK, None, FormErrors::new());
        match page_rule::again(context, id, fields.clone(), why).await {
            // Somebody has deleted the rule: saving it says who.
            Err(PageError::NotFound) => {}
            other => return other,
        }
    }
    // To save counts what would follow first, as a preview does.
    if let Err(too_many) = context.services.brakes().question(context.viewer.person) {
        if fields.is_about_deletion() {
            return Err(too_many.into());
        }
        let why = again(StatusCode::TOO_MANY_REQUESTS, None, too_many::errors(&too_many));
        let page = page_rule::again(context, id, fields, why).await?;
        return Ok(too_many::answer(too_many.seconds, page));
    }
    let why = match context
        .services
        .provisioning()
        .save_rule(actor, &fields.input(id))
        .await
    {
        Ok(RuleOutcome::Done(words)) => {
            if fields.ask.is_some() && context.render.wants_data() {
                return Ok(context.render.no_question());
            }
            let list = LocalPath::parse(RULES).unwrap_or_else(LocalPath::root);
            let flash = if fields.is_about_deletion() {
                Flash::ended(words)
            } else {
                Flash::done(words)
            };
            return Ok(flash.along_with(list.see_other()));
        }
        Ok(RuleOutcome::Preview(foreseen) | RuleOutcome::Confirm(foreseen)) if fields.is_about_deletion() => {
            let permitted = context
                .viewer
                .require_everywhere::<services::access::ManageSetup>()?;
            let page = context.services.provisioning().rule(&permitted, id).await?;
            let rule = page.rule.as_ref().ok_or(PageError::NotFound)?;
            return Ok(context.render.ask(question(rule, &foreseen)).await);
        }
        Ok(outcome) => again(StatusCode::OK, Some(outcome), FormErrors::new()),
        Err(Error::Invalid(problems)) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, None, FormErrors::from(problems))
        }
        Err(Error::Stale(stale)) => {
            let next = match stale.deed {
                Deed::Changed => {
                    "Nothing was saved. What you typed is still below: look at the rule, then save again."
                }
                Deed::Deleted | Deed::Removed => {
                    "Nothing was saved. What you typed is still below: save it to add it as a new rule."
                }
            };
            let (status, errors) = stale_form::refused(&stale, context.viewer.zone(), "this rule", next);
            let why = again(status, None, errors);
            if stale.deed != Deed::Changed {
                // From here on it is the form of a new rule.
                return page_rule::again(context, None, fields, why).await;
            }
            why
        }
        Err(other) => return Err(other.into()),
    };
    // A form that is to delete carries none of the rule's own fields.
    if fields.is_about_deletion() {
        if context.render.wants_data() {
            return Ok(context.render.no_question());
        }
        let permitted = context
            .viewer
            .require_everywhere::<services::access::ManageSetup>()?;
        let page = context.services.provisioning().rule(&permitted, id).await?;
        let version = fields.version;
        fields = RuleFields {
            version,
            action: Action::Delete,
            ..RuleFields::of(page.rule.as_ref())
        };
    }
    page_rule::again(context, id, fields, why).await
}
