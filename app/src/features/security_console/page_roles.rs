//! `/security-console/roles`: every role, what it lets its holders do, and whether it may be lent.

use axum::response::Response;
use domain::policy::PolicyKind;
use leptos::prelude::*;
use services::access::ManageSecurity;
use services::security_console::{Defined, RoleList};

use super::role_form::ROLES;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{Column, LinkButton, Notice, NoticeKind, PageHeading, Row, Table, Tag, cell};

const TITLE: &str = "Roles";

/// The page.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let RequestContext {
        render,
        viewer,
        state,
    } = &context;
    let permitted = viewer.require_everywhere::<ManageSecurity>()?;
    let roles = state.services.console_roles(&permitted).await?;
    Ok(render.page(TITLE, move || view(&roles)))
}

fn view(list: &RoleList) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Privileges"),
        Column::new("Data scope"),
        Column::new("Delegation"),
        Column::new("Policies"),
    ];
    let rows = list.roles.iter().map(line).collect();
    let more = list.more.then(|| {
        view! {
            <Notice kind=NoticeKind::Warning title="Not all roles are listed.">"The first 1,000 are, by name."</Notice>
        }
    });
    let new = format!("{ROLES}/new");
    view! {
        <PageHeading title=TITLE lead="What each role lets its holders do, on whose records, and whether they may delegate it.">
            <LinkButton href=new>"New role"</LinkButton>
        </PageHeading>
        {more}
        <Table caption="Roles by name, those that come with the system first" columns rows/>
    }
}

fn line(role: &Defined) -> Row {
    let href = format!("{ROLES}/{}", role.code);
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
    let delegation = match (role.code.as_str(), role.delegation_allowed) {
        ("employee", _) => "Never",
        (_, true) => "Delegation allowed",
        (_, false) => "Not allowed",
    };
    let policies: Vec<_> = PolicyKind::ALL
        .into_iter()
        .map(|kind| {
            let name = role
                .policy(kind)
                .map_or_else(|| "default".to_owned(), |policy| policy.name.clone());
            view! { <li>{format!("{}: {name}", kind.in_words())}</li> }
        })
        .collect();
    Row::new([
        cell(view! {
            <a href=href>{role.name.clone()}</a>{built_in}
            <span class="hint">{role.code.clone()}</span>
        }),
        cell(privileges),
        cell(role.data_scope.in_words()),
        cell(delegation),
        cell(view! { <ul class="plain-list">{policies}</ul> }),
    ])
}
