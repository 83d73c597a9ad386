//! `/security-console/roles/{code}`: a role's definition. What a role that comes with the system keeps is text.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::policy::PolicyKind;
use domain::privilege::{BuiltinRole, DataScope, Privilege};
use domain::role::RoleDefinition;
use leptos::prelude::*;
use services::access::ManageSecurity;
use services::security_console::{Choosable, RolePage, lent_in_words};

use super::role_form::{ROLES, RoleFields};
use crate::context::Viewer;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    Button, ButtonRow, Checkbox, Choice, ErrorSummary, Facts, FormErrors, Notice, NoticeKind, PageHeading,
    PostForm, RadioCards, Select, Tag, TextField, Time,
};

const NEW: &str = "New role";

/// The form of a new role.
pub(super) async fn show_new(context: RequestContext) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageSecurity>()?;
    let page = context.services.security_console().role(&permitted, None).await?;
    Ok(context
        .render
        .page(NEW, move || {
            view(&context.viewer, page, RoleFields::of(None), &FormErrors::new())
        })
        .await)
}

/// The form of a role.
pub(super) async fn show(context: RequestContext, Path(code): Path<String>) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageSecurity>()?;
    let page = context
        .services
        .security_console()
        .role(&permitted, Some(&code))
        .await?;
    let fields = RoleFields::of(page.role.as_ref());
    Ok(context
        .render
        .titled(&fields.name)
        .page(move || view(&context.viewer, page, fields, &FormErrors::new()))
        .await)
}

/// The form with what is wrong and everything that was typed (G5, G6).
pub(super) async fn failed(
    context: &RequestContext,
    code: Option<&str>,
    status: StatusCode,
    mut fields: RoleFields,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageSecurity>()?;
    let page = context.services.security_console().role(&permitted, code).await?;
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if status == StatusCode::CONFLICT {
        fields.version = page
            .role
            .as_ref()
            .map(|role| role.version.to_string())
            .unwrap_or_default();
    }
    let title = page.role.as_ref().map_or(NEW, |role| role.name.as_str());
    let titled = context.render.titled(title);
    let viewer = context.viewer.clone();
    Ok(titled
        .failed(status, move || view(&viewer, page, fields, &errors))
        .await)
}

fn view(viewer: &Viewer, page: RolePage, fields: RoleFields, errors: &FormErrors) -> impl IntoView + use<> {
    let summary = view! { <ErrorSummary errors/> }.into_any();
    let delegation = delegation(&page, &fields, errors);
    let named = [fields.request_policy, fields.review_policy, fields.revoke_policy];
    let policies = policies(page.policies, named, errors);
    let own = (fields.name, fields.data_scope, fields.privileges);
    let built_in = page.role.as_ref().is_some_and(|role| role.built_in);
    let tag = built_in.then(|| view! { <Tag>"Built in"</Tag> });
    let (title, definition, changed) = match page.role {
        None => {
            let code = code_field(fields.code, errors).into_any();
            (NEW.to_owned(), definition(code, own, errors).into_any(), None)
        }
        Some(role) => {
            let content = if role.built_in {
                fixed(role.definition()).into_any()
            } else {
                let facts = vec![("Code", role.code.into_any())];
                definition(view! { <Facts facts/> }.into_any(), own, errors).into_any()
            };
            (role.name, content, role.changed_by_name.zip(role.changed_at))
        }
    };
    let changed = changed.map(|(by, at)| {
        let zone = viewer.zone();
        view! { <p class="hint">{format!("Last changed by {by} on ")}<Time at zone/>"."</p> }
    });
    let version = fields.version;
    view! {
        {summary}
        <PageHeading title>{tag}</PageHeading>
        <PostForm version>
            {definition}
            {delegation}
            {policies}
            <ButtonRow>
                <Button>"Save"</Button>
                <a class="button button-secondary" href=ROLES>"Cancel"</a>
            </ButtonRow>
        </PostForm>
        {changed}
    }
}

/// What a role that comes with the system keeps.
fn fixed(role: RoleDefinition) -> impl IntoView + use<> {
    let privileges: Vec<_> = role
        .privileges
        .iter()
        .map(|privilege| view! { <li>{privilege.in_words()}</li> })
        .collect();
    let facts = vec![
        ("Code", role.code.into_any()),
        ("Data scope", role.data_scope.in_words().into_any()),
        (
            "Privileges",
            view! { <ul class="plain-list" id="privileges" tabindex="-1">{privileges}</ul> }.into_any(),
        ),
    ];
    view! {
        <div>
            <Facts facts/>
            <p class="hint">"It comes with the system: code, privileges and data scope stay as they are."</p>
        </div>
    }
}

