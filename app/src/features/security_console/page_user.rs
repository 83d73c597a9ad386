//! `/security-console/users/{username}`: what a person holds, what they may lend, and their account.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::privilege::Privilege;
use domain::zone::Zone;
use leptos::prelude::*;
use services::Error;
use services::access::ManageSecurity;
use services::security_console::{ChoosableRole, ConsolePerson, RequestedRole};

use super::user_form::{Action, Asked, USERS, UserFields};
use super::user_roles::roles;
use crate::context::Viewer;
use crate::error::PageError;
use crate::features::role_delegations::tables::directory_waits;
use crate::render::Render;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Choice, ErrorSummary, Facts, FormErrors, Notice, NoticeKind, PageHeading,
    PostForm, QuestionButton, QuestionDialog, Region, Select, StateBadge,
};

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Path(username): Path<String>,
) -> Result<Response, PageError> {
    page(&context, &username, None).await
}

/// The page after a question that was answered by "keep": what was ticked before is ticked, and not saved.
pub(super) async fn kept(
    context: &RequestContext,
    username: &str,
    fields: UserFields,
) -> Result<Response, PageError> {
    page(context, username, Some(fields)).await
}

/// The page with what was ticked; none: as it is.
async fn page(
    context: &RequestContext,
    username: &str,
    ticked: Option<UserFields>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<ManageSecurity>()?;
    let (person, now) = context
        .services
        .security_console()
        .person(&permitted, username)
        .await?;
    let fields = ticked.unwrap_or_else(|| UserFields::of(&person));
    let (viewer, back) = (context.viewer.clone(), back(&context.render, &context.viewer));
    let titled = context.render.titled(&person.display_name);
    let nothing = FormErrors::new();
    Ok(titled
        .page(move || view(person, (&viewer, back), now, fields, &nothing))
        .await)
}

/// Why the page comes again: what is wrong (422), or somebody was quicker (409).
pub(super) type Again = (StatusCode, FormErrors);

/// Nothing is done, as it is no longer as the page showed it.
pub(super) fn refused(errors: FormErrors) -> Again {
    (StatusCode::CONFLICT, errors)
}

/// What the page is to say; what is no matter of the form is answered otherwise.
pub(super) fn wrong(error: Error, viewer: &Viewer) -> Result<Again, PageError> {
    Ok(match error {
        Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems)),
        Error::Conflict(words) => refused(FormErrors::whole(words)),
        Error::Stale(stale) => {
            let next = "Nothing was saved. What you ticked is still below: look, then save again.";
            stale_form::refused(&stale, viewer.zone(), "what this person holds", next)
        }
        other => return Err(other.into()),
    })
}

/// The page once more; what was ticked is kept.
pub(super) async fn again(
    context: &RequestContext,
    username: &str,
    mut fields: UserFields,
    (status, errors): Again,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<ManageSecurity>()?;
    let (person, now) = context
        .services
        .security_console()
        .person(&permitted, username)
        .await?;
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if status == StatusCode::CONFLICT {
        fields.version.clone_from(&person.version);
    }
    let (viewer, back) = (context.viewer.clone(), back(&context.render, &context.viewer));
    let titled = context.render.titled(&person.display_name);
    Ok(titled
        .failed(status, move || {
            view(person, (&viewer, back), now, fields, &errors)
        })
        .await)
}

/// Where "Cancel" leads: the list of all people is there only for who manages everyone's security.
fn back(render: &Render, viewer: &Viewer) -> &'static str {
    if viewer.may_everywhere(Privilege::ManageSecurity) {
        return USERS;
    }
    let pages = render.open_pages(viewer);
    pages.first().map_or("/", |page| page.path)
}

