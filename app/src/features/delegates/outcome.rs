//! What is said after a rule was saved, or was not.

use axum::http::StatusCode;
use domain::zone::Zone;
use services::Error;
use services::delegates::Saved;

use crate::context::Flash;
use crate::error::PageError;
use crate::stale_form;
use crate::ui::FormErrors;

/// Why it was not: bad input (G6), or somebody else was quicker (G5). `zone` is the reader's.
pub(crate) fn refused(error: Error, zone: Zone) -> Result<(StatusCode, FormErrors), PageError> {
    match error {
        Error::Invalid(problems) => Ok((StatusCode::UNPROCESSABLE_ENTITY, FormErrors::from(problems))),
        Error::Stale(stale) => {
            let next = "Nothing was saved. What you typed is still below: save again to replace the rule as it is now.";
            Ok(stale_form::refused(&stale, zone, "this rule", next))
        }
        other => Err(other.into()),
    }
}

/// What was saved, and what does not move (T3, T6, T16).
pub(crate) fn told(saved: &Saved) -> Flash {
    let whom = saved.other_owner.as_deref().unwrap_or("you");
    let stay = match saved.open_tasks {
        0 => String::new(),
        1 => format!(" 1 open task stays with {whom}."),
        100.. => format!(" More than 99 open tasks stay with {whom}."),
        count => format!(" {count} open tasks stay with {whom}."),
    };
    let meaning = &saved.meaning;
    match &saved.warning {
        Some(warning) => Flash::warning(format!("Saved. {meaning}{stay} {warning}")),
        None => Flash::done(format!(
            "Saved. {meaning}{stay} Nothing is reassigned retroactively."
        )),
    }
}
