//! `/setup/role-provisioning-rules/{id}`: a rule, what it would change, and what has to be confirmed.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use services::access::ManageSetup;
use services::provisioning::{Choosable, RuleOutcome, RulePage};

use super::foreseen::told;
use super::form::{Action, Ask, Line, RULES, RuleFields};
use crate::context::Viewer;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Checkbox, Choice, ErrorSummary, FieldRow, FormErrors, Notice, NoticeKind,
    PageHeading, PostForm, QuestionButton, QuestionDialog, Region, Select, TextField, Time,
};

const NEW: &str = "Add rule";

/// The form of a new rule.
pub(super) async fn show_new(context: RequestContext) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageSetup>()?;
    let page = context.services.provisioning().rule(&permitted, None).await?;
    Ok(context
        .render
        .page(NEW, move || {
            view(
                &context.viewer,
                page,
                RuleFields::default(),
                None,
                &FormErrors::new(),
            )
        })
        .await)
}

/// The form of a rule.
pub(super) async fn show(context: RequestContext, Path(id): Path<String>) -> Result<Response, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let permitted = context.viewer.require_everywhere::<ManageSetup>()?;
    let page = context.services.provisioning().rule(&permitted, Some(id)).await?;
    let fields = RuleFields::of(page.rule.as_ref());
    Ok(context
        .render
        .titled(&fields.name)
        .page(move || view(&context.viewer, page, fields, None, &FormErrors::new()))
        .await)
}

/// Why the form comes again: more lines, a preview or something to confirm (200), wrong (422), stale (409).
pub(super) struct Again {
    pub(super) status: StatusCode,
    pub(super) outcome: Option<RuleOutcome>,
    pub(super) errors: FormErrors,
}

/// The form with everything that was typed (G5, G6).
pub(super) async fn again(
    context: &RequestContext,
    id: Option<i64>,
    mut fields: RuleFields,
    why: Again,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageSetup>()?;
    let page = context.services.provisioning().rule(&permitted, id).await?;
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if why.status == StatusCode::CONFLICT {
        fields.version = page
            .rule
            .as_ref()
            .map(|rule| rule.version.to_string())
            .unwrap_or_default();
    }
    let titled = context
        .render
        .titled(page.rule.as_ref().map_or(NEW, |rule| rule.name.as_str()));
    let errors = at_lines(&why.errors, &page, &fields);
    let viewer = context.viewer.clone();
    let view = move || view(&viewer, page, fields, why.outcome, &errors);
    Ok(match why.status {
        StatusCode::OK => titled.page(view).await,
        status => titled.failed(status, view).await,
    })
}

/// A mark that an administrative role cannot have is wrong at each line that has it.
fn at_lines(errors: &FormErrors, page: &RulePage, fields: &RuleFields) -> FormErrors {
    let mut placed = FormErrors::new();
    for (field, message) in errors.iter() {
        if field == "provisionable" {
            let lines = fields.lines().into_iter().zip(1_usize..);
            for (_, number) in lines.filter(|(line, _)| line.provisionable && is_administrative(page, line)) {
                placed.add(&id_at(field, number), message);
            }
        }
        if field != "provisionable" || placed.is_empty() {
            placed.add(field, message);
        }
    }
    placed
}

fn is_administrative(page: &RulePage, line: &Line) -> bool {
    let mut roles = page.roles.iter();
    roles.any(|role| role.is_administrative && role.code == line.code.trim())
}

/// The id of a field in the line of that number.
fn id_at(name: &str, number: usize) -> String {
    match number {
        1 => name.to_owned(),
        number => format!("{name}-{number}"),
    }
}

fn view(
    viewer: &Viewer,
    page: RulePage,
    mut fields: RuleFields,
    outcome: Option<RuleOutcome>,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let summary = view! { <ErrorSummary errors/> }.into_any();
    let (told, confirm) = told(outcome);
    let lines = fields.lines().into_iter().map(|line| {
        let upgraded = upgraded(&page, &line);
        (line, upgraded)
    });
    let roles = roles(lines.collect(), page.roles, errors);
    let version = std::mem::take(&mut fields.version);
    let conditions = conditions(fields, errors);
    let delete = page.rule.is_some().then(|| delete(version.clone()).into_any());
    let (title, action, changed) = match page.rule {
        Some(rule) => {
            let action = format!("{RULES}/{}", rule.id);
            let by_upgrade = rule.roles.iter().any(|role| role.provisionable_by_upgrade);
            let by = rule
                .changed_by_name
                .or_else(|| by_upgrade.then(|| "the upgrade".to_owned()));
            (rule.name, action, by.zip(rule.changed_at))
        }
        None => (NEW.to_owned(), format!("{RULES}/new"), None),
    };
    let changed = changed.map(|(by, at)| {
        let zone = viewer.zone();
        view! { <p class="hint">{format!("Last changed by {by} on ")}<Time at zone/>"."</p> }
    });
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
                <Button kind=ButtonKind::Secondary name="action" value=Action::Preview.code()>"Preview"</Button>
                <a class="button button-secondary" href=RULES>"Cancel"</a>
            </ButtonRow>
        </PostForm>
        {delete.map(|inner| view! {
            <Region id="delete" title="Delete this rule">
                <PostForm action=delete_action>{inner}</PostForm>
            </Region>
            <QuestionDialog/>
        })}
        {changed}
    }
}

