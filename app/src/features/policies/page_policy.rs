//! `/admin/settings/policies/{id}`: a policy's steps, what uses it, and what it would do now.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::PolicyId;
use domain::policy::MAX_STEPS;
use leptos::prelude::*;
use services::Error;
use services::access::EditPolicies;
use services::policies::{PolicyPage, RolePolicy};
use services::tasks::Foreseen;

use super::form::{Action, Ask, LIST, PolicyForm, PreviewQuery, policy_id, step_path};
use super::{preview, steps};
use crate::context::Viewer;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Choice, Column, EmptyState, ErrorSummary, FormErrors, LinkButton, Notice,
    NoticeKind, PageHeading, PostForm, QuestionButton, QuestionDialog, Region, Row, Select, Table, Tag,
    TextField, Time, cell,
};

/// What the page shows.
pub(super) struct Shown {
    pub(super) policy: PolicyPage,
    pub(super) form: PolicyForm,
    pub(super) query: PreviewQuery,
    pub(super) foreseen: Option<Foreseen>,
    pub(super) errors: FormErrors,
}

/// The page; with a task to imagine in the address, what the policy would do with it.
pub(super) async fn show(
    context: RequestContext,
    Path(id): Path<String>,
    Query(query): Query<PreviewQuery>,
) -> Result<Response, PageError> {
    let id = policy_id(&id).ok_or(PageError::NotFound)?;
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    let policy = context.services.policy(&permitted, id).await?;
    let too_many = if query.is_asked() {
        context.services.brakes().question(context.viewer.person).err()
    } else {
        None
    };
    let (foreseen, errors) = match (query.is_asked(), &too_many) {
        (false, _) => (None, FormErrors::new()),
        (true, Some(too_many)) => (None, too_many::errors(too_many)),
        (true, None) => match context.services.foresee(&permitted, id, &query.imagined()).await {
            Ok(foreseen) => (Some(foreseen), FormErrors::new()),
            Err(Error::Invalid(problems)) => (None, preview::errors(problems)),
            Err(other) => return Err(other.into()),
        },
    };
    let titled = context.render.titled(&policy.name);
    let is_wrong = !errors.is_empty();
    let shown = Shown {
        form: PolicyForm {
            name: policy.name.clone(),
            ..PolicyForm::default()
        },
        policy,
        query,
        foreseen,
        errors,
    };
    let page = if is_wrong {
        titled
            .failed(StatusCode::UNPROCESSABLE_ENTITY, move || {
                view(&context.viewer, shown)
            })
            .await
    } else {
        titled.page(move || view(&context.viewer, shown)).await
    };
    Ok(match too_many {
        Some(too_many) => too_many::answer(too_many.seconds, page),
        None => page,
    })
}

/// The page as it is now, with what is wrong and what was typed (G5, G6).
pub(super) async fn failed(
    context: &RequestContext,
    id: PolicyId,
    status: StatusCode,
    mut form: PolicyForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    let policy = context.services.policy(&permitted, id).await?;
    if form.action != Some(Action::Rename) {
        form.name.clone_from(&policy.name);
    }
    let titled = context.render.titled(&policy.name);
    let shown = Shown {
        policy,
        form,
        query: PreviewQuery::default(),
        foreseen: None,
        errors,
    };
    let viewer = context.viewer.clone();
    Ok(titled.failed(status, move || view(&viewer, shown)).await)
}

/// The policy of R22 (2), which nobody changes.
fn built_in(policy: PolicyPage) -> AnyView {
    let steps = steps::list(&policy).into_any();
    let title = policy.name;
    view! {
        <PageHeading title lead="A second person decides who gets an administrative role. This policy comes with the system and cannot be changed.">
            <Tag>"Request policy"</Tag><Tag>"Built-in"</Tag>
        </PageHeading>
        <Region id="steps" title="Steps">{steps}</Region>
        <p class="hint">
            "Its step is added after the steps of the role’s own policy where somebody requests an administrative role, and \
             stands by itself where an administrator adds one. If nobody else could decide, the role is added at once, and \
             every super administrator is notified."
        </p>
    }
    .into_any()
}

fn view(viewer: &Viewer, shown: Shown) -> AnyView {
    let Shown {
        mut policy,
        form,
        query,
        foreseen,
        errors,
    } = shown;
    if policy.built_in {
        return built_in(policy);
    }
    let tags = {
        let kind = format!("{} policy", policy.kind.in_words());
        let default = policy.is_default.then(|| view! { <Tag>"Default"</Tag> });
        view! { <Tag>{kind}</Tag>{default} }.into_any()
    };
    let add = (policy.steps.len() < MAX_STEPS).then(|| {
        let href = step_path(policy.id, policy.steps.len() + 1);
        view! { <LinkButton href=href>"Add step"</LinkButton> }
    });
    let changed = policy.changed_by.take().zip(policy.changed_at).map(|(by, at)| {
        let zone = viewer.zone();
        view! { <p class="hint">{format!("Last changed by {by} on ")}<Time at zone/>"."</p> }
    });
    let steps = if policy.steps.is_empty() {
        view! { <EmptyState title="No steps yet.">"Add the first one: it says who decides."</EmptyState> }
            .into_any()
    } else {
        steps::list(&policy).into_any()
    };
    let summary = view! { <ErrorSummary errors=&errors/> }.into_any();
    let empty = without_steps(&policy);
    let preview = preview::region(&policy, query, foreseen, &errors).into_any();
    let settings = settings(&policy, form.action == Some(Action::Rename), form.name, &errors).into_any();
    let (title, add) = (std::mem::take(&mut policy.name), add.into_any());
    let adding = (form.action == Some(Action::Use)).then(|| (form.role, errors.of("role")));
    let used_by = used_by(policy, adding).into_any();
    view! {
        {summary}
        <PageHeading title lead="A change concerns tasks created from now on: open tasks keep the steps they began with.">
            {tags}
        </PageHeading>
        {empty}
        <Region id="steps" title="Steps" actions=add>{steps}</Region>
        {preview}
        {used_by}
        {settings}
        {changed}
        <QuestionDialog/>
    }
    .into_any()
}

