//! What a delegation means, in words with instants and zone: for its pages, the review and the notices (R6, R8).

use chrono::{DateTime, Utc};

use super::{EndDue, Period, Plan};
use crate::dates::in_words;
use crate::zone::{Zone, end_in_words, instant_in_words};

/// From when the proxy has the role, as the words say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// With a save that is still to come (R7, R10).
    OnSaving,
    /// It has begun: then.
    At(DateTime<Utc>),
    /// When its start date comes.
    WhenDue,
}

impl Begins {
    /// Of a delegation that is not saved yet; `begun_at` is of one that is there already.
    pub fn before_saving(plan: &Plan, begun_at: Option<DateTime<Utc>>) -> Self {
        match begun_at {
            Some(at) => Self::At(at),
            None if plan.begins_now => Self::OnSaving,
            None => Self::WhenDue,
        }
    }

    /// Of a delegation that was saved at `now`.
    pub fn after_saving(plan: &Plan, begun_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        match Self::before_saving(plan, begun_at) {
            Self::OnSaving => Self::At(now),
            other => other,
        }
    }
}

/// What `period` means: "Ben Ode has Payroll viewer from Tue 1 Feb 2028 00:00 to Wed 9 Feb 2028 24:00, Europe/London. The
/// last full day is 9 February 2028."
pub fn meaning(
    proxy: &str,
    role: &str,
    period: Period,
    (zone, option): (Zone, EndDue),
    begins: Begins,
) -> String {
    let due = super::instants(period, zone, option);
    let start = match begins {
        Begins::OnSaving => "the moment you save".to_owned(),
        Begins::At(at) => instant_in_words(at, zone),
        Begins::WhenDue => instant_in_words(due.begin, zone),
    };
    match (period.is_one_day(), due.end, due.last_full_day) {
        (true, ..) => {
            let end = match (option, begins) {
                (EndDue::StartOfDay, Begins::At(_)) => "the next run of the job".to_owned(),
                (EndDue::StartOfDay, _) => "the next run of the job after it has begun".to_owned(),
                (EndDue::EndOfDay, _) => due
                    .not_after
                    .map(|end| end_in_words(end, zone))
                    .unwrap_or_default(),
            };
            format!("{proxy} has {role} from {start} to {end}, {zone}.")
        }
        (_, Some(end), Some(last)) => format!(
            "{proxy} has {role} from {start} to {}, {zone}. The last full day is {}.",
            end_in_words(end, zone),
            in_words(last)
        ),
        (_, Some(end), None) => {
            format!(
                "{proxy} has {role} from {start} to {}, {zone}.",
                end_in_words(end, zone)
            )
        }
        (_, None, _) => format!("{proxy} has {role} from {start}, {zone}, until the delegation is deleted."),
    }
}
