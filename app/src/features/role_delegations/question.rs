//! What is asked before a delegation is ended or cancelled (R12).

use axum::response::Response;
use domain::privilege::DataScope;
use services::role_delegations::{Lender, Line, MOST, Reach};

use super::desk::Asked;
use super::form::DatesForm;
use super::page_edit::{self, Asks};
use super::tables::is_live;
use crate::error::PageError;
use crate::ui::{Effect, Question};

/// The question; or the page that says that the delegation is over.
pub(super) async fn ask(asked: &Asked, id: i64, form: DatesForm) -> Result<Response, PageError> {
    asked.state.services.brakes().question(asked.viewer.person)?;
    let (lender, line) = page_edit::line(asked, id).await?;
    if !is_live(line.state) {
        if asked.render.wants_data() {
            return Ok(asked.render.no_question());
        }
        return page_edit::again(asked, id, form, Ok(Asks::Nothing)).await;
    }
    let services = &asked.state.services;
    let reach = services.delegation_reach(&lender.permitted, id).await?;
    let path = asked.desk.edit_path(id);
    let back = if form.back.is_empty() {
        path.clone()
    } else {
        asked.desk.overview()
    };
    let question = Question {
        action: Some(path),
        back,
        ..question(&lender, &line, &reach)
    };
    Ok(asked.render.ask(question))
}

fn question(lender: &Lender, line: &Line, reach: &Reach) -> Question {
    let Reach { proxy, role, .. } = reach;
    let has_begun = line.delegation.begun_at.is_some();
    let whose = match &lender.account {
        Some(person) => format!(" of {}", person.display_name),
        None => String::new(),
    };
    let (verb, noun, lead, effects) = if has_begun {
        ("End", "End delegation", loses(reach), effects(reach))
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
    .with("version", reach.version.to_string())
    .with("action", "delete")
}

fn loses(reach: &Reach) -> String {
    let of_everyone = match DataScope::from_code(&reach.data_scope) {
        Some(DataScope::Everyone) => " The role reaches the records of everyone.",
        _ => "",
    };
    format!(
        "{} loses {} at once, whatever the dates.{of_everyone}",
        reach.proxy, reach.role
    )
}

/// What was in reach by it, counted as far as counts go.
fn effects(reach: &Reach) -> Vec<Effect> {
    let counted = |count: i64, one: &str, several: &str, many: &str| {
        if count > MOST {
            Effect::counted(MOST, many, many, None)
        } else {
            Effect::counted(count, one, several, None)
        }
    };
    let records = counted(
        reach.people,
        "person’s record is out of their reach",
        "people’s records are out of their reach",
        "people’s records, and more, are out of their reach",
    );
    let tasks = counted(
        reach.tasks,
        "open task no longer waits for them",
        "open tasks no longer wait for them",
        "open tasks, and more, no longer wait for them",
    );
    records.into_iter().chain(tasks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_reach_is_counted_and_a_count_has_an_end() {
        let reach = |data_scope: &str, people, tasks| Reach {
            id: 1,
            version: 1,
            proxy: "Ben Ode".to_owned(),
            role: "Line manager".to_owned(),
            data_scope: data_scope.to_owned(),
            people,
            tasks,
        };
        let table: [(_, &[(i64, &str)]); 5] = [
            (reach("reports", 0, 0), &[]),
            (
                reach("reports", 1, 0),
                &[(1, "person’s record is out of their reach")],
            ),
            (
                reach("reports", 5, 1),
                &[
                    (5, "people’s records are out of their reach"),
                    (1, "open task no longer waits for them"),
                ],
            ),
            (
                reach("own", 0, 1_001),
                &[(1_000, "open tasks, and more, no longer wait for them")],
            ),
            (
                reach("everyone", 0, 2),
                &[(2, "open tasks no longer wait for them")],
            ),
        ];
        for (reach, expected) in table {
            let effects = effects(&reach);
            let found: Vec<_> = effects
                .iter()
                .map(|effect| (effect.count, effect.what.as_str()))
                .collect();
            assert_eq!(found, expected);
            assert_eq!(
                loses(&reach).ends_with("records of everyone."),
                reach.data_scope == "everyone"
            );
        }
    }
}
