//! `/admin/directory/users`: everyone by name, with search and filters.

use axum::extract::Query;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::activity::ActivityState;
use leptos::prelude::*;
use services::access::ManageDirectory;
use services::directory::{User, UserDelegate, Users};

use super::address;
use super::users_query::{PATH, UsersQuery};
use crate::error::PageError;
use crate::list::{Filters, after_last};
use crate::request_context::RequestContext;
use crate::ui::{
    Checkbox, Choice, Column, EmptyState, FilterBar, PageHeading, PageOrder, Row, Select, StateBadge, Table,
    Tag, TextField, cell,
};

const TITLE: &str = "Users";

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<UsersQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageDirectory>()?;
    let users = context
        .services
        .directory()
        .users(&permitted, &query.filter())
        .await?;
    Ok(context.render.page(TITLE, move || view(query, users)).await)
}

fn view(query: UsersQuery, users: Users) -> impl IntoView + use<> {
    let next = after_last(&users.rows, users.more, |last| last.place.clone());
    let pages = query.pages(("after", !query.after.is_empty()), next);
    let body = if users.rows.is_empty() {
        empty(&query).into_any()
    } else {
        table(users.rows, users.now).into_any()
    };
    let filters = filters(query, users.departments.as_deref());
    view! {
        <PageHeading title=TITLE lead="Everyone in the directory, by name."/>
        {filters}
        {body}
        {pages.links(PageOrder::Own)}
    }
}

fn filters(query: UsersQuery, departments: Option<&[String]>) -> impl IntoView + use<> {
    let department = department_field(&query.department, departments);
    let ticked = |value: &str| !value.is_empty();
    let (has, is, inactive) = (
        ticked(&query.has_delegate),
        ticked(&query.is_delegate),
        ticked(&query.inactive_delegate),
    );
    let chips = query.chips();
    view! {
        <FilterBar path=PATH chips>
            <TextField name="q" label="Search" kind="search" value=query.q/>
            {department}
            <Select name="status" label="Status" prompt="Any status" choices=UsersQuery::status_choices() selected=query.status/>
            <div class="filter-ticks">
                <Checkbox name="has_delegate" label="Has a delegate" checked=has/>
                <Checkbox name="is_delegate" label="Is a delegate" checked=is/>
                <Checkbox name="inactive_delegate" label="Inactive delegate" checked=inactive/>
            </div>
        </FilterBar>
    }
}

/// A list to choose from, or a field where there are too many departments for one.
pub(super) fn department_field(chosen: &str, departments: Option<&[String]>) -> AnyView {
    let chosen = domain::text::composed(chosen);
    let Some(departments) = departments else {
        return view! { <TextField name="department" label="Department" value=chosen/> }.into_any();
    };
    let mut names = departments.to_vec();
    if !chosen.is_empty() && !names.contains(&chosen) {
        names.insert(0, chosen.clone());
    }
    let choices: Vec<_> = names
        .into_iter()
        .map(|name| Choice::new(name.clone(), name))
        .collect();
    view! { <Select name="department" label="Department" prompt="All departments" choices selected=chosen/> }
        .into_any()
}

fn empty(query: &UsersQuery) -> impl IntoView + use<> {
    if query.is_filtered() || !query.after.is_empty() {
        view! { <EmptyState title="Nobody matches these filters"><a href=PATH>"Show everyone"</a></EmptyState> }
            .into_any()
    } else {
        view! {
            <EmptyState title="There is nobody in the directory">"Import people with locum people import."</EmptyState>
        }
        .into_any()
    }
}

fn table(users: Vec<User>, now: DateTime<Utc>) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Name"),
        Column::new("Department"),
        Column::new("Status"),
        Column::new("Delegate"),
        Column::new("Covers"),
    ];
    let rows = users.into_iter().map(|user| line(user, now)).collect();
    view! { <Table caption="People by name" columns rows/> }
}

fn line(user: User, now: DateTime<Utc>) -> Row {
    let href = address::person(&user.username);
    let covers = covers(&user);
    let job = user.job.map(|job| view! { <span class="hint">{job}</span> });
    Row::new([
        cell(view! {
            <a href=href><bdi>{user.display_name}</bdi></a>
            <span class="hint">{user.username}</span>
        }),
        cell(view! { {user.department}{job} }),
        cell(view! { <StateBadge state=user.state.into()/> }),
        cell(user.delegate.map(|delegate| delegate_link(delegate, now))),
        cell(covers),
    ])
}

/// Who covers them, from when if that is to come, and whether that is still possible.
fn delegate_link(delegate: UserDelegate, now: DateTime<Utc>) -> impl IntoView + use<> {
    let to_come = (now < delegate.starts_at).then(|| view! { <span class="hint">"scheduled"</span> });
    let gone = (delegate.state != ActivityState::Active).then(|| {
        let words = delegate.state.in_words().to_lowercase();
        view! { <Tag>{words}</Tag> }
    });
    let href = address::person(&delegate.username);
    view! { <a href=href><bdi>{delegate.display_name}</bdi></a>{gone}{to_come} }
}

fn covers(user: &User) -> Option<impl IntoView + use<>> {
    let words = match user.covers {
        0 => return None,
        1 => "1 person".to_owned(),
        100.. => "more than 99 people".to_owned(),
        count => format!("{count} people"),
    };
    // Their new tasks reach nobody there: this is where to mend it.
    let is_gone = user.state != ActivityState::Active;
    let gone = is_gone.then(|| view! { <Tag>"inactive delegate"</Tag> });
    Some(view! { {words}{gone} })
}
