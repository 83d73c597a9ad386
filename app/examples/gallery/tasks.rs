//! A list of open tasks.

use app::ui::*;
use leptos::prelude::*;

pub(crate) fn view() -> impl IntoView {
    let columns = vec![
        Column::select("Select"),
        Column::row_header("Task"),
        Column::new("Policy"),
        Column::new("Waiting"),
        Column::unlabelled("Decide"),
    ];
    let rows = vec![
        row(
            1,
            "Grant AP approver to Ida Moss",
            None,
            "asked by Ida Moss · step 1 of 2",
            "Finance access",
            Some("delegation disabled"),
            "2 days",
        ),
        row(
            2,
            "Review Line manager of Theo Park",
            Some("for Milo Vance"),
            "Access review Q3 · due 21 Aug",
            "Quarterly review",
            None,
            "1 day",
        ),
        row(
            3,
            "Grant Payroll viewer to Sam Reyes",
            Some("for Milo Vance"),
            "asked by Mina Okafor · step 1 of 1",
            "Standard request",
            None,
            "3 hours",
        ),
    ];
    let change = view! { <a href="/profile/delegate">"Change"</a> }.into_any();
    view! {
        <PageHeading title="My tasks" lead="4 open. The oldest has waited 2 days."/>
        <Notice kind=NoticeKind::Away title="You are away until Fri 14 Aug." action=change>
            "New tasks go to Ben Ode, except where a policy forbids it. 2 older tasks stay with you."
        </Notice>
        <Table caption="Open tasks" columns rows/>
    }
}

fn row(
    id: u32,
    title: &'static str,
    tag: Option<&'static str>,
    hint: &'static str,
    policy: &'static str,
    policy_hint: Option<&'static str>,
    waiting: &'static str,
) -> Row {
    let link_id = format!("task-{id}");
    let (for_approve, for_deny) = (link_id.clone(), link_id.clone());
    Row::new([
        cell(
            view! { <input type="checkbox" name="task" value=id.to_string() aria-label=format!("Select {title}")/> },
        ),
        cell(view! {
            <a href=format!("/tasks/{id}") id=link_id>{title}</a>
            {tag.map(|tag| view! { <Tag>{tag}</Tag> })}
            <span class="hint">{hint}</span>
        }),
        cell(view! { {policy} {policy_hint.map(|hint| view! { <span class="hint">{hint}</span> })} }),
        cell(waiting),
        cell(view! {
            <PostForm action=format!("/tasks/{id}") inline=true>
                <ButtonRow>
                    <Button name="decision" value="approve" described_by=for_approve>"Approve"</Button>
                    <Button kind=ButtonKind::Secondary name="decision" value="deny" described_by=for_deny>"Deny"</Button>
                </ButtonRow>
            </PostForm>
        }),
    ])
}
