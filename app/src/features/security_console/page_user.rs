//! `/security-console/users/{username}`: what a person holds, what they may lend, and their account.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::privilege::{BuiltinRole, Privilege};
use domain::zone::Zone;
use leptos::prelude::*;
use services::access::ManageSecurity;
use services::security_console::{ConsolePerson, Held, WouldEnd};

use super::user_form::{USERS, UserFields};
use crate::context::{AppState, Viewer};
use crate::error::PageError;
use crate::features::role_delegations::tables::directory_waits;
use crate::render::Render;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Choice, Column, EmptyState, ErrorSummary, Facts, FormErrors, Notice,
    NoticeKind, PageHeading, PostForm, Region, Row, Select, StateBadge, Table, cell,
};

/// The page.
pub(super) async fn show(
    render: Render,
    viewer: Viewer,
    State(state): State<AppState>,
    Path(username): Path<String>,
) -> Result<Response, PageError> {
    let permitted = viewer.require_own::<ManageSecurity>()?;
    let (person, now) = state.services.console_person(&permitted, &username).await?;
    let title = person.display_name.clone();
    let fields = UserFields::of(&person);
    let back = back(&viewer);
    Ok(render.page(&title, move || {
        view(&person, (&viewer, back), now, &fields, None, &FormErrors::new())
    }))
}

/// Why the page comes again: what is wrong (422), stale (409), or has to be confirmed first (200).
pub(super) struct Again {
    pub(super) status: StatusCode,
    pub(super) would_end: Option<WouldEnd>,
    pub(super) errors: FormErrors,
}

/// The page once more; what was ticked is kept.
pub(super) async fn again(
    render: &Render,
    viewer: &Viewer,
    state: &AppState,
    username: &str,
    mut fields: UserFields,
    why: Again,
) -> Result<Response, PageError> {
    let Again {
        status,
        would_end,
        errors,
    } = why;
    let permitted = viewer.require_own::<ManageSecurity>()?;
    let (person, now) = state.services.console_person(&permitted, username).await?;
    // A stale form is saved over what is there now only after its reader has been told (G5).
    if status == StatusCode::CONFLICT {
        fields.version.clone_from(&person.version);
    }
    let title = person.display_name.clone();
    let reader = (viewer, back(viewer));
    let view = || view(&person, reader, now, &fields, would_end, &errors);
    Ok(match status {
        StatusCode::OK => render.page(&title, view),
        _ => render.failed(status, &title, view),
    })
}

/// Where "Cancel" leads: the list of all people is there only for who manages everyone's security.
fn back(viewer: &Viewer) -> &'static str {
    if viewer.may_everywhere(Privilege::ManageSecurity) {
        USERS
    } else {
        "/"
    }
}

fn view(
    person: &ConsolePerson,
    (viewer, back): (&Viewer, &'static str),
    now: DateTime<Utc>,
    fields: &UserFields,
    would_end: Option<WouldEnd>,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let summary = view! { <ErrorSummary errors/> }.into_any();
    let state = person.activity().state(now).into();
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned()).into_any();
    let facts = vec![
        ("Username", person.username.clone().into_any()),
        ("Department", text(&person.department)),
        ("Job", text(&person.job)),
    ];
    let (title, version) = (person.display_name.clone(), fields.version.clone());
    let own = person.id == viewer.person;
    let (roles, add) = (
        roles(person, own, fields, errors),
        add(person, own, fields, errors),
    );
    let confirm = would_end.map(|end| confirm(person, &end).into_any());
    let (account, delegated) = (account(person, own), delegated(person, viewer.zone()));
    view! {
        {summary}
        <PageHeading title><StateBadge state/></PageHeading>
        <Facts facts/>
        <PostForm version>
            {confirm}
            <ButtonRow>
                <Button>"Save and Close"</Button>
                <a class="button button-secondary" href=back>"Cancel"</a>
            </ButtonRow>
            {roles}
            {add}
            {account}
        </PostForm>
        {delegated}
    }
}

/// What removing a role ends for good is said before it is done (R12).
fn confirm(person: &ConsolePerson, end: &WouldEnd) -> impl IntoView + use<> {
    let count = match (end.in_force, end.scheduled) {
        (in_force, 0) => format!("{in_force} in force"),
        (0, scheduled) => format!("{scheduled} scheduled"),
        (in_force, scheduled) => format!("{in_force} in force and {scheduled} scheduled"),
    };
    let words = format!(
        "{} has delegated it: {count}. Without the role these delegations end for good.",
        person.display_name
    );
    let (title, code, words_on_it) = (
        format!("Remove {}?", end.name),
        end.role.clone(),
        format!("Remove {} and end its delegations", end.name),
    );
    view! {
        <div class="confirmation">
            <Notice kind=NoticeKind::Warning title>{words}</Notice>
            <input type="hidden" name="confirmed" value=code.clone()/>
            <Button kind=ButtonKind::Danger name="remove" value=code>{words_on_it}</Button>
        </div>
    }
}

