//! `/admin/directory/users/{username}`: one person with assignment, delegate, whom they cover, roles and open tasks.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::HoldingSource;
use domain::delegation_rule::period_in_words;
use domain::privilege::Privilege;
use domain::zone::Zone;
use leptos::prelude::*;
use services::access::ManageDirectory;
use services::delegates::Rule;
use services::directory::{HeldRole, Known};

use super::address;
use super::open_tasks_view::{OpenTasksQuery, open_tasks};
use super::replace_view::{ReplaceForm, replacement};
use crate::context::Viewer;
use crate::error::PageError;
use crate::features::delegates::rule_view::{Reader, rule_in_words, state_word};
use crate::features::revocations::form::Ask;
use crate::features::role_delegations::tables::directory_waits;
use crate::request_context::RequestContext;
use crate::ui::{
    Column, Day, EmptyState, ErrorSummary, Facts, FormErrors, LinkButton, PageHeading, PersonHit, PostForm,
    QuestionButton, QuestionDialog, Region, Row, StateBadge, Table, Time, cell, person_hit,
};

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Path(username): Path<String>,
    Query(query): Query<OpenTasksQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageDirectory>()?;
    let known = context
        .services
        .directory()
        .person(&permitted, &username, query.page())
        .await?;
    Ok(context
        .render
        .titled(&known.detail.display_name)
        .page(move || {
            let (none, form) = (FormErrors::new(), ReplaceForm::default());
            view(&context.viewer, known, &none, (&form, Vec::new()), &query)
        })
        .await)
}

/// The page with what is wrong about the new delegate, and who may have been meant (G5, G6).
pub(super) async fn failed(
    context: &RequestContext,
    username: &str,
    (status, errors): (StatusCode, FormErrors),
    form: &ReplaceForm,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageDirectory>()?;
    let known = context
        .services
        .directory()
        .person(&permitted, username, 1)
        .await?;
    let matches = match errors.of("delegate") {
        Some(_) => {
            context
                .services
                .people()
                .search(&context.viewer, &form.delegate, 4)
                .await?
        }
        None => Vec::new(),
    };
    let matches = matches.into_iter().map(person_hit).collect();
    let query = OpenTasksQuery::default();
    let (viewer, form) = (context.viewer.clone(), form.clone());
    let titled = context.render.titled(&known.detail.display_name);
    Ok(titled
        .failed(status, move || {
            view(&viewer, known, &errors, (&form, matches), &query)
        })
        .await)
}

fn view(
    viewer: &Viewer,
    mut known: Known,
    errors: &FormErrors,
    (form, matches): (&ReplaceForm, Vec<PersonHit>),
    query: &OpenTasksQuery,
) -> impl IntoView + use<> {
    let person = &known.detail;
    let edit_path = format!("{}/delegation", address::person(&person.username));
    let edit = view! { <LinkButton href=edit_path>"Edit"</LinkButton> }.into_any();
    let covers_title = format!("{} covers", person.display_name);
    let state = person.state.into();
    let (rule, replacement) = (rule(viewer, &known), replacement(&known, form, errors, matches));
    let open_tasks = open_tasks(&known, query);
    let covers = covers(std::mem::take(&mut known.detail.covers), &known);
    let roles = roles(viewer, std::mem::take(&mut known.detail.roles), &known);
    let title = std::mem::take(&mut known.detail.display_name);
    let assignment = assignment(known);
    view! {
        <ErrorSummary errors/>
        <PageHeading title>
            <StateBadge state/>
        </PageHeading>
        {assignment}
        {replacement}
        <Region id="delegation" title="Delegation" actions=edit>{rule}</Region>
        <Region id="covers" title=covers_title>{covers}</Region>
        <Region id="roles" title="Roles">{roles}</Region>
        {open_tasks}
    }
}

fn assignment(known: Known) -> impl IntoView + use<> {
    let person = known.detail;
    let text = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned()).into_any();
    let day = |date: Option<chrono::NaiveDate>| match date {
        Some(date) => view! { <Day date/> }.into_any(),
        None => "—".into_any(),
    };
    let manager = match person.manager {
        Some(manager) => {
            let href = address::person(&manager.username);
            view! { <a href=href><bdi>{manager.display_name}</bdi></a> }.into_any()
        }
        None => "—".into_any(),
    };
    let facts = vec![
        ("Username", person.username.into_any()),
        ("Email", text(person.email)),
        ("Manager", manager),
        ("Department", text(person.department)),
        ("Job", text(person.job)),
        ("Location", text(person.location)),
        ("Hired", day(person.hired_on)),
        ("Last day worked", day(person.terminated_on)),
        ("Time zone", known.zone.name().into_any()),
    ];
    view! { <Facts facts/> }
}

