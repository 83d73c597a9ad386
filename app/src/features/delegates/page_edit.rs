//! `/profile/delegate`: the form of the delegation rule.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use domain::delegation_rule::NOT_RETROACTIVE;
use domain::zone::Zone;
use leptos::prelude::*;
use services::delegates::Rule;

use super::form::{RuleForm, RulePreview};
use super::island_preview::RuleMeaning;
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::render::Render;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Checkbox, Choice, DateField, ErrorSummary, FieldRow, FormErrors,
    PageHeading, PersonHit, PersonPicker, PostForm, RadioCards,
};

const TITLE: &str = "Delegate tasks";

/// The form as it stands, or empty.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
) -> Result<Response, PageError> {
    let (rule, now) = state.services.rule_of(viewer.person).await?;
    let form = RuleForm::of(rule.as_ref(), now);
    let preview = present(rule.as_ref(), &viewer, now);
    let filled = Filled::new(form, FormErrors::new(), rule.as_ref(), &viewer, now);
    Ok(render.page(TITLE, move || view(filled, preview)))
}

/// The form with what is wrong and everything that was typed (G5, G6).
pub(super) async fn failed(
    render: &Render,
    viewer: &Viewer,
    state: &AppState,
    status: StatusCode,
    mut form: RuleForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let (rule, now) = state.services.rule_of(viewer.person).await?;
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if status == StatusCode::CONFLICT {
        form.version = rule
            .as_ref()
            .map(|rule| rule.id().to_string())
            .unwrap_or_default();
    }
    let mut filled = Filled::new(form, errors, rule.as_ref(), viewer, now);
    if filled.errors.of("delegate").is_some() {
        // The browser itself offers who may have been meant, also without scripts.
        let near = state
            .services
            .people_search(viewer, &filled.form.delegate, 4)
            .await?;
        filled.matches = near.into_iter().map(PersonHit::from).collect();
    }
    Ok(render.failed(status, TITLE, || view(filled, RulePreview::default())))
}

/// The form and what surrounds it.
struct Filled {
    form: RuleForm,
    errors: FormErrors,
    chosen: Option<PersonHit>,
    matches: Vec<PersonHit>,
    has_rule: bool,
    zone: Zone,
    today: NaiveDate,
}

impl Filled {
    fn new(
        form: RuleForm,
        errors: FormErrors,
        rule: Option<&Rule>,
        viewer: &Viewer,
        now: DateTime<Utc>,
    ) -> Self {
        let zone = viewer.zone();
        Self {
            chosen: chosen_of(rule, &form),
            matches: Vec::new(),
            form,
            errors,
            has_rule: rule.is_some(),
            zone,
            today: zone.today(now),
        }
    }
}

/// What the rule that is there means.
fn present(rule: Option<&Rule>, viewer: &Viewer, now: DateTime<Utc>) -> RulePreview {
    let words = rule.map(|rule| {
        let name = &rule.delegate_name;
        domain::delegation_rule::meaning(
            true,
            &viewer.display_name,
            name,
            rule.window(),
            viewer.zone(),
            now,
        )
    });
    RulePreview {
        meaning: words,
        ..RulePreview::default()
    }
}

fn view(filled: Filled, preview: RulePreview) -> impl IntoView {
    let Filled {
        form,
        errors,
        chosen,
        matches,
        has_rule,
        zone,
        today,
    } = filled;
    let choices = vec![
        Choice::new("permanent", "Permanent").hint("until you remove it"),
        Choice::new("temporary", "Temporary").hint("between two dates"),
    ];
    let days = format!(
        "For a temporary delegate: whole days in {zone}, both included. A start date of today or earlier means from the moment you save. "
    );
    let remove = has_rule.then(|| {
        view! { <Button kind=ButtonKind::Secondary name="action" value="remove">"Remove delegate"</Button> }
    });
    // T1, said before saving, with scripts and without.
    let replaces = has_rule.then(|| {
        view! { <p class="hint">"Saving replaces your present rule at once, even if the new one starts later."</p> }
    });
    view! {
        <ErrorSummary errors=&errors/>
        <PageHeading title=TITLE lead="While this holds, new tasks go to your delegate, unless a policy forbids it. Open tasks stay with you."/>
        <PostForm version=form.version.clone()>
            <RadioCards name="kind" legend="For how long?" choices selected=form.kind.clone() error=errors.of("kind")/>
            <PersonPicker name="delegate" label="Delegate" hint="One person. Type a name or username."
                value=form.delegate.clone() error=errors.of("delegate") chosen matches/>
            <FieldRow>
                <DateField name="starts_on" label="Start date" value=form.starts_on.clone() error=errors.of("starts_on")/>
                <DateField name="ends_on" label="End date" value=form.ends_on.clone() error=errors.of("ends_on")/>
            </FieldRow>
            <p class="hint">{days}{NOT_RETROACTIVE}</p>
            {replaces}
            <RuleMeaning initial=preview today/>
            <Checkbox name="keep_copy" label="Keep sending me a copy" checked=!form.keep_copy.is_empty()/>
            <ButtonRow>
                <Button>"Save"</Button>
                {remove}
            </ButtonRow>
        </PostForm>
    }
}

/// Whose username stands in the form, if it is the rule's own delegate.
fn chosen_of(rule: Option<&Rule>, form: &RuleForm) -> Option<PersonHit> {
    rule.filter(|rule| rule.delegate_username == form.delegate)
        .map(|rule| PersonHit {
            username: rule.delegate_username.clone(),
            display_name: rule.delegate_name.clone(),
            department: rule.delegate_department.clone(),
        })
}