fn roles(person: &ConsolePerson, own: bool, fields: &UserFields, errors: &FormErrors) -> AnyView {
    if person.roles.is_empty() {
        let title = format!("{} holds no role", person.display_name);
        return view! { <EmptyState title>"Add one below."</EmptyState> }.into_any();
    }
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Source"),
        Column::new("Assignable"),
        Column::unlabelled("Remove"),
    ];
    let mut ids = std::iter::once("assignable".to_owned());
    let rows = person
        .roles
        .iter()
        .map(|role| {
            let ticked = fields.assignable.contains(&role.code);
            line(role, (ticked, own), &mut ids)
        })
        .collect();
    let wrong = errors
        .of("assignable")
        .map(|words| view! { <p class="error" id="assignable-error">{words}</p> });
    view! {
        <div class="field wide">
            {wrong}
            <Table caption="Roles" show_caption=true columns rows/>
            <p class="hint">"Assignable: this person may delegate the role, even where delegating it is not allowed in general."</p>
        </div>
    }
    .into_any()
}

/// Where a role comes from.
fn source(role: &Held) -> String {
    let sources = [
        (role.by_hand, "by hand"),
        (role.by_request, "by request"),
        (role.autoprovisioned, "by a provisioning rule"),
    ];
    let sources: Vec<_> = sources
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, words)| *words)
        .collect();
    let sources = sources.join(" and ");
    let mut letters = sources.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => sources,
    }
}

/// The first tick box has the field's name as its id, so that the error summary leads to it.
fn line(role: &Held, (ticked, own): (bool, bool), ids: &mut impl Iterator<Item = String>) -> Row {
    let row_id = format!("role-{}", role.code);
    let lent = match (role.in_force, role.scheduled) {
        (0, 0) => None,
        (in_force, scheduled) => Some(format!("delegated: {in_force} in force, {scheduled} scheduled")),
    };
    let lent = lent.map(|words| view! { <span class="hint">{words}</span> });
    let everyone = role
        .delegation_allowed
        .then(|| view! { <span class="hint">"allowed for every holder"</span> });
    let assignable = if role.code == BuiltinRole::Employee.code() {
        view! { <span class="hint">"never"</span> }.into_any()
    } else if own {
        // Nobody makes a role assignable for themselves (R22 (1)): it stays as it is.
        let words = if ticked { "yes" } else { "no" };
        let kept = ticked.then(|| view! { <input type="hidden" name="assignable" value=role.code.clone()/> });
        view! { <span class="hint">{words}</span>{kept} }.into_any()
    } else {
        let id = ids.next().unwrap_or_else(|| format!("assignable-{}", role.code));
        let label_for = id.clone();
        view! {
            <label class="tick" for=label_for>
                <input id=id.clone() type="checkbox" name="assignable" value=role.code.clone() checked=ticked
                    aria-describedby=row_id.clone()/>
                "Assignable"
            </label>
            {everyone}
        }
        .into_any()
    };
    let remove = if role.by_hand || role.by_request {
        let (described_by, code) = (row_id.clone(), role.code.clone());
        view! { <Button kind=ButtonKind::Secondary name="remove" value=code described_by>"Remove"</Button> }
            .into_any()
    } else {
        view! { <span class="hint">"goes with its rule"</span> }.into_any()
    };
    Row::new([
        cell(view! { <span id=row_id>{role.name.clone()}</span>{lent} }),
        cell(source(role)),
        cell(assignable),
        cell(remove),
    ])
}

fn add(person: &ConsolePerson, own: bool, fields: &UserFields, errors: &FormErrors) -> AnyView {
    let choices: Vec<Choice> = person
        .choices
        .iter()
        .map(|role| {
            let approval = if role.takes_second_person {
                " (somebody else approves)"
            } else {
                ""
            };
            Choice::new(role.code.clone(), format!("{}{approval}", role.name))
        })
        .collect();
    let (selected, error) = (fields.role.clone(), errors.of("role"));
    if own && error.is_none() {
        return view! { <p class="hint">"Nobody adds a role to themselves: only somebody else can add one to you."</p> }
            .into_any();
    }
    let requested: Vec<_> = person
        .requested
        .iter()
        .map(|requested| {
            let href = format!("/tasks/{}", requested.task);
            view! { <li><a href=href>{requested.role.clone()}</a>" is requested: somebody else has to approve it."</li> }
        })
        .collect();
    let requested = (!requested.is_empty()).then(|| view! { <ul class="plain-list">{requested}</ul> });
    view! {
        {requested}
        <Select name="role" label="Role" prompt="Choose a role" choices selected error hint="Granted by hand."/>
        <ButtonRow>
            <Button kind=ButtonKind::Secondary name="action" value="add">"Add role"</Button>
        </ButtonRow>
    }
    .into_any()
}

fn account(person: &ConsolePerson, own: bool) -> impl IntoView + use<> {
    let (words, button) = match (person.disabled, own) {
        (true, _) => (
            "The account is disabled. Enabling it lets the person sign in again, and delegations go on; tasks that were assigned \
             to others meanwhile stay with them.",
            Some(view! { <Button kind=ButtonKind::Secondary name="action" value="enable">"Enable account"</Button> }.into_any()),
        ),
        (false, true) => ("This is your own account: only somebody else can disable it.", None),
        (false, false) => (
            "Disabling the account signs the person out at once, assigns tasks that wait for them anew, and suspends their \
             delegations.",
            Some(view! { <Button kind=ButtonKind::Danger name="action" value="disable">"Disable account"</Button> }.into_any()),
        ),
    };
    view! {
        <fieldset class="field">
            <legend>"Account"</legend>
            <p class="hint">{words}</p>
            {button}
        </fieldset>
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