fn view(
    person: ConsolePerson,
    (viewer, back): (&Viewer, &'static str),
    now: DateTime<Utc>,
    fields: UserFields,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let summary = view! { <ErrorSummary errors/> }.into_any();
    let state = person.activity().state(now).into();
    let own = person.id == viewer.person;
    let unsaved = fields.differs_from(&person).then(unsaved);
    let (account, delegated) = (account(&person, own), delegated(&person, viewer.zone()));
    let roles = roles(
        (&person.display_name, person.roles),
        own,
        &fields.assignable,
        errors,
    );
    let add = add((person.choices, person.requested), own, fields.role, errors);
    let text = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned()).into_any();
    let facts = vec![
        ("Username", person.username.into_any()),
        ("Department", text(person.department)),
        ("Job", text(person.job)),
    ];
    let (title, version) = (person.display_name, fields.version);
    view! {
        {summary}
        <PageHeading title><StateBadge state/></PageHeading>
        <Facts facts/>
        <PostForm version>
            <Region id="roles" title="Roles">
                {unsaved}
                {roles}
                <ButtonRow>
                    <Button>"Save and Close"</Button>
                    <a class="button button-secondary" href=back>"Cancel"</a>
                </ButtonRow>
            </Region>
            <Region id="add" title="Add a role">{add}</Region>
            <Region id="account" title="Account">{account}</Region>
        </PostForm>
        {delegated}
        <QuestionDialog/>
    }
}

/// What is ticked on the page is not what is saved.
fn unsaved() -> AnyView {
    view! { <Notice kind=NoticeKind::Warning title="What is ticked is not saved yet.">"Look, then save."</Notice> }.into_any()
}

fn add(
    (choices, requested): (Vec<ChoosableRole>, Vec<RequestedRole>),
    own: bool,
    selected: String,
    errors: &FormErrors,
) -> AnyView {
    let choices: Vec<Choice> = choices
        .into_iter()
        .map(|role| {
            let approval = if role.takes_second_person {
                " (somebody else approves)"
            } else {
                ""
            };
            Choice::new(role.code, format!("{}{approval}", role.name))
        })
        .collect();
    let error = errors.of("role");
    if own && error.is_none() {
        return view! { <p class="hint">"Nobody adds a role to themselves: only somebody else can add one to you."</p> }
            .into_any();
    }
    let requested: Vec<_> = requested
        .into_iter()
        .map(|requested| {
            let href = format!("/tasks/{}", requested.task);
            view! { <li><a href=href>{requested.role}</a>" is requested: somebody else has to approve it."</li> }
        })
        .collect();
    let requested = (!requested.is_empty()).then(|| view! { <ul class="plain-list">{requested}</ul> });
    view! {
        {requested}
        <Select name="role" label="Role" prompt="Choose a role" choices selected error hint="Granted by hand, at once."/>
        <ButtonRow>
            <Button kind=ButtonKind::Secondary name="action" value=Action::Add.code()>"Add role"</Button>
        </ButtonRow>
    }
    .into_any()
}

fn account(person: &ConsolePerson, own: bool) -> impl IntoView + use<> {
    let (words, button) = match (person.disabled, own) {
        (true, _) => (
            "The account is disabled. Enabling it lets the person sign in again, and delegations go on; tasks that were reassigned \
             meanwhile stay where they are.",
            Some(view! { <Button kind=ButtonKind::Secondary name="action" value=Action::Enable.code()>"Enable account"</Button> }.into_any()),
        ),
        (false, true) => ("This is your own account: only somebody else can disable it.", None),
        (false, false) => {
            let ask = Asked::Disable.in_address();
            (
                "Disabling the account signs the person out at once, reassigns tasks that wait for them, and suspends their \
                 delegations. You are asked first.",
                Some(view! { <QuestionButton ask kind=ButtonKind::Danger>"Disable account"</QuestionButton> }.into_any()),
            )
        }
    };
    view! {
        <p class="hint">{words}</p>
        {button.map(|button| view! { <ButtonRow>{button}</ButtonRow> })}
    }
}

/// For information: what ends by itself or is ended by others.
fn delegated(person: &ConsolePerson, zone: Zone) -> Option<impl IntoView + use<>> {
    if person.delegated.is_empty() {
        return None;
    }
    let items: Vec<_> = person
        .delegated
        .iter()
        .map(|role| {
            let waits = directory_waits(role.directory_waits_since, zone).map(|words| view! { " "{words} });
            view! { <li>{format!("{} from {}", role.name, role.from)}{waits}</li> }
        })
        .collect();
    Some(view! {
        <Region id="delegated" title="Held as a proxy">
            <ul class="plain-list">{items}</ul>
            <p class="hint">"A role held only as a proxy cannot be delegated further."</p>
        </Region>
    })
}
