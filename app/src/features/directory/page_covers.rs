//! `/admin/directory/covers`: who covers whom, the newest rule first.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::delegation_rule::{RuleState, Window};
use domain::zone::{end_in_words, instant_in_words};
use leptos::prelude::*;
use services::access::ManageDirectory;
use services::directory::{Cover, Covers};

use super::address;
use super::covers_query::{CoversQuery, PATH};
use super::page_users::department_field;
use crate::error::PageError;
use crate::features::delegates::rule_view::state_word;
use crate::list::{Filters, after_last};
use crate::request_context::RequestContext;
use crate::ui::{
    Checkbox, Column, EmptyState, ErrorSummary, FilterBar, FormErrors, PageHeading, PageOrder, Row, Select,
    StateBadge, Table, Tag, TextField, cell,
};

const TITLE: &str = "Who covers whom";

/// Rules on a page.
const PAGE: usize = 50;

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<CoversQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageDirectory>()?;
    let (filter, errors) = query.filter(&context.services).await?;
    if !errors.is_empty() {
        // Everything that was typed, and no list: what was asked for cannot be told.
        let departments = query.department.clone();
        let known = (!departments.is_empty()).then(|| vec![departments]);
        return Ok(context
            .render
            .failed(StatusCode::UNPROCESSABLE_ENTITY, TITLE, move || {
                view! {
                    <ErrorSummary errors=&errors/>
                    {heading(&query)}
                    {filters(query, known.as_deref(), &errors)}
                }
            })
            .await);
    }
    let covers = context
        .services
        .directory()
        .covers(&permitted, &filter, PAGE)
        .await?;
    Ok(context.render.page(TITLE, move || view(query, covers)).await)
}

fn view(query: CoversQuery, covers: Covers) -> impl IntoView + use<> {
    let older = after_last(&covers.rows, covers.more, |last| last.rule.id().to_string());
    let pages = query.pages(("before", !query.before.is_empty()), older);
    let body = if covers.rows.is_empty() {
        empty(&query).into_any()
    } else {
        table(covers.rows, covers.now).into_any()
    };
    view! {
        {heading(&query)}
        {filters(query, covers.departments.as_deref(), &FormErrors::new())}
        {body}
        {pages.links(PageOrder::NewestFirst)}
    }
}

fn heading(query: &CoversQuery) -> impl IntoView + use<> {
    let download = query.href_at("/admin/directory/covers.csv", &[]);
    view! {
        <PageHeading title=TITLE lead="Delegation rules in force and to come, the newest first. Periods are in the owner’s time zone.">
            <a href=download download="who-covers-whom.csv">"Download CSV"</a>
        </PageHeading>
    }
}

fn filters(query: CoversQuery, departments: Option<&[String]>, errors: &FormErrors) -> impl IntoView + use<> {
    let department = department_field(&query.department, departments);
    let inactive = !query.inactive_delegate.is_empty();
    let chips = query.chips();
    let (wrong_owner, wrong_delegate) = (errors.of("owner"), errors.of("delegate"));
    view! {
        <FilterBar path=PATH chips>
            <TextField name="owner" label="Owner" value=query.owner error=wrong_owner/>
            <TextField name="delegate" label="Delegate" value=query.delegate error=wrong_delegate/>
            {department}
            <Select name="state" label="State" choices=CoversQuery::state_choices() selected=query.state.code()/>
            <Select name="set_by" label="Set by" choices=CoversQuery::set_by_choices() selected=query.set_by.code()/>
            <div class="filter-ticks">
                <Checkbox name="inactive_delegate" label="Inactive delegate" checked=inactive/>
            </div>
        </FilterBar>
    }
}

fn empty(query: &CoversQuery) -> impl IntoView + use<> {
    if query.is_filtered() || !query.before.is_empty() {
        view! { <EmptyState title="No rule matches these filters"><a href=PATH>"Show all of them"</a></EmptyState> }
            .into_any()
    } else {
        view! {
            <EmptyState title="Nobody is covered at present">
                "People name a delegate on My profile; you can name one for them on their page under "
                <a href="/admin/directory/users">"Users"</a>"."
            </EmptyState>
        }
        .into_any()
    }
}

fn table(covers: Vec<Cover>, now: DateTime<Utc>) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Owner"),
        Column::new("Delegate"),
        Column::new("Period"),
        Column::new("State"),
        Column::new("Set by"),
    ];
    let rows = covers.into_iter().map(|cover| line(cover, now)).collect();
    view! { <Table caption="Delegation rules, the newest first" columns rows/> }
}

/// Where the rule stands: one that was replaced or removed is over, whatever its dates.
pub(super) fn state_of(cover: &Cover, now: DateTime<Utc>) -> RuleState {
    match cover.closed_at {
        Some(_) => RuleState::Ended,
        None => cover.rule.window().state(now),
    }
}

/// From when to when, as it is or was: a rule that was closed early ended then.
pub(super) fn window_of(cover: &Cover) -> Window {
    let window = cover.rule.window();
    let closed = cover.closed_at.map(|at| at.max(window.starts_at));
    Window {
        starts_at: window.starts_at,
        ends_at: match (window.ends_at, closed) {
            (Some(end), Some(closed)) => Some(end.min(closed)),
            (end, closed) => end.or(closed),
        },
    }
}

fn line(cover: Cover, now: DateTime<Utc>) -> Row {
    let (zone, window, state) = (cover.time_zone, window_of(&cover), state_of(&cover, now));
    let rule = cover.rule;
    let owner = person(&rule.owner_username, &rule.owner_name);
    let department = cover
        .owner_department
        .map(|name| view! { <span class="hint">{name}</span> });
    let gone = (!rule.delegate_active).then(|| view! { <Tag>"inactive"</Tag> });
    let until = match window.ends_at {
        Some(end) => format!("until {}", end_in_words(end, zone)),
        None => "until it is removed".to_owned(),
    };
    let from = format!("{} {until}", instant_in_words(window.starts_at, zone));
    Row::new([
        cell(view! { {owner}{department} }),
        cell(view! { {person(&rule.delegate_username, &rule.delegate_name)}{gone} }),
        cell(view! { {from}<span class="hint">{zone.name()}</span> }),
        cell(view! { <StateBadge state=state_word(state)/> }),
        cell(if rule.saved_by() == rule.owner() {
            "The owner".to_owned()
        } else {
            rule.saved_by_name
        }),
    ])
}

fn person(username: &str, name: &str) -> impl IntoView + use<> {
    let (href, name) = (address::person(username), name.to_owned());
    view! { <a href=href><bdi>{name}</bdi></a> }
}
