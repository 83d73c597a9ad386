//! `/admin/settings/policies/{id}`: a policy's steps, what uses it, and what it would do now.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::PolicyId;
use domain::policy::DraftStep;
use islands::packed::Packed;
use islands::policies::{Edit, Foresight, Imagining, PolicyEditor};
use leptos::prelude::*;
use services::Error;
use services::access::EditPolicies;
use services::brakes::TooMany;
use services::policies::PolicyPage;

use super::editor::state;
use super::form::{Action, Ask, LIST, PolicyForm, PreviewQuery, imagined, policy_id};
use super::typed::Typed;
use super::used_by::used_by;
use super::{preview, steps};
use crate::context::Viewer;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::{
    ButtonKind, ButtonRow, ErrorSummary, FormErrors, Notice, NoticeKind, PageHeading, PostForm,
    QuestionButton, QuestionDialog, Region, Tag,
};

/// What the page shows.
pub(super) struct Shown {
    pub(super) policy: PolicyPage,
    pub(super) typed: Typed,
    pub(super) imagining: Imagining,
    pub(super) foresight: Option<Foresight>,
    /// The role that was chosen in vain, of "Add role".
    adding: Option<String>,
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
    let policy = context.services.policies().read(&permitted, id).await?;
    let is_asked = query.is_asked();
    let imagining = query.imagining();
    let tried = if is_asked {
        try_it(&context, id, None, &imagining).await?
    } else {
        Tried::default()
    };
    answer(&context, policy, tried, |policy, foresight, errors| Shown {
        typed: Typed::saved(&policy),
        policy,
        imagining,
        foresight,
        adding: None,
        errors,
    })
    .await
}

/// What came of a task to imagine.
#[derive(Default)]
struct Tried {
    foresight: Option<Foresight>,
    errors: FormErrors,
    too_many: Option<TooMany>,
}

async fn try_it(
    context: &RequestContext,
    id: PolicyId,
    steps: Option<&[DraftStep]>,
    imagining: &Imagining,
) -> Result<Tried, PageError> {
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    if let Err(too_many) = context.services.brakes().question(context.viewer.person) {
        return Ok(Tried {
            errors: too_many::errors(&too_many),
            too_many: Some(too_many),
            ..Tried::default()
        });
    }
    let foreseen = context
        .services
        .tasks()
        .foresee(&permitted, id, steps, &imagined(imagining))
        .await;
    let (foresight, errors) = match foreseen {
        Ok(foreseen) => (Some(preview::foresight(foreseen)), FormErrors::new()),
        Err(Error::Invalid(problems)) => (None, preview::errors(problems)),
        Err(Error::Conflict(words)) => (None, FormErrors::whole(words)),
        Err(other) => return Err(other.into()),
    };
    Ok(Tried {
        foresight,
        errors,
        too_many: None,
    })
}

async fn answer(
    context: &RequestContext,
    policy: PolicyPage,
    tried: Tried,
    shown: impl FnOnce(PolicyPage, Option<Foresight>, FormErrors) -> Shown,
) -> Result<Response, PageError> {
    let titled = context.render.titled(&policy.name);
    let is_wrong = !tried.errors.is_empty();
    let shown = shown(policy, tried.foresight, tried.errors);
    let viewer = context.viewer.clone();
    let page = if is_wrong {
        titled
            .failed(StatusCode::UNPROCESSABLE_ENTITY, move || view(&viewer, shown))
            .await
    } else {
        titled.page(move || view(&viewer, shown)).await
    };
    Ok(match tried.too_many {
        Some(too_many) => too_many::answer(too_many.seconds, page),
        None => page,
    })
}

/// The page with what is typed, which is not saved: after a button of the editor, where no script runs.
pub(super) async fn edited(
    context: &RequestContext,
    id: PolicyId,
    (edit, form): (Edit, &PolicyForm),
    mut typed: Typed,
) -> Result<Response, PageError> {
    let policy = changeable(context, id).await?;
    typed.catch_up(&policy, &form.opened());
    let imagining = form.imagining();
    let tried = match edit {
        Edit::Try => try_it(context, id, Some(&typed.draft.steps), &imagining).await?,
        Edit::Add | Edit::Open | Edit::Close | Edit::Up | Edit::Down | Edit::Remove | Edit::People => {
            Tried::default()
        }
    };
    // What the form was opened with, and not what is there now: a save says so (G5).
    let version = form.version();
    answer(context, policy, tried, |mut policy, foresight, errors| {
        policy.version = version;
        Shown {
            policy,
            typed,
            imagining,
            foresight,
            adding: None,
            errors,
        }
    })
    .await
}

/// A policy that can be edited.
async fn changeable(context: &RequestContext, id: PolicyId) -> Result<PolicyPage, PageError> {
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    let policy = context.services.policies().read(&permitted, id).await?;
    if policy.built_in {
        return Err(PageError::NotFound);
    }
    Ok(policy)
}

/// The page as it is now, with what is wrong and what was typed (G5, G6).
pub(super) async fn failed(
    context: &RequestContext,
    id: PolicyId,
    status: StatusCode,
    (form, mut typed): (PolicyForm, Typed),
    errors: FormErrors,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    let policy = context.services.policies().read(&permitted, id).await?;
    if form.action == Some(Action::Save) {
        typed.catch_up(&policy, &form.opened());
    } else {
        typed = Typed::saved(&policy);
    }
    let titled = context.render.titled(&policy.name);
    let shown = Shown {
        policy,
        typed,
        imagining: Imagining::default(),
        foresight: None,
        adding: (form.action == Some(Action::Use)).then_some(form.role),
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
    if shown.policy.built_in {
        return built_in(shown.policy);
    }
    let tags = {
        let policy = &shown.policy;
        let kind = format!("{} policy", policy.kind.in_words());
        let default = policy.is_default.then(|| view! { <Tag>"Default"</Tag> });
        view! { <Tag>{kind}</Tag>{default} }.into_any()
    };
    let summary = view! { <ErrorSummary errors=&shown.errors/> }.into_any();
    let empty = without_steps(&shown.policy);
    let state = state(viewer, &shown);
    let Shown {
        mut policy,
        adding,
        errors,
        ..
    } = shown;
    let delete = delete(&policy).into_any();
    let title = std::mem::take(&mut policy.name);
    let adding = adding.map(|role| (role, errors.of("role")));
    let used_by = used_by(policy, adding).into_any();
    view! {
        {summary}
        <PageHeading title lead="A change concerns tasks created from now on: open tasks keep the steps they began with.">
            {tags}
        </PageHeading>
        {empty}
        <PolicyEditor state=Packed::new(state)/>
        {used_by}
        {delete}
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

fn delete(policy: &PolicyPage) -> impl IntoView + use<> {
    let tasks = match policy.open_tasks {
        0 => "No open task follows it.".to_owned(),
        1 => "1 open task follows it.".to_owned(),
        100.. => "More than 99 open tasks follow it.".to_owned(),
        count => format!("{count} open tasks follow it."),
    };
    let version = policy.version.to_string();
    view! {
        <Region id="delete" title="Delete this policy">
            <PostForm version>
                <p>"It can be deleted while no role uses it, no open task follows it, and it is not the default of its type. " {tasks}</p>
                <ButtonRow>
                    <QuestionButton ask=Ask::Delete.code() kind=ButtonKind::Danger>"Delete policy"</QuestionButton>
                </ButtonRow>
            </PostForm>
        </Region>
        <p><a href=LIST>"All policies"</a></p>
    }
}
