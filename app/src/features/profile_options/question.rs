//! What is asked before a value is removed: what holds instead.

use axum::http::StatusCode;
use axum::response::Response;
use domain::profile_option::ProfileOption;
use services::profile_options::ProfileValues;

use super::form::{Action, PATH, ValueForm, href};
use super::page_values;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{FormErrors, Question};

/// The question; or the page with why there is none.
pub(super) async fn ask(context: &RequestContext, form: ValueForm) -> Result<Response, PageError> {
    let option = ProfileOption::from_code(form.code.trim()).ok_or(PageError::NotFound)?;
    context.services.brakes().question(context.viewer.person)?;
    let values = context
        .services
        .profile_options()
        .values(&context.viewer, Some(option))
        .await?;
    if let Some(question) = question(option, &values, &form) {
        return Ok(context.render.ask(question).await);
    }
    if context.render.wants_data() {
        return Ok(context.render.no_question());
    }
    let errors = FormErrors::whole("That value is not set any more: there is nothing to remove");
    page_values::failed(context, StatusCode::CONFLICT, form, errors).await
}

/// None where nothing is set at that level, or nothing that the reader may see.
fn question(option: ProfileOption, values: &ProfileValues, form: &ValueForm) -> Option<Question> {
    let user = form.username();
    let set = values
        .of(option)
        .find(|set| set.username.as_ref().map(|name| name.to_lowercase()) == user)?;
    let whose = match &set.display_name {
        Some(name) => name.clone(),
        None => "the Site".to_owned(),
    };
    let at_site = values.at_site(option).filter(|_| set.username.is_some());
    let (held, source) = match at_site {
        Some(site) => (site.value.clone(), "the Site’s value"),
        None => (option.default_value(), "the default"),
    };
    let held = match held.as_str() {
        "" => format!("{source} holds for {whose}, which is empty."),
        held => format!("{source} holds for {whose}: {held}."),
    };
    let was = match set.value.as_str() {
        "" => "The empty value".to_owned(),
        value => format!("“{value}”"),
    };
    let question = Question {
        title: format!("Remove {} for {whose}?", option.code()),
        lead: Some(format!("{was} is removed. From then on {held}")),
        warning: Some("To undo this, set the value again.".to_owned()),
        action: Some(PATH.to_owned()),
        confirm: "Remove value".to_owned(),
        keep: "Keep value".to_owned(),
        back: href(option, ""),
        keeps_typed: true,
        ..Question::default()
    };
    let question = question
        .with("code", form.code.clone())
        .with("level", form.level.clone())
        .with("user", form.user.clone())
        .with("value", form.value.clone())
        .with("version", form.version.clone())
        .with("site_version", form.site_version.clone());
    Some(question.with("action", Action::Remove.code()))
}
