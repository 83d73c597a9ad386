//! What is asked before an absence is cancelled.

use domain::absence::State;
use services::absences::Absence;

use super::form::{AbsenceForm, OWN, OwnAction, TEAM, TeamAction};
use crate::ui::{Effect, Question};

/// The question; `own`: it is the reader's.
pub(super) fn question<A>(absence: &Absence, form: AbsenceForm<A>, own: bool) -> Question {
    let (path, cancel) = if own {
        (OWN, OwnAction::Cancel.code())
    } else {
        (TEAM, TeamAction::Cancel.code())
    };
    let days = absence.days();
    let in_words = days.map(|days| days.in_words()).unwrap_or_default();
    let kind = absence.kind.in_words();
    let title = if own {
        format!("Cancel your absence of {in_words}?")
    } else {
        format!("Cancel the absence of {}?", absence.name)
    };
    let who = if own { "You are" } else { absence.name.as_str() };
    let verb = if own { "" } else { " is" };
    // Nobody is shown as away by what waits to be approved.
    let (state, one, several, lead) = match absence.state {
        State::Approved => (
            "approved",
            "day is no longer an absence",
            "days are no longer an absence",
            format!(
                "{who}{verb} no longer shown as away on these days. The absence stays on record as cancelled."
            ),
        ),
        State::Requested | State::Cancelled => (
            "not approved yet",
            "day is no longer requested",
            "days are no longer requested",
            "The request is withdrawn before it was approved. It stays on record as cancelled.".to_owned(),
        ),
    };
    let effect = Effect::counted(
        days.map_or(0, |days| days.count()),
        one,
        several,
        Some(format!("{kind}, {in_words}, {state}")),
    );
    Question {
        title,
        lead: Some(lead),
        effects: effect.into_iter().collect(),
        warning: Some(if own {
            "Delegations that you made for these days stay: end them yourself. To be away after all, request it again."
                .to_owned()
        } else {
            format!(
                "Delegations that {} made for these days stay. To undo this, add the absence again.",
                absence.name
            )
        }),
        confirm: "Cancel absence".to_owned(),
        keep: "Keep absence".to_owned(),
        back: path.to_owned(),
        ..Question::default()
    }
    .with("id", form.id)
    .with("version", form.version)
    .with("for", form.delegator)
    .with("action", cancel)
}
