//! `/admin/settings/policies/{id}/steps/{n}`: everything that T10 says of a step. The place after the last is a new step's.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::PolicyId;
use domain::policy::{APPROVER_FIELDS, MAX_STEPS};
use leptos::prelude::*;
use services::access::EditPolicies;
use services::policies::PolicyPage;

use super::form::{StepAction, StepFields, policy_id, policy_path, step_path};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Checkbox, Choice, ErrorSummary, FormErrors, PageHeading, PersonHit,
    PersonPicker, PostForm, RadioCards, Select, person_hit,
};

/// The form of a step, or of a new one.
pub(super) async fn show(
    context: RequestContext,
    Path((id, place)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let id = policy_id(&id).ok_or(PageError::NotFound)?;
    let place: usize = place.parse().map_err(|_| PageError::NotFound)?;
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    let policy = context.services.policies().read(&permitted, id).await?;
    let index = place.checked_sub(1).ok_or(PageError::NotFound)?;
    if policy.built_in {
        return Err(PageError::NotFound);
    }
    let fields = match policy.steps.get(index) {
        Some(saved) => StepFields::of(&policy, saved),
        None if index == policy.steps.len() && place <= MAX_STEPS => StepFields::new_step(&policy),
        None => return Err(PageError::NotFound),
    };
    Ok(context
        .render
        .page(&title(place), move || {
            view(policy, place, fields, FormErrors::new())
        })
        .await)
}

/// The form with everything that was typed: after "Add people" (200), with what is wrong (422), or stale (409). Its place
/// is the step's as it is now; a step that was removed meanwhile becomes a new one.
pub(super) async fn again(
    context: &RequestContext,
    id: PolicyId,
    status: StatusCode,
    mut fields: StepFields,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    let policy = context.services.policies().read(&permitted, id).await?;
    let place = match fields.step_id() {
        Some(step) => policy.steps.iter().position(|saved| saved.id == step),
        None => None,
    };
    if place.is_none() {
        fields.step = String::new();
    }
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if status == StatusCode::CONFLICT {
        fields.version = policy.version.to_string();
    }
    let place = place.unwrap_or(policy.steps.len()) + 1;
    let title = title(place);
    Ok(match status {
        StatusCode::OK => {
            context
                .render
                .page(&title, move || view(policy, place, fields, errors))
                .await
        }
        _ => {
            context
                .render
                .failed(status, &title, move || view(policy, place, fields, errors))
                .await
        }
    })
}

fn title(place: usize) -> String {
    format!("Edit step {place}")
}

fn view(policy: PolicyPage, place: usize, fields: StepFields, errors: FormErrors) -> impl IntoView + use<> {
    let choices = vec![
        Choice::new("manager", "Manager").hint("of the subject"),
        Choice::new("people", "Named people").hint("any one of them decides"),
        Choice::new("role", "Holders of a role")
            .hint("any one of them decides; their delegates are not asked"),
        Choice::new("subject", "The subject").hint("implies self-approval"),
    ];
    let lead = if fields.step.is_empty() {
        format!("A new step of “{}”, after the others.", policy.name)
    } else {
        format!(
            "Of “{}”. Tasks that are open keep the step as it was.",
            policy.name
        )
    };
    let people = people(&policy, &fields, &errors);
    let flags = flags(&fields);
    let chosen = hit(&policy, &fields.fallback);
    let roles: Vec<Choice> = policy
        .roles
        .into_iter()
        .map(|role| Choice::new(role.code, role.name))
        .collect();
    let back = policy_path(policy.id).as_str().to_owned();
    view! {
        <ErrorSummary errors=&errors/>
        <PageHeading title=title(place) lead/>
        <PostForm version=fields.version action=step_path(policy.id, place)>
            <input type="hidden" name="step" value=fields.step/>
            <RadioCards name="approver" legend="Who decides?" choices selected=fields.approver error=errors.of("approver")/>
            {people}
            <div class="for-role">
                <Select name="approver_role" label="Role" prompt="Choose a role" choices=roles
                    selected=fields.approver_role error=errors.of("approver_role")/>
            </div>
            {flags}
            <PersonPicker name="fallback" label="Fallback approver" value=fields.fallback chosen error=errors.of("fallback")
                hint="Asked when nobody else is eligible, before the super administrators. You may leave it empty."/>
            <ButtonRow>
                <Button>"Save"</Button>
                <a class="button button-secondary" href=back>"Cancel"</a>
            </ButtonRow>
        </PostForm>
    }
}

/// Fields for the people a step names, and a button for more of them that works without scripts.
fn people(policy: &PolicyPage, fields: &StepFields, errors: &FormErrors) -> impl IntoView + use<> {
    let typed = fields.people_fields();
    let room = typed.len() < APPROVER_FIELDS.len();
    let pickers: Vec<_> = typed
        .into_iter()
        .enumerate()
        .map(|(index, value)| {
            let id = match APPROVER_FIELDS.get(index) {
                Some(id) => (*id).to_owned(),
                None => format!("approvers-{}", index + 1),
            };
            let (chosen, error) = (hit(policy, &value), errors.of(&id));
            view! { <PersonPicker name="approvers" id label=format!("Person {}", index + 1) value chosen error/> }
        })
        .collect();
    let more = room.then(|| {
        view! { <Button kind=ButtonKind::Secondary name="action" value=StepAction::More.code()>"Add people"</Button> }
    });
    view! {
        <fieldset class="field for-people">
            <legend>"Named people"</legend>
            <p class="hint">"1 to 32. Leave the others empty."</p>
            <div class="form">{pickers}{more}</div>
        </fieldset>
    }
}

/// Whose username stands there, if it is somebody the policy names already.
fn hit(policy: &PolicyPage, username: &str) -> Option<PersonHit> {
    let person = policy.people.iter().find(|person| person.username == username)?;
    Some(person_hit(services::policies::named_person(person)))
}

fn flags(fields: &StepFields) -> impl IntoView + use<> {
    let is = |flag: &String| !flag.is_empty();
    view! {
        <fieldset class="field flags">
            <legend>"What this step allows"</legend>
            <Checkbox name="allow_delegation" label="Allow task delegation" checked=is(&fields.allow_delegation)
                hint="Delegation rules are followed. Otherwise the task stays with whom this step names."/>
            <Checkbox name="allow_self_approval" label="Allow self-approval" checked=is(&fields.allow_self_approval)
                hint="Subject and requester may decide."/>
            <Checkbox name="distinct_approvers" label="Require distinct approvers" checked=is(&fields.distinct_approvers)
                hint="Nobody who decided an earlier step, or for whom it was decided, may decide this one."/>
            <Checkbox name="allow_reassignment" label="Allow reassignment" checked=is(&fields.allow_reassignment)
                hint="Whoever is asked may pass it on by hand."/>
        </fieldset>
        <fieldset class="field flags">
            <legend>"When a reason is needed"</legend>
            <Checkbox name="reason_to_approve" label="Reason required to approve" checked=is(&fields.reason_to_approve)/>
            <Checkbox name="reason_to_deny" label="Reason required to deny" checked=is(&fields.reason_to_deny)/>
        </fieldset>
    }
}
