//! The dates of a delegation as fields: the same in every form (R6).

use islands::fields::DateErrors;

use crate::ui::FormErrors;

/// What is wrong with the dates.
pub(super) fn date_errors(errors: &FormErrors) -> DateErrors {
    DateErrors {
        starts_on: errors.of("starts_on"),
        ends_on: errors.of("ends_on"),
    }
}
