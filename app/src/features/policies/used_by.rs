//! Which roles follow a policy, and the forms that change it.

use leptos::prelude::*;
use services::policies::{PolicyPage, RolePolicy};

use super::form::{Action, Ask};
use crate::ui::{
    Button, ButtonKind, ButtonRow, Choice, Column, EmptyState, PostForm, QuestionButton, Region, Row, Select,
    Table, cell,
};

/// `adding`: the role that was chosen in vain, and what is wrong with it.
pub(super) fn used_by(policy: PolicyPage, adding: Option<(String, Option<String>)>) -> impl IntoView + use<> {
    let version = policy.version.to_string();
    let kind = policy.kind.in_words().to_lowercase();
    let everyone_else = policy.is_default.then(|| {
        view! { <p>{format!("It is the default {kind} policy: it applies to every role without a {kind} policy of its own.")}</p> }
    });
    let make_default = (!policy.is_default).then(|| {
        view! {
            <PostForm version=policy.version.to_string() inline=true>
                <Button kind=ButtonKind::Secondary name="action" value=Action::MakeDefault.code()>"Make default"</Button>
            </PostForm>
        }
    });
    let roles = policy.roles.into_iter();
    let (using, others): (Vec<_>, Vec<_>) = roles.partition(|role| role.policy == Some(policy.id));
    let choices: Vec<Choice> = others
        .into_iter()
        .map(|role| match role.policy_name {
            Some(other) => Choice::new(role.code, format!("{} (now “{other}”)", role.name)),
            None => Choice::new(role.code, role.name),
        })
        .collect();
    let (typed, error) = adding.unwrap_or_default();
    let (table, make_default) = (roles_table(using, policy.version), make_default.into_any());
    view! {
        <Region id="used-by" title="Used by roles" actions=make_default>
            {everyone_else}
            {table}
            <PostForm version>
                <Select name="role" label="Role" prompt="Choose a role" choices selected=typed error
                    hint="Its new tasks of this type follow this policy."/>
                <ButtonRow><Button kind=ButtonKind::Secondary name="action" value=Action::Use.code()>"Add role"</Button></ButtonRow>
            </PostForm>
        </Region>
    }
}

fn roles_table(roles: Vec<RolePolicy>, version: i32) -> AnyView {
    let columns = vec![Column::row_header("Role"), Column::unlabelled("Remove")];
    let row = |role: RolePolicy| {
        let id = format!("role-{}", role.code);
        let name = view! { <span id=id.clone()>{role.name}</span> };
        let form = view! {
            <PostForm version=version.to_string() inline=true>
                <input type="hidden" name="role" value=role.code/>
                <QuestionButton ask=Ask::Stop.code() described_by=id>"Remove"</QuestionButton>
            </PostForm>
        };
        Row::new([cell(name), cell(form)])
    };
    let rows: Vec<Row> = roles.into_iter().map(row).collect();
    if rows.is_empty() {
        view! { <EmptyState title="No role uses it."/> }.into_any()
    } else {
        view! { <Table caption="Roles that use this policy" columns rows/> }.into_any()
    }
}
