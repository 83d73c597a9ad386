//! `/security-console/roles`: every role, what it lets its holders do, and whether it may be lent.

use std::cmp::Ordering;

use axum::extract::Query;
use axum::response::Response;
use domain::policy::PolicyKind;
use domain::text::fold;
use leptos::prelude::*;
use services::access::ManageSecurity;
use services::security_console::{Defined, RoleList};

use super::role_form::ROLES;
use crate::error::PageError;
use crate::list::{Order, SortKey, SortQuery, Unfiltered};
use crate::request_context::RequestContext;
use crate::ui::{Column, LinkButton, Notice, NoticeKind, PageHeading, Row, Table, Tag, cell};

const TITLE: &str = "Roles";

const LIST: Unfiltered<'_> = Unfiltered { path: ROLES };

/// The columns that sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Name,
    DataScope,
    Delegation,
}

impl SortKey for By {
    const ALL: &'static [Self] = &[Self::Name, Self::DataScope, Self::Delegation];

    fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::DataScope => "scope",
            Self::Delegation => "delegation",
        }
    }
}

impl By {
    fn compare(self, left: &Defined, right: &Defined) -> Ordering {
        match self {
            Self::Name => fold(&left.name).cmp(&fold(&right.name)),
            Self::DataScope => left.data_scope.in_words().cmp(right.data_scope.in_words()),
            Self::Delegation => delegation(left).cmp(delegation(right)),
        }
    }
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<SortQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageSecurity>()?;
    let mut list = context.services.security_console().roles(&permitted).await?;
    let order = query.order::<By>();
    order.sort(&mut list.roles, By::compare);
    Ok(context.render.page(TITLE, move || view(list, order)).await)
}

fn view(list: RoleList, order: Order<By>) -> impl IntoView + use<> {
    let head = |by, column| order.head(by, column, &LIST, None);
    let columns = vec![
        head(By::Name, Column::row_header("Role")),
        Column::new("Privileges"),
        head(By::DataScope, Column::new("Data scope")),
        head(By::Delegation, Column::new("Delegation")),
        Column::new("Policies"),
    ];
    let rows = list.roles.into_iter().map(line).collect();
    let more = list.more.then(|| {
        view! {
            <Notice kind=NoticeKind::Warning title="Not all roles are listed.">"The first 1,000 are, by name."</Notice>
        }
    });
    let new = format!("{ROLES}/new");
    let caption = if order.is_set() {
        "Roles"
    } else {
        "Roles by name, those that come with the system first"
    };
    view! {
        <PageHeading title=TITLE lead="What each role lets its holders do, on whose records, and whether they may delegate it.">
            <LinkButton href=new>"New role"</LinkButton>
        </PageHeading>
        {more}
        <Table caption columns rows/>
    }
}

/// Whether it may be delegated, in words.
fn delegation(role: &Defined) -> &'static str {
    match (role.code.as_str(), role.delegation_allowed) {
        ("employee", _) => "Never",
        (_, true) => "Delegation allowed",
        (_, false) => "Not allowed",
    }
}

fn line(role: Defined) -> Row {
    let href = format!("{ROLES}/{}", role.code);
    let delegation = delegation(&role);
    let built_in = role.built_in.then(|| view! { <Tag>"Built in"</Tag> });
    let definition = role.definition();
    let privileges: Vec<_> = definition
        .privileges
        .iter()
        .map(|privilege| view! { <li>{privilege.in_words()}</li> })
        .collect();
    let privileges = if privileges.is_empty() {
        "None of its own".into_any()
    } else {
        view! { <ul class="plain-list">{privileges}</ul> }.into_any()
    };
    let policies: Vec<_> = PolicyKind::ALL
        .into_iter()
        .map(|kind| {
            let name = role.policy(kind).map_or("default", |policy| policy.name.as_str());
            view! { <li>{format!("{}: {name}", kind.in_words())}</li> }
        })
        .collect();
    Row::new([
        cell(view! {
            <a href=href>{role.name}</a>{built_in}
            <span class="hint">{role.code}</span>
        }),
        cell(privileges),
        cell(role.data_scope.in_words()),
        cell(delegation),
        cell(view! { <ul class="plain-list">{policies}</ul> }),
    ])
}