/// The code of a new role.
fn code_field(value: String, errors: &FormErrors) -> impl IntoView + use<> {
    let error = errors.of("code");
    view! {
        <TextField name="code" label="Code" value error
            hint="Small letters, digits and underscores, such as payroll_viewer. It never changes: files, other systems and the directory know the role by it."/>
    }
}

fn definition(
    code: AnyView,
    (name, scope, ticked): (String, String, Vec<String>),
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let scopes = [
        DataScope::Own,
        DataScope::Reports,
        DataScope::Department,
        DataScope::Everyone,
    ];
    let choices: Vec<Choice> = scopes
        .into_iter()
        .map(|scope| Choice::new(scope.code(), scope.in_words()))
        .collect();
    let ticks: Vec<_> = Privilege::ALL
        .into_iter()
        .enumerate()
        .map(|(index, privilege)| {
            let code = privilege.code();
            let id = if index == 0 {
                "privileges".to_owned()
            } else {
                format!("privileges-{code}")
            };
            let checked = ticked.iter().any(|ticked| ticked == code);
            view! { <Checkbox name="privileges" id label=privilege.in_words() value=code checked/> }
        })
        .collect();
    let wrong = errors
        .of("privileges")
        .map(|words| view! { <p class="error" id="privileges-error">{words}</p> });
    let (name_error, scope_error) = (errors.of("name"), errors.of("data_scope"));
    view! {
        {code}
        <TextField name="name" label="Name" value=name error=name_error/>
        <fieldset class="field flags">
            <legend>"Privileges"</legend>
            {wrong}
            {ticks}
        </fieldset>
        <RadioCards name="data_scope" legend="Data scope" choices selected=scope error=scope_error/>
    }
}

/// R3: the tick box, and what switching it off leaves as it is.
fn delegation(page: &RolePage, fields: &RoleFields, errors: &FormErrors) -> AnyView {
    let employee = BuiltinRole::Employee.code();
    if page.role.as_ref().is_some_and(|role| role.code == employee) {
        let wrong = errors
            .of("delegation_allowed")
            .map(|words| view! { <p class="error" id="delegation_allowed-error">{words}</p> });
        return view! { <div id="delegation_allowed">{wrong}<p>"Employee can never be delegated."</p></div> }
            .into_any();
    }
    let checked = !fields.delegation_allowed.is_empty();
    let error = errors.of("delegation_allowed");
    let lent = lent_in_words(page.lent).map(|words| {
        let words = format!("{words}. Switching it off leaves them as they are.");
        view! { <Notice kind=NoticeKind::Meaning title="In use.">{words}</Notice> }
    });
    view! {
        <Checkbox name="delegation_allowed" label="Delegation allowed" checked error
            hint="Whoever holds the role by grant may delegate it. Otherwise only those for whom it is marked Assignable."/>
        {lent}
    }
    .into_any()
}

fn policies(
    mut there: Vec<Choosable>,
    [request, review, revoke]: [String; 3],
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let selects = [
        (
            PolicyKind::Request,
            "request_policy",
            "Policy for requests",
            request,
        ),
        (PolicyKind::Review, "review_policy", "Policy for reviews", review),
        (
            PolicyKind::Revoke,
            "revoke_policy",
            "Policy for revocations",
            revoke,
        ),
    ];
    let selects: Vec<_> = selects
        .into_iter()
        .map(|(kind, name, label, selected)| {
            let of_kind: Vec<Choosable> = there.extract_if(.., |policy| policy.kind == kind).collect();
            let default = of_kind.iter().find(|policy| policy.is_default);
            let prompt = format!(
                "The default ({})",
                default.map_or("none", |policy| policy.name.as_str())
            );
            let choices: Vec<Choice> = of_kind
                .into_iter()
                .map(|policy| Choice::new(policy.id().to_string(), policy.name))
                .collect();
            let error = errors.of(name);
            view! { <Select name label prompt choices selected error/> }
        })
        .collect();
    view! { {selects} }
}
