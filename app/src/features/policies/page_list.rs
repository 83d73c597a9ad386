//! `/admin/settings/policies`: every policy by type, with its steps and what uses it.

use std::cmp::Ordering;

use axum::extract::Query;
use axum::response::Response;
use domain::policy::PolicyKind;
use domain::text::fold;
use leptos::prelude::*;
use services::access::EditPolicies;
use services::policies::{Line, Listed};

use super::form::{LIST, policy_path};
use crate::error::PageError;
use crate::list::{Order, SortKey, SortQuery, Unfiltered};
use crate::request_context::RequestContext;
use crate::ui::{
    Column, EmptyState, LinkButton, Notice, NoticeKind, PageHeading, Region, Row, Table, Tag, cell,
};

const TITLE: &str = "Policies";

const LINES: Unfiltered<'_> = Unfiltered { path: LIST };

/// The columns that sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Name,
    Steps,
    Roles,
    OpenTasks,
}

impl SortKey for By {
    const ALL: &'static [Self] = &[Self::Name, Self::Steps, Self::Roles, Self::OpenTasks];

    fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Steps => "steps",
            Self::Roles => "roles",
            Self::OpenTasks => "tasks",
        }
    }
}

impl By {
    fn compare(self, left: &Line, right: &Line) -> Ordering {
        match self {
            Self::Name => fold(&left.name).cmp(&fold(&right.name)),
            Self::Steps => left.steps.cmp(&right.steps),
            Self::Roles => left.roles.cmp(&right.roles),
            Self::OpenTasks => left.open_tasks.cmp(&right.open_tasks),
        }
    }
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<SortQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<EditPolicies>()?;
    let mut listed = context.services.policies().list(&permitted).await?;
    let order = query.order::<By>();
    order.sort(&mut listed.policies, By::compare);
    Ok(context.render.page(TITLE, move || view(listed, order)).await)
}

fn view(listed: Listed, order: Order<By>) -> impl IntoView + use<> {
    let mut policies = listed.policies;
    let regions: Vec<_> = PolicyKind::ALL
        .into_iter()
        .map(|kind| {
            let of_kind = policies.extract_if(.., |line| line.kind == kind);
            region(kind, of_kind.map(row).collect(), order)
        })
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

fn region(kind: PolicyKind, rows: Vec<Row>, order: Order<By>) -> impl IntoView + use<> {
    let head = |by, column| order.head(by, column, &LINES, Some(kind.code()));
    let columns = vec![
        head(By::Name, Column::row_header("Policy")),
        head(By::Steps, Column::new("Steps")),
        head(By::Roles, Column::new("Used by roles")),
        head(By::OpenTasks, Column::new("Open tasks")),
    ];
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

fn row(line: Line) -> Row {
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
        cell(view! { <a href=href>{line.name}</a>{default}{built_in} }),
        cell(steps),
        cell(line.roles.to_string()),
        cell(tasks),
    ])
}
