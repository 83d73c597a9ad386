//! `/setup/role-provisioning-rules`: every rule with whom it is for and what it gives.

use axum::response::Response;
use leptos::prelude::*;
use services::access::ManageSetup;
use services::provisioning::{Named, Rule, RuleList};

use super::form::RULES;
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::ui::{Column, EmptyState, LinkButton, Notice, NoticeKind, PageHeading, Row, Table, cell};

const TITLE: &str = "Role provisioning rules";

/// The page.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let RequestContext {
        render,
        viewer,
        state,
    } = &context;
    let permitted = viewer.require_everywhere::<ManageSetup>()?;
    let rules = state.services.provisioning_rules(&permitted).await?;
    Ok(render.page(TITLE, move || view(&rules)))
}

fn view(list: &RuleList) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Rule"),
        Column::new("For"),
        Column::new("Roles"),
    ];
    let rows: Vec<Row> = list.rules.iter().map(line).collect();
    let body = if rows.is_empty() {
        view! {
            <EmptyState title="There is no rule">"Without one nobody can ask for a role, and none comes by itself."</EmptyState>
        }
        .into_any()
    } else {
        view! { <Table caption="Rules by name" columns rows/> }.into_any()
    };
    let more = list.more.then(|| {
        view! { <Notice kind=NoticeKind::Warning title="Not all rules are listed.">"The first 500 are, by name."</Notice> }
    });
    let check = upgraded(list);
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

fn line(rule: &Rule) -> Row {
    let href = format!("{RULES}/{}", rule.id);
    let roles: Vec<_> = rule
        .roles
        .iter()
        .map(|named| view! { <li>{role(named)}</li> })
        .collect();
    Row::new([
        cell(view! { <a href=href>{rule.name.clone()}</a> }),
        cell(rule.conditions().in_words()),
        cell(view! { <ul class="plain-list">{roles}</ul> }),
    ])
}
