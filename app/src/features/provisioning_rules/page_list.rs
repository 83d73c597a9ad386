//! `/setup/role-provisioning-rules`: every rule with whom it is for and what it gives.

use std::cmp::Ordering;

use axum::extract::Query;
use axum::response::Response;
use domain::text::fold;
use leptos::prelude::*;
use services::access::ManageSetup;
use services::provisioning::{Named, Rule, RuleList};

use super::form::RULES;
use crate::error::PageError;
use crate::list::{Order, SortKey, SortQuery, Unfiltered};
use crate::request_context::RequestContext;
use crate::ui::{Column, EmptyState, LinkButton, Notice, NoticeKind, PageHeading, Row, Table, cell};

const TITLE: &str = "Role provisioning rules";

const LIST: Unfiltered<'_> = Unfiltered { path: RULES };

/// The columns that sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Name,
    Conditions,
    Roles,
}

impl SortKey for By {
    const ALL: &'static [Self] = &[Self::Name, Self::Conditions, Self::Roles];

    fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Conditions => "for",
            Self::Roles => "roles",
        }
    }
}

impl By {
    /// Roles sort by how many there are.
    fn compare(self, left: &Rule, right: &Rule) -> Ordering {
        match self {
            Self::Name => fold(&left.name).cmp(&fold(&right.name)),
            Self::Conditions => left.conditions().in_words().cmp(&right.conditions().in_words()),
            Self::Roles => left.roles.len().cmp(&right.roles.len()),
        }
    }
}

/// The page.
pub(super) async fn show(
    context: RequestContext,
    Query(query): Query<SortQuery>,
) -> Result<Response, PageError> {
    let permitted = context.viewer.require_everywhere::<ManageSetup>()?;
    let mut list = context.services.provisioning().rules(&permitted).await?;
    let order = query.order::<By>();
    order.sort(&mut list.rules, By::compare);
    Ok(context.render.page(TITLE, move || view(list, order)).await)
}

fn view(list: RuleList, order: Order<By>) -> impl IntoView + use<> {
    let head = |by, column| order.head(by, column, &LIST, None);
    let columns = vec![
        head(By::Name, Column::row_header("Rule")),
        head(By::Conditions, Column::new("For")),
        head(By::Roles, Column::new("Roles")),
    ];
    let caption = if order.is_set() { "Rules" } else { "Rules by name" };
    let check = upgraded(&list);
    let rows: Vec<Row> = list.rules.into_iter().map(line).collect();
    let body = if rows.is_empty() {
        view! {
            <EmptyState title="There is no rule">"Without one nobody can ask for a role, and none comes by itself."</EmptyState>
        }
        .into_any()
    } else {
        view! { <Table caption columns rows/> }.into_any()
    };
    let more = list.more.then(|| {
        view! { <Notice kind=NoticeKind::Warning title="Not all rules are listed.">"The first 500 are, by name."</Notice> }
    });
    view! {
        <PageHeading title=TITLE lead="Which roles come with a work assignment, which roles people may delegate without holding them, and which they may request.">
            <LinkButton href=format!("{RULES}/new")>"Add rule"</LinkButton>
        </PageHeading>
        {more}
        {check}
        {body}
    }
}

/// How many rules the upgrade left to check.
fn upgraded(list: &RuleList) -> Option<AnyView> {
    let is_upgraded = |rule: &&Rule| rule.roles.iter().any(|role| role.provisionable_by_upgrade);
    let rules = match list.rules.iter().filter(is_upgraded).count() {
        0 => return None,
        1 => "1 rule".to_owned(),
        count => format!("{count} rules"),
    };
    let words = format!(
        "Open delegations depended on roles of {rules}. Open each one, decide whether its roles stay provisionable, and save it."
    );
    let words = view! {
        <Notice kind=NoticeKind::Warning title="Made provisionable by the upgrade: check.">{words}</Notice>
    };
    Some(words.into_any())
}

/// `Payroll viewer: requestable, self-requestable`, and what the upgrade left to check.
fn role(role: &Named) -> impl IntoView + use<> {
    let marks = [
        (role.autoprovision, "autoprovisioned"),
        (role.provisionable, "provisionable"),
        (role.requestable, "requestable"),
        (role.self_requestable, "self-requestable"),
    ];
    let marks: Vec<_> = marks
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, words)| *words)
        .collect();
    let words = format!("{}: {}", role.name, marks.join(", "));
    let check = role
        .provisionable_by_upgrade
        .then(|| view! { <span class="hint">"made provisionable by the upgrade: check"</span> });
    view! { {words}{check} }
}

fn line(rule: Rule) -> Row {
    let href = format!("{RULES}/{}", rule.id);
    let roles: Vec<_> = rule
        .roles
        .iter()
        .map(|named| view! { <li>{role(named)}</li> })
        .collect();
    let conditions = rule.conditions().in_words();
    Row::new([
        cell(view! { <a href=href>{rule.name}</a> }),
        cell(conditions),
        cell(view! { <ul class="plain-list">{roles}</ul> }),
    ])
}
