//! What is asked before a delegation is ended or cancelled (R12).

use axum::response::Response;
use domain::privilege::DataScope;
use services::delegation_end::EndImpact;
use services::role_delegations::{LOOKED_AT, Lender, Line, MOST};

use super::desk::Asked;
use super::form::{DatesAction, DatesForm};
use super::page_edit::{self, Asks};
use super::tables::is_live;
use crate::error::PageError;
use crate::features::security_console::effects::tasks_moved;
use crate::ui::{Effect, Question};

/// The question; or the page that says that the delegation is over.
pub(super) async fn ask(asked: &Asked, id: i64, form: DatesForm) -> Result<Response, PageError> {
    asked.services.brakes().question(asked.viewer.person)?;
    let (lender, line) = page_edit::line(asked, id).await?;
    if !is_live(line.state) {
        if asked.render.wants_data() {
            return Ok(asked.render.no_question());
        }
        return page_edit::again(asked, id, form, Ok(Asks::Nothing)).await;
    }
    let services = &asked.services;
    let impact = services.delegation_end().impact(&lender.permitted, id).await?;
    let path = asked.desk.edit_path(id);
    let back = if form.back.is_empty() {
        path.clone()
    } else {
        asked.desk.overview()
    };
    let question = Question {
        action: Some(path),
        back,
        ..question(&lender, &line, &impact)
    };
    Ok(asked.render.ask(question).await)
}

fn question(lender: &Lender, line: &Line, impact: &EndImpact) -> Question {
    let EndImpact { proxy, role, .. } = impact;
    let has_begun = line.delegation.begun_at.is_some();
    let whose = match &lender.account {
        Some(person) => format!(" of {}", person.display_name),
        None => String::new(),
    };
    let (verb, noun, lead, effects) = if has_begun {
        ("End", "End delegation", loses(impact), effects(impact))
    } else {
        let lead = format!("{proxy} will not get {role}.");
        ("Cancel", "Cancel delegation", lead, Vec::new())
    };
    Question {
        title: format!("{verb} the delegation of {role}{whose} to {proxy}?"),
        lead: Some(lead),
        effects,
        warning: Some("To undo this, delegate the role again.".to_owned()),
        confirm: noun.to_owned(),
        keep: "Keep it".to_owned(),
        ..Question::default()
    }
    // Of the delegation as it is now, which is what the question shows (G5).
    .with("version", impact.version.to_string())
    .with("action", DatesAction::Delete.code())
}

fn loses(impact: &EndImpact) -> String {
    let EndImpact { proxy, role, net, .. } = impact;
    let of_everyone = match net.data_scope {
        DataScope::Everyone => " The role reaches the records of everyone.",
        DataScope::Own | DataScope::Reports | DataScope::Department => "",
    };
    if net.keeps_role {
        format!(
            "{proxy} keeps {role} by something else, and loses at once what this delegation alone gives, whatever the dates.{of_everyone}"
        )
    } else {
        format!("{proxy} loses {role} at once, whatever the dates.{of_everyone}")
    }
}

/// What was in reach by it alone, counted as far as counts go.
fn effects(impact: &EndImpact) -> Vec<Effect> {
    let net = &impact.net;
    let tasks = if net.tasks > MOST {
        let more = "open tasks, and more, no longer wait for them";
        Effect::counted(MOST, more, more, None)
    } else {
        let (one, several) = (
            "open task no longer waits for them",
            "open tasks no longer wait for them",
        );
        Effect::counted(net.tasks, one, several, None)
    };
    let records = match (net.people, net.has_more_people) {
        (0, true) => {
            let some = "people were looked at, whose records stay in their reach; others’ records may not";
            Effect::counted(LOOKED_AT, some, some, None)
        }
        (people, true) => Effect::counted(
            people,
            "person’s record, and perhaps more, is out of their reach",
            "people’s records, and more, are out of their reach",
            None,
        ),
        (people, false) => Effect::counted(
            people,
            "person’s record is out of their reach",
            "people’s records are out of their reach",
            None,
        ),
    };
    records
        .into_iter()
        .chain(tasks)
        .chain(tasks_moved(&impact.moved))
        .collect()
}

#[cfg(test)]
mod tests {
    use services::role_delegations::NetReach;
    use services::tasks::TasksMoved;

    use super::*;

    #[test]
    fn what_is_out_of_reach_is_counted_and_a_count_has_an_end() {
        let impact = |data_scope, people: i64, tasks, keeps_role| EndImpact {
            version: 1,
            proxy: "Ben Ode".to_owned(),
            role: "Line manager".to_owned(),
            net: NetReach {
                privileges: Vec::new(),
                data_scope,
                people: people.min(MOST),
                has_more_people: people > MOST,
                first: Vec::new(),
                tasks,
                keeps_role,
            },
            moved: TasksMoved::default(),
        };
        let table: [(_, &[(i64, &str)]); 6] = [
            (impact(DataScope::Reports, 0, 0, true), &[]),
            (
                impact(DataScope::Reports, 1, 0, false),
                &[(1, "person’s record is out of their reach")],
            ),
            (
                impact(DataScope::Reports, 5, 1, true),
                &[
                    (5, "people’s records are out of their reach"),
                    (1, "open task no longer waits for them"),
                ],
            ),
            (
                impact(DataScope::Reports, 1_001, 0, false),
                &[(1_000, "people’s records, and more, are out of their reach")],
            ),
            (
                impact(DataScope::Own, 0, 1_001, false),
                &[(1_000, "open tasks, and more, no longer wait for them")],
            ),
            (
                impact(DataScope::Everyone, 0, 2, false),
                &[(2, "open tasks no longer wait for them")],
            ),
        ];
        for (impact, expected) in table {
            let effects = effects(&impact);
            let found: Vec<_> = effects
                .iter()
                .map(|effect| (effect.count, effect.what.as_str()))
                .collect();
            assert_eq!(found, expected);
            let lead = loses(&impact);
            assert_eq!(
                lead.ends_with("records of everyone."),
                impact.net.data_scope == DataScope::Everyone
            );
            assert_eq!(lead.contains("Ben Ode keeps Line manager"), impact.net.keeps_role);
            assert_eq!(lead.contains("loses Line manager"), !impact.net.keeps_role);
        }
    }
}
