//! `/profile/delegate`: the form of the delegation rule.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::delegation_rule::NOT_RETROACTIVE;
use leptos::prelude::*;
use services::access::ManageOwnProfile;
use services::delegates::Rule;

use super::form::{RuleForm, RulePreview};
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::render::Render;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Checkbox, Choice, DateField, ErrorSummary, FieldRow, FormErrors, Notice, NoticeKind,
    PageHeading, PostForm, RadioCards, TextField,
};

const TITLE: &str = "Delegate tasks";

/// The form as it stands, or empty.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_own::<ManageOwnProfile>()?;
    let standing = state.services.standing(&permitted).await?;
    let form = RuleForm::of(standing.rule.as_ref(), standing.now);
    let has_rule = standing.rule.is_some();
    let preview = present(standing.rule.as_ref(), &viewer, standing.now);
    Ok(render.page(TITLE, move || view(&viewer, form, has_rule, FormErrors::new(), preview)))
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
    let (rule, _) = state.services.rule_of(viewer.person).await?;
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if status == StatusCode::CONFLICT {
        form.version = rule.as_ref().map(|rule| rule.id().to_string()).unwrap_or_default();
    }
    Ok(render.failed(status, TITLE, || view(viewer, form, rule.is_some(), errors, RulePreview::default())))
}

/// What the rule that is there means.
fn present(rule: Option<&Rule>, viewer: &Viewer, now: chrono::DateTime<chrono::Utc>) -> RulePreview {
    let words = rule.map(|rule| {
        let name = &rule.delegate_name;
        domain::delegation_rule::meaning(true, &viewer.display_name, name, rule.window(), viewer.zone(), now)
    });
    RulePreview { meaning: words, ..RulePreview::default() }
}

fn view(viewer: &Viewer, form: RuleForm, has_rule: bool, errors: FormErrors, preview: RulePreview) -> impl IntoView + use<> {
    let choices = vec![
        Choice::new("permanent", "Permanent").hint("until you remove it"),
        Choice::new("temporary", "Temporary").hint("between two dates"),
    ];
    let zone = format!("Whole days in {}, both included.", viewer.zone());
    let remove = has_rule.then(|| {
        view! { <Button kind=ButtonKind::Secondary name="action" value="remove">"Remove delegate"</Button> }
    });
    view! {
        <ErrorSummary errors=&errors/>
        <PageHeading title=TITLE lead="While this holds, new tasks go to your delegate, unless a policy forbids it. Open tasks stay with you."/>
        <PostForm version=form.version.clone()>
            <RadioCards name="kind" legend="For how long?" choices selected=form.kind.clone() error=errors.of("kind")/>
            <TextField name="delegate" label="Delegate" hint="One person. Type a name or username."
                value=form.delegate.clone() error=errors.of("delegate")/>
            <FieldRow>
                <DateField name="starts_on" label="Start date" value=form.starts_on.clone() error=errors.of("starts_on")/>
                <DateField name="ends_on" label="End date" value=form.ends_on.clone() error=errors.of("ends_on")/>
            </FieldRow>
            <p class="hint">{zone}" A start date of today or earlier means from the moment you save. "{NOT_RETROACTIVE}</p>
            {meaning_view(preview)}
            <Checkbox name="keep_copy" label="Keep sending me a copy" checked=!form.keep_copy.is_empty()/>
            <ButtonRow>
                <Button>"Save"</Button>
                {remove}
            </ButtonRow>
        </PostForm>
    }
}

fn meaning_view(preview: RulePreview) -> impl IntoView {
    preview.meaning.map(|meaning| view! { <Notice kind=NoticeKind::Meaning title="What this means.">{meaning}</Notice> })
}