/// What happens to a task that meets a policy without steps.
fn without_steps(policy: &PolicyPage) -> Option<AnyView> {
    if !policy.steps.is_empty() {
        return None;
    }
    let words = match (policy.is_default, policy.used_by().count()) {
        (false, 0) => "Nothing uses it yet. A task that would follow it is refused, with that reason.",
        _ => "Every task that would follow it is refused, with that reason.",
    };
    Some(
        view! { <Notice kind=NoticeKind::Warning title="This policy has no steps.">{words}</Notice> }
            .into_any(),
    )
}

/// `adding`: the role that was chosen in vain, and what is wrong with it.
fn used_by(policy: PolicyPage, adding: Option<(String, Option<String>)>) -> impl IntoView + use<> {
    let version = policy.version.to_string();
    let kind = policy.kind.in_words().to_lowercase();
    let everyone_else = policy.is_default.then(|| {
        view! { <p>{format!("It is the default {kind} policy: it applies to every role without a {kind} policy of its own.")}</p> }
    });
    let make_default = (!policy.is_default).then(|| {
        view! {
            <PostForm version=policy.version.to_string() inline=true>
                <Button kind=ButtonKind::Secondary name="action" value=Action::MakeDefault.code()>"Make default"</Button>
            </PostForm>
        }
    });
    let roles = policy.roles.into_iter();
    let (using, others): (Vec<_>, Vec<_>) = roles.partition(|role| role.policy == Some(policy.id));
    let choices: Vec<Choice> = others
        .into_iter()
        .map(|role| match role.policy_name {
            Some(other) => Choice::new(role.code, format!("{} (now “{other}”)", role.name)),
            None => Choice::new(role.code, role.name),
        })
        .collect();
    let (typed, error) = adding.unwrap_or_default();
    let (table, make_default) = (roles_table(using, policy.version), make_default.into_any());
    view! {
        <Region id="used-by" title="Used by roles" actions=make_default>
            {everyone_else}
            {table}
            <PostForm version>
                <Select name="role" label="Role" prompt="Choose a role" choices selected=typed error
                    hint="Its new tasks of this type follow this policy."/>
                <ButtonRow><Button kind=ButtonKind::Secondary name="action" value=Action::Use.code()>"Add role"</Button></ButtonRow>
            </PostForm>
        </Region>
    }
}

fn roles_table(roles: Vec<RolePolicy>, version: i32) -> AnyView {
    let columns = vec![Column::row_header("Role"), Column::unlabelled("Remove")];
    let row = |role: RolePolicy| {
        let id = format!("role-{}", role.code);
        let name = view! { <span id=id.clone()>{role.name}</span> };
        let form = view! {
            <PostForm version=version.to_string() inline=true>
                <input type="hidden" name="role" value=role.code/>
                <QuestionButton ask=Ask::Stop.code() described_by=id>"Remove"</QuestionButton>
            </PostForm>
        };
        Row::new([cell(name), cell(form)])
    };
    let rows: Vec<Row> = roles.into_iter().map(row).collect();
    if rows.is_empty() {
        view! { <EmptyState title="No role uses it."/> }.into_any()
    } else {
        view! { <Table caption="Roles that use this policy" columns rows/> }.into_any()
    }
}

fn settings(policy: &PolicyPage, renaming: bool, name: String, errors: &FormErrors) -> impl IntoView + use<> {
    let version = policy.version;
    let tasks = match policy.open_tasks {
        0 => "No open task follows it.".to_owned(),
        1 => "1 open task follows it.".to_owned(),
        100.. => "More than 99 open tasks follow it.".to_owned(),
        count => format!("{count} open tasks follow it."),
    };
    let error = errors.of("name");
    view! {
        <details class="region" open=renaming>
            <summary>"Rename this policy"</summary>
            <PostForm version=version.to_string()>
                <TextField name="name" label="Name" value=name error/>
                <ButtonRow><Button name="action" value=Action::Rename.code()>"Rename"</Button></ButtonRow>
            </PostForm>
        </details>
        <Region id="delete" title="Delete this policy">
            <PostForm version=version.to_string()>
                <p>"It can be deleted while no role uses it, no open task follows it, and it is not the default of its type. " {tasks}</p>
                <ButtonRow>
                    <QuestionButton ask=Ask::Delete.code() kind=ButtonKind::Danger>"Delete policy"</QuestionButton>
                </ButtonRow>
            </PostForm>
        </Region>
        <p><a href=LIST>"All policies"</a></p>
    }
}
