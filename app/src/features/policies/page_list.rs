//! `/admin/settings/policies`: every policy by type, with its steps and what uses it.

use axum::response::Response;
use domain::policy::PolicyKind;
use leptos::prelude::*;
use services::access::EditPolicies;
use services::policies::{Line, Listed};

use super::form::{LIST, policy_path};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{
    Column, EmptyState, LinkButton, Notice, NoticeKind, PageHeading, Region, Row, Table, Tag, cell,
};

const TITLE: &str = "Policies";

/// The page.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let RequestContext {
        render,
        viewer,
        state,
    } = &context;
    let permitted = viewer.require_everywhere::<EditPolicies>()?;
    let listed = state.services.policies(&permitted).await?;
    Ok(render.page(TITLE, move || view(&listed)))
}

fn view(listed: &Listed) -> impl IntoView + use<> {
    let regions: Vec<_> = PolicyKind::ALL
        .into_iter()
        .map(|kind| region(kind, listed))
        .collect();
    let more = listed.more.then(|| {
        view! {
            <Notice kind=NoticeKind::Warning title="Not all policies are listed.">
                "The first 500 are, by type and name."
            </Notice>
        }
    });
    view! {
        <PageHeading title=TITLE lead="Who decides a task, step by step. A change concerns tasks created from then on.">
            <LinkButton href=format!("{LIST}/new")>"New policy"</LinkButton>
        </PageHeading>
        {more}
        {regions}
    }
}

fn region(kind: PolicyKind, listed: &Listed) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Policy"),
        Column::new("Steps"),
        Column::new("Used by roles"),
        Column::new("Open tasks"),
    ];
    let of_kind = listed.policies.iter().filter(|line| line.kind() == kind);
    let rows: Vec<Row> = of_kind.map(row).collect();
    let caption = heading(kind);
    let body = if rows.is_empty() {
        view! { <EmptyState title="There is none yet."/> }.into_any()
    } else {
        view! { <Table caption columns rows/> }.into_any()
    };
    view! { <Region id=kind.code() title=caption>{body}</Region> }
}

/// The heading of a type's policies.
fn heading(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Request => "Request policies",
        PolicyKind::Review => "Review policies",
        PolicyKind::Revoke => "Revocation policies",
    }
}

fn row(line: &Line) -> Row {
    let href = policy_path(line.id()).as_str().to_owned();
    let default = line.is_default.then(|| view! { <Tag>"Default"</Tag> });
    let built_in = line.built_in.then(|| view! { <Tag>"Built-in"</Tag> });
    let steps = match line.steps {
        0 => "None: its tasks are refused".to_owned(),
        count => count.to_string(),
    };
    let tasks = match line.open_tasks {
        100.. => "More than 99".to_owned(),
        count => count.to_string(),
    };
    Row::new([
        cell(view! { <a href=href>{line.name.clone()}</a>{default}{built_in} }),
        cell(steps),
        cell(line.roles.to_string()),
        cell(tasks),
    ])
}
