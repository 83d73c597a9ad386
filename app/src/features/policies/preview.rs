//! Who would be asked now: what the policy would do with an imagined task, for its page and for the editor in the browser.

use islands::policies::{Foresight, ForesightStep};
use services::tasks::{Foreseen, ForeseenStep};
use services::{Error, FieldProblem};

use crate::ui::FormErrors;

/// The page has another field for a role: this one's id is its own.
const ROLE_ID: &str = "preview-role";

/// What is wrong with the form: the fields of a step are not its own.
pub(super) fn errors(problems: Vec<FieldProblem>) -> FormErrors {
    let mut errors = FormErrors::new();
    for (field, words) in problems.into_iter().map(problem) {
        errors.add(&field, words);
    }
    errors
}

fn problem(problem: FieldProblem) -> (String, String) {
    match (problem.step, problem.field) {
        (Some(step), _) => (
            format!("step-{step}"),
            format!("Step {step}: {}", problem.message),
        ),
        (None, "role") => (ROLE_ID.to_owned(), problem.message),
        (None, field) => (field.to_owned(), problem.message),
    }
}

/// What the editor shows, be it that nothing can be said.
///
/// # Errors
/// What is no fault of the form's.
pub(crate) fn foresight_of(foreseen: Result<Foreseen, Error>) -> Result<Foresight, Error> {
    match foreseen {
        Ok(foreseen) => Ok(foresight(foreseen)),
        Err(Error::Invalid(problems)) => Ok(Foresight {
            problems: problems.into_iter().map(problem).collect(),
            ..Foresight::default()
        }),
        Err(Error::Conflict(words)) => Ok(Foresight {
            problems: vec![(String::new(), words)],
            ..Foresight::default()
        }),
        Err(other) => Err(other),
    }
}

/// What the policy would do.
pub(super) fn foresight(foreseen: Foreseen) -> Foresight {
    Foresight {
        task: foreseen.task,
        other_policy: foreseen.other_policy,
        steps: foreseen.steps.into_iter().map(step).collect(),
        problems: Vec::new(),
    }
}

fn step(step: ForeseenStep) -> ForesightStep {
    ForesightStep {
        number: step.number,
        approver: step.approver,
        assumption: step.assumption,
        asked: step.asked,
        trail: step.trail,
    }
}
