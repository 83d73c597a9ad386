//! The table of what a person holds, with *Assignable* and "Remove" (R3, R12).

use domain::privilege::BuiltinRole;
use leptos::prelude::*;
use services::security_console::Held;

use super::user_form::removal_in_address;
use crate::ui::{Column, EmptyState, FormErrors, QuestionButton, Row, Table, cell};

/// The table, or that there is nothing in it. What is ticked is as the form says.
pub(super) fn roles(
    (name, roles): (&str, Vec<Held>),
    own: bool,
    assignable: &[String],
    errors: &FormErrors,
) -> AnyView {
    let wrong = errors
        .of("assignable")
        .map(|words| view! { <p class="error" id="assignable-error">{words}</p> });
    if roles.is_empty() {
        let title = format!("{name} holds no role");
        let nothing = view! { <EmptyState title>"Add one below."</EmptyState> };
        return view! { <div id="assignable" tabindex="-1">{wrong}{nothing}</div> }.into_any();
    }
    let columns = vec![
        Column::row_header("Role"),
        Column::new("Source"),
        Column::new("Assignable"),
        Column::unlabelled("Remove"),
    ];
    let mut ids = std::iter::once("assignable".to_owned());
    let rows: Vec<Row> = roles
        .into_iter()
        .map(|role| {
            let ticked = assignable.contains(&role.code);
            line(role, (ticked, own), &mut ids)
        })
        .collect();
    // Without any tick box the error summary leads to the whole field.
    let id = ids.next();
    let tabindex = id.is_some().then_some("-1");
    view! {
        <div class="field wide" id=id tabindex=tabindex>
            {wrong}
            <Table caption="Roles" columns rows/>
            <p class="hint">
                "Assignable: this person may delegate the role, even where delegating it is not allowed in general. A tick counts "
                "once it is saved: by Save and Close, or with whatever else is done on this page."
            </p>
        </div>
    }
    .into_any()
}

/// Where a role comes from.
fn source(role: &Held) -> String {
    let sources = [
        (role.by_hand, "by hand"),
        (role.by_request, "by request"),
        (role.autoprovisioned, "by a provisioning rule"),
    ];
    let sources: Vec<_> = sources
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, words)| *words)
        .collect();
    let sources = sources.join(" and ");
    let mut letters = sources.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => sources,
    }
}

/// The first tick box has the field's name as its id, so that the error summary leads to it.
fn line(role: Held, (ticked, own): (bool, bool), ids: &mut impl Iterator<Item = String>) -> Row {
    let row_id = format!("role-{}", role.code);
    let lent = match (role.in_force, role.scheduled) {
        (0, 0) => None,
        (in_force, scheduled) => Some(format!("delegated: {in_force} in force, {scheduled} scheduled")),
    };
    let source = source(&role);
    let ask = (role.by_hand || role.by_request).then(|| removal_in_address(&role.code));
    let lent = lent.map(|words| view! { <span class="hint">{words}</span> });
    let everyone = role
        .delegation_allowed
        .then(|| view! { <span class="hint">"allowed for every holder"</span> });
    let assignable = if role.code == BuiltinRole::Employee.code() {
        view! { <span class="hint">"never"</span> }.into_any()
    } else if own {
        // Nobody makes a role assignable for themselves (R22 (1)): it stays as it is.
        let words = if ticked { "yes" } else { "no" };
        let kept = ticked.then(|| view! { <input type="hidden" name="assignable" value=role.code/> });
        view! { <span class="hint">{words}</span>{kept} }.into_any()
    } else {
        let id = ids.next().unwrap_or_else(|| format!("assignable-{}", role.code));
        let label_for = id.clone();
        view! {
            <label class="tick" for=label_for>
                <input id=id type="checkbox" name="assignable" value=role.code checked=ticked
                    aria-describedby=row_id.clone()/>
                "Assignable"
            </label>
            {everyone}
        }
        .into_any()
    };
    let remove = match ask {
        Some(ask) => {
            let described_by = row_id.clone();
            view! { <QuestionButton ask described_by>"Remove"</QuestionButton> }.into_any()
        }
        None => view! { <span class="hint">"goes with its rule"</span> }.into_any(),
    };
    Row::new([
        cell(view! { <span id=row_id>{role.name}</span>{lent} }),
        cell(source),
        cell(assignable),
        cell(remove),
    ])
}