fn conditions(fields: RuleFields, errors: &FormErrors) -> impl IntoView + use<> {
    let field = |name: &'static str, label: &'static str, value: String, hint: Option<&'static str>| {
        let error = errors.of(name);
        view! { <TextField name label value hint error/> }.into_any()
    };
    let name = field(
        "name",
        "Name",
        fields.name,
        Some("Empty: made from the conditions."),
    );
    let department = field("department", "Department", fields.department, None);
    let job = field("job", "Job", fields.job, None);
    let location = field("location", "Location", fields.location, None);
    let choices = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
    let (selected, error) = (fields.is_manager, errors.of("is_manager"));
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

/// The lines, each with what there is to check about it.
fn roles(
    lines: Vec<(Line, Option<&'static str>)>,
    roles: Vec<Choosable>,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let choices: Vec<Choice> = roles
        .into_iter()
        .map(|role| Choice::new(role.code, role.name))
        .collect();
    let lines: Vec<_> = lines
        .into_iter()
        .zip(1_usize..)
        .map(|((line, upgraded), number)| {
            role_line(line, number, choices.clone(), upgraded, errors).into_any()
        })
        .collect();
    view! {
        {lines}
        <ButtonRow>
            <Button kind=ButtonKind::Secondary name="action" value=Action::More.code()>"Add another role"</Button>
        </ButtonRow>
    }
}

/// What there is to check where the upgrade made the line's role provisionable, as long as nobody has saved the rule.
fn upgraded(page: &RulePage, line: &Line) -> Option<&'static str> {
    let mut named = page.rule.iter().flat_map(|rule| &rule.roles);
    let marked = named.any(|role| role.provisionable_by_upgrade && role.code == line.code.trim());
    (marked && line.provisionable).then(|| if is_administrative(page, line) {
            "An open delegation depended on this rule, but an administrative role cannot stay provisionable. The rule can be saved \
             once it is unticked: the form then says how many delegations end."
        } else {
            "An open delegation depended on this rule. Keep the mark by saving the rule, or untick it: the form then says how many \
             delegations end."
        })
}

fn role_line(
    line: Line,
    number: usize,
    choices: Vec<Choice>,
    upgraded: Option<&'static str>,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let id = |name: &str| id_at(name, number);
    let error = errors.of("role").filter(|_| number == 1);
    let wrong = errors.of(&id("provisionable"));
    let upgraded = upgraded.map(|words| {
        view! { <Notice kind=NoticeKind::Warning title="Made provisionable by the upgrade: check.">{words}</Notice> }
    });
    let (role_id, auto, provisionable, requestable, own) = (
        id("role"),
        id("autoprovision"),
        id("provisionable"),
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
            <Checkbox name="autoprovision" id=auto label="Autoprovision" value=number.to_string() checked=line.autoprovision
                hint="A matching person holds it, as long as they match."/>
            <Checkbox name="provisionable" id=provisionable label="Provisionable" value=number.to_string() checked=line.provisionable
                hint="A matching person may delegate it to others, without approval." error=wrong/>
            {upgraded}
            <Checkbox name="requestable" id=requestable label="Requestable" value=number.to_string() checked=line.requestable
                hint="A matching person may request it for their reports; its policy decides."/>
            <Checkbox name="self_requestable" id=own label="Self-requestable" value=number.to_string() checked=line.self_requestable
                hint="A matching person may request it for themselves; its policy decides."/>
        </fieldset>
    }
}

fn delete(version: String) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="version" value=version/>
        <p>
            "Roles that it alone gives are taken away at once, and delegations that depend on it alone end. What it lets people \
             request they cannot request any more."
        </p>
        <ButtonRow>
            <QuestionButton ask=Ask::Delete.code() kind=ButtonKind::Danger>"Delete rule"</QuestionButton>
        </ButtonRow>
    }
}
