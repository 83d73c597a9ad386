//! Two tables in regions.

use app::ui::*;
use leptos::prelude::*;

pub(crate) fn view() -> impl IntoView {
    let lend =
        view! { <LinkButton href="/me/roles-and-delegations/new">"Delegate a role"</LinkButton> }.into_any();
    view! {
        <PageHeading title="Roles and Delegations"
            lead="What you have delegated and received, and until when. Dates are days in Europe/London."/>
        <Region id="delegated-to-others" title="Roles and Approvals Delegated to Others" actions=lend>
            <Table caption="Roles and Approvals Delegated to Others" columns=columns("Proxy", true) rows=vec![
                row("Line manager", "9 people’s absences", "Ben Ode", "3 Aug – 14 Aug 2026", StateWord::InForce, "you", Some("Change")),
                row("AP approver", "", "Bea Lind", "from 11 Jul 2026", StateWord::InForce, "Hugo Marsh", Some("Change")),
                row("My approval tasks", "new tasks only", "Ben Ode", "3 Aug – 14 Aug 2026", StateWord::InForce, "you", Some("Edit")),
                row("Payroll viewer", "", "Ida Moss", "1 Jan – 5 Feb 2026", StateWord::Ended, "you", None),
            ]/>
        </Region>
        <Region id="received" title="Roles Delegated to Me">
            <Table caption="Roles Delegated to Me" columns=columns("Delegator", false) rows=vec![
                row("Line manager", "you have it already: adds Milo’s 6 people", "Milo Vance", "6 Sep – 27 Sep 2026", StateWord::Scheduled, "Milo Vance", None),
            ]/>
        </Region>
    }
}

fn columns(other: &'static str, has_actions: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::row_header("Role"),
        Column::new(other),
        Column::new("Period"),
        Column::new("State"),
        Column::new("Made by"),
    ];
    if has_actions {
        columns.push(Column::unlabelled("Change"));
    }
    columns
}

fn row(
    role: &'static str,
    hint: &'static str,
    other: &'static str,
    period: &'static str,
    state: StateWord,
    made_by: &'static str,
    action: Option<&'static str>,
) -> Row {
    Row::new([
        cell(view! { {role} <span class="hint">{hint}</span> }),
        cell(other),
        cell(period),
        cell(view! { <StateBadge state/> }),
        cell(made_by),
        cell(action.map(|words| view! { <a href="/me/roles-and-delegations">{words}</a> })),
    ])
}