fn rule(viewer: &Viewer, known: &Known) -> AnyView {
    let name = &known.detail.display_name;
    let Some(rule) = &known.detail.rule else {
        let title = format!("{name} has no delegate");
        return view! { <EmptyState title>"New tasks come to them."</EmptyState> }.into_any();
    };
    let reader = Reader {
        own: false,
        opens_directory: true,
        zone: known.zone,
        reader_zone: viewer.zone(),
        now: known.now,
    };
    rule_in_words(rule, reader).into_any()
}

fn covers(covered: Vec<Rule>, known: &Known) -> AnyView {
    let person = &known.detail;
    if covered.is_empty() {
        let title = format!("{} covers nobody", person.display_name);
        return view! { <EmptyState title/> }.into_any();
    }
    let columns = vec![
        Column::row_header("Person"),
        Column::new("Period"),
        Column::new("State"),
    ];
    let shown = i64::try_from(covered.len()).unwrap_or(i64::MAX);
    let rows = covered.into_iter().map(|rule| cover_line(rule, known)).collect();
    let others = (shown < person.covers_count).then(|| {
        let words = format!("The first {shown} of {}.", person.covers_count);
        view! { <p class="hint">{words}</p> }
    });
    let caption = format!("People whom {} covers", person.display_name);
    view! { <Table caption columns rows/>{others} }.into_any()
}

fn cover_line(rule: Rule, known: &Known) -> Row {
    let href = address::person(&rule.owner_username);
    let period = period_in_words(rule.window(), known.zone, known.now);
    let state = state_word(rule.window().state(known.now));
    Row::new([
        cell(view! { <a href=href><bdi>{rule.owner_name}</bdi></a> }),
        cell(format!("{period}, {}", known.zone)),
        cell(view! { <StateBadge state/> }),
    ])
}

fn roles(viewer: &Viewer, roles: Vec<HeldRole>, known: &Known) -> AnyView {
    if roles.is_empty() {
        return view! { <EmptyState title="No roles"/> }.into_any();
    }
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Source"),
        Column::new("Since"),
        Column::unlabelled("Revoke"),
    ];
    let revoke = viewer
        .may(Privilege::RunAccessReviews)
        .then(|| format!("{}/revoke", address::person(&known.detail.username)));
    let rows = roles
        .into_iter()
        .map(|role| role_line(role, viewer.zone(), revoke.as_deref()))
        .collect();
    view! {
        <Table caption="Roles, each with where it comes from" columns rows/>
        {revoke.is_some().then(|| view! { <QuestionDialog/> })}
    }
    .into_any()
}

/// T13: what was granted by hand or by request can be revoked; the rest comes and goes with its source.
fn role_line(role: HeldRole, zone: Zone, revoke: Option<&str>) -> Row {
    let is_own = matches!(role.source, HoldingSource::ByHand | HoldingSource::Request);
    let id = is_own.then(|| format!("role-{}-{}", role.code, role.source.code()));
    let source = source(&role, zone);
    let revoke = revoke.filter(|_| is_own).map(|path| {
        let described_by = format!("role-{}-{}", role.code, role.source.code());
        let action = path.to_owned();
        view! {
            <PostForm action inline=true>
                <input type="hidden" name="role" value=role.code/>
                <input type="hidden" name="back" value="person"/>
                <QuestionButton ask=Ask::Revoke.code() described_by>"Revoke"</QuestionButton>
            </PostForm>
        }
    });
    Row::new([
        cell(view! { <span id=id>{role.name}</span> }),
        cell(source),
        cell(view! { <Time at=role.since zone/> }),
        cell(revoke),
    ])
}

/// Where a role comes from, in words.
fn source(role: &HeldRole, zone: Zone) -> AnyView {
    let by = role.granted_by.as_ref().map(|name| format!(", {name}"));
    match role.source {
        HoldingSource::Request => {
            let words = format!("By request{}", by.unwrap_or_default());
            match role.task {
                Some(task) => view! { <a href=format!("/tasks/{task}")>{words}</a> }.into_any(),
                None => words.into_any(),
            }
        }
        HoldingSource::Autoprovisioned => "Autoprovisioned".into_any(),
        HoldingSource::Delegated => {
            let from = role.delegator.as_ref().map(|delegator| {
                let (href, name) = (
                    address::person(&delegator.username),
                    delegator.display_name.clone(),
                );
                view! { " by "<a href=href><bdi>{name}</bdi></a> }
            });
            let until = role
                .last_day
                .map(|date| view! { <span class="hint">"last day: "<Day date/></span> });
            let waits = directory_waits(role.directory_waits_since, zone).map(|words| view! { " "{words} });
            view! { "Delegated"{from}{until}{waits} }.into_any()
        }
        HoldingSource::ByHand => format!("By hand{}", by.unwrap_or_default()).into_any(),
    }
}
