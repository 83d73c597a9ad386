//! Judging the typed form of a delegation rule (T2, T3): the same function for the form, the island and wherever
//! else a rule comes from.

use chrono::NaiveDate;

use super::{KindCode, RuleKind};
use crate::dates::{in_words, parse_date};

/// A field of the delegation form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Permanent or temporary.
    Kind,
    /// Who gets the tasks.
    Delegate,
    /// The first day.
    StartsOn,
    /// The last day.
    EndsOn,
}

impl Field {
    /// The field's name in the form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Delegate => "delegate",
            Self::StartsOn => "starts_on",
            Self::EndsOn => "ends_on",
        }
    }
}

/// One wrong field of this form.
pub type Problem = crate::problem::Problem<Field>;

/// What is asked where dates come with *Permanent* (T2).
const PERMANENT_HAS_NO_DATES: &str = "Permanent has no dates. Choose Temporary to keep them, or clear them";

/// Judges the kind and dates of a rule about to be saved (T2, T3). `today` is the civil date in the owner's zone.
/// A permanent rule has no dates: whoever typed some is asked, for either the kind or the dates are not what they mean (T2). A
/// start in the past is fine; an end before the start, or before today, is not.
///
/// # Errors
/// At most one [`Problem`] a field, in the order of the form.
pub fn check_window(
    kind: &str,
    starts_on: &str,
    ends_on: &str,
    today: NaiveDate,
) -> Result<RuleKind, Vec<Problem>> {
    match KindCode::from_code(kind) {
        Some(KindCode::Permanent) if starts_on.trim().is_empty() && ends_on.trim().is_empty() => {
            Ok(RuleKind::Permanent)
        }
        Some(KindCode::Permanent) => Err(vec![Problem {
            field: Field::Kind,
            message: PERMANENT_HAS_NO_DATES.to_owned(),
        }]),
        Some(KindCode::Temporary) => temporary(starts_on, ends_on, today),
        None => Err(vec![Problem {
            field: Field::Kind,
            message: "Choose Permanent or Temporary".to_owned(),
        }]),
    }
}

fn temporary(starts_on: &str, ends_on: &str, today: NaiveDate) -> Result<RuleKind, Vec<Problem>> {
    let start = parse_date(starts_on).map_err(|problem| problem.message("start date"));
    let end = parse_date(ends_on)
        .map_err(|problem| problem.message("end date"))
        .and_then(|end| not_too_early(end, start.as_ref().ok().copied(), today));
    match (start, end) {
        (Ok(starts_on), Ok(ends_on)) => Ok(RuleKind::Temporary { starts_on, ends_on }),
        (start, end) => Err([(Field::StartsOn, start.err()), (Field::EndsOn, end.err())]
            .into_iter()
            .filter_map(|(field, message)| message.map(|message| Problem { field, message }))
            .collect()),
    }
}

/// The end may be neither before the start nor before today: the message names the later of the two, so that
/// following it is enough.
fn not_too_early(end: NaiveDate, start: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, String> {
    match start {
        Some(start) if start > today && end < start => Err(format!(
            "End date must be the same as or after {}",
            in_words(start)
        )),
        _ if end < today => Err("End date must be today or later".to_owned()),
        _ => Ok(end),
    }
}
