//! `/setup/role-provisioning-rules/{id}`: a rule, what it would change, and what has to be confirmed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use services::access::ManageSetup;
use services::provisioning::{RuleOutcome, RulePage};

use super::foreseen::told;
use super::form::{Line, RULES, RuleFields};
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::render::Render;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Checkbox, Choice, ErrorSummary, FieldRow, FormErrors, PageHeading,
    PostForm, Select, TextField, Time,
};

const NEW: &str = "Add rule";

/// The form of a new rule.
pub(super) async fn show_new(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ManageSetup>()?;
    let page = state.services.provisioning_rule(&permitted, None).await?;
    Ok(render.page(NEW, move || {
        view(&viewer, &page, &RuleFields::default(), None, &FormErrors::new())
    }))
}

/// The form of a rule.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let permitted = viewer.require_everywhere::<ManageSetup>()?;
    let page = state.services.provisioning_rule(&permitted, Some(id)).await?;
    let fields = RuleFields::of(page.rule.as_ref());
    let title = fields.name.clone();
    Ok(render.page(&title, move || {
        view(&viewer, &page, &fields, None, &FormErrors::new())
    }))
}

/// Why the form comes again: more lines, a preview or something to confirm (200), wrong (422), stale (409).
pub(super) struct Again {
    pub(super) status: StatusCode,
    pub(super) outcome: Option<RuleOutcome>,
    pub(super) errors: FormErrors,
}

/// The form with everything that was typed (G5, G6).
pub(super) async fn again(
    render: &Render,
    viewer: &Viewer,
    state: &AppState,
    id: Option<i64>,
    mut fields: RuleFields,
    why: Again,
) -> Result<Response, PageError> {
    let permitted = viewer.require_everywhere::<ManageSetup>()?;
    let page = state.services.provisioning_rule(&permitted, id).await?;
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if why.status == StatusCode::CONFLICT {
        fields.version = page
            .rule
            .as_ref()
            .map(|rule| rule.version.to_string())
            .unwrap_or_default();
    }
    let title = page
        .rule
        .as_ref()
        .map_or(NEW.to_owned(), |rule| rule.name.clone());
    let view = || view(viewer, &page, &fields, why.outcome, &why.errors);
    Ok(match why.status {
        StatusCode::OK => render.page(&title, view),
        status => render.failed(status, &title, view),
    })
}

fn view(
    viewer: &Viewer,
    page: &RulePage,
    fields: &RuleFields,
    outcome: Option<RuleOutcome>,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let summary = view! { <ErrorSummary errors/> }.into_any();
    let title = page
        .rule
        .as_ref()
        .map_or(NEW.to_owned(), |rule| rule.name.clone());
    let changed = page
        .rule
        .as_ref()
        .and_then(|rule| rule.changed_by_name.clone().zip(rule.changed_at))
        .map(|(by, at)| {
            let zone = viewer.zone();
            view! { <p class="hint">{format!("Last changed by {by} on ")}<Time at zone/>"."</p> }
        });
    let action = page
        .rule
        .as_ref()
        .map_or(format!("{RULES}/new"), |rule| format!("{RULES}/{}", rule.id));
    let (told, confirm) = told(fields, outcome);
    let (conditions, roles) = (conditions(fields, errors), roles(page, fields, errors));
    let delete = page.rule.is_some().then(|| delete(fields).into_any());
    let version = fields.version.clone();
    let delete_action = action.clone();
    view! {
        {summary}
        <PageHeading title lead="Roles marked Autoprovision come and go with the match, in the moment the rule is saved."/>
        {told}
        <PostForm version action>
            {confirm}
            {conditions}
            {roles}
            <ButtonRow>
                <Button>"Save"</Button>
                <Button kind=ButtonKind::Secondary name="action" value="preview">"Preview"</Button>
                <a class="button button-secondary" href=RULES>"Cancel"</a>
            </ButtonRow>
        </PostForm>
        {delete.map(|inner| view! {
            <details class="region">
                <summary>"Delete this rule"</summary>
                <PostForm action=delete_action>{inner}</PostForm>
            </details>
        })}
        {changed}
    }
}

fn conditions(fields: &RuleFields, errors: &FormErrors) -> impl IntoView + use<> {
    let field = |name: &'static str, label: &'static str, value: &String, hint: Option<&'static str>| {
        let (value, error) = (value.clone(), errors.of(name));
        view! { <TextField name label value hint error/> }.into_any()
    };
    let name = field(
        "name",
        "Name",
        &fields.name,
        Some("Empty: made from the conditions."),
    );
    let department = field("department", "Department", &fields.department, None);
    let job = field("job", "Job", &fields.job, None);
    let location = field("location", "Location", &fields.location, None);
    let choices = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
    let (selected, error) = (fields.is_manager.clone(), errors.of("is_manager"));
    view! {
        {name}
        <fieldset class="field flags">
            <legend>"Whom it is for"</legend>
            <p class="hint">"Exactly as the directory has it. What is empty matches everyone."</p>
            <FieldRow>{department}{job}</FieldRow>
            <FieldRow>
                {location}
                <Select name="is_manager" label="Is a manager" prompt="Any" choices selected error/>
            </FieldRow>
        </fieldset>
    }
}

fn roles(page: &RulePage, fields: &RuleFields, errors: &FormErrors) -> impl IntoView + use<> {
    let choices: Vec<Choice> = page
        .roles
        .iter()
        .map(|role| Choice::new(role.code.clone(), role.name.clone()))
        .collect();
    let lines: Vec<_> = fields
        .lines()
        .into_iter()
        .zip(1_usize..)
        .map(|(line, number)| role_line(line, number, choices.clone(), errors).into_any())
        .collect();
    view! {
        {lines}
        <ButtonRow>
            <Button kind=ButtonKind::Secondary name="action" value="more">"Add another role"</Button>
        </ButtonRow>
    }
}

fn role_line(line: Line, number: usize, choices: Vec<Choice>, errors: &FormErrors) -> impl IntoView + use<> {
    let id = |name: &str| match number {
        1 => name.to_owned(),
        number => format!("{name}-{number}"),
    };
    let error = errors.of("role").filter(|_| number == 1);
    let value = number.to_string();
    let (role_id, auto, requestable, own) = (
        id("role"),
        id("autoprovision"),
        id("requestable"),
        id("self_requestable"),
    );
    let legend = match number {
        1 => "What it gives".to_owned(),
        number => format!("Role {number}"),
    };
    view! {
        <fieldset class="field flags">
            <legend>{legend}</legend>
            <Select name="role" id=role_id label="Role" prompt="Choose a role" choices selected=line.code error/>
            <Checkbox name="autoprovision" id=auto label="Autoprovision" value=value.clone() checked=line.autoprovision
                hint="Whoever matches holds it, as long as they match."/>
            <Checkbox name="requestable" id=requestable label="Requestable" value=value.clone() checked=line.requestable
                hint="Whoever matches may ask for it for others, and lend it."/>
            <Checkbox name="self_requestable" id=own label="Self-requestable" value=value checked=line.self_requestable
                hint="Whoever matches may ask for it for themselves."/>
        </fieldset>
    }
}

fn delete(fields: &RuleFields) -> impl IntoView + use<> {
    let version = fields.version.clone();
    view! {
        <input type="hidden" name="version" value=version/>
        <p>"Roles that it alone gives are taken away at once; what it lets people ask for they cannot ask for any more."</p>
        <ButtonRow>
            <Button kind=ButtonKind::Danger name="action" value="delete">"Delete rule"</Button>
        </ButtonRow>
    }
}
