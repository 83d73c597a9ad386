//! What a new delegation means while it is typed: the words of its review page (R21).

use domain::dates::with_weekday;
use islands::meaning::FormMeaning;
use islands::role_delegations::DelegationForm;
use services::FieldProblem;
use services::role_delegations::{DelegationInput, Ends, Review};

use super::review_view::{function_words, people, single_day_words, warning_words};

/// For the use case.
pub(crate) fn input(form: DelegationForm) -> DelegationInput {
    DelegationInput {
        role: form.role,
        proxy: form.proxy,
        starts_on: form.starts_on,
        ends_on: form.ends_on,
        through_end: form.through_end,
    }
}

/// What the review says.
pub(crate) fn of(review: &Review) -> FormMeaning {
    let mut warnings = warning_words(review);
    warnings.extend(single_day_words(review));
    let said = FormMeaning {
        meaning: Some(review.meaning.clone()),
        warnings,
        ..FormMeaning::default()
    };
    // What ends with the save gives nothing any more.
    if matches!(review.ends, Ends::OnSaving) {
        return said;
    }
    FormMeaning {
        last_day: review.period.last_day().map(with_weekday),
        functions: function_words(review),
        people: Some(people(review)),
        ..said
    }
}

/// What is wrong. Half a username is no mistake yet: the picker speaks of it, and the save judges it.
pub(crate) fn of_problems(problems: Vec<FieldProblem>) -> FormMeaning {
    let problems = problems.into_iter().filter(|problem| problem.field != "proxy");
    FormMeaning {
        problems: problems.map(|problem| problem.message).collect(),
        ..FormMeaning::default()
    }
}
