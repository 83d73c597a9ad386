//! What a delegation means, in words with instants and zone: for its pages, the review and the notices (R6, R8).

use chrono::{DateTime, Utc};

use super::{Period, Plan, last_day_in_words};
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

/// What `period` means: "Ben Ode has Payroll viewer from Tue 1 Feb 2028 00:00 to the end of Wed 9 Feb 2028, Europe/London; last
/// day: Wednesday 9 February 2028. The end date, 10 February 2028, is not included."
pub fn meaning(proxy: &str, role: &str, period: Period, zone: Zone, begins: Begins) -> String {
    let due = super::instants(period, zone);
    let start = match begins {
        Begins::OnSaving => "the moment you save".to_owned(),
        Begins::At(at) => instant_in_words(at, zone),
        Begins::WhenDue => instant_in_words(due.begin, zone),
    };
    let Some((not_after, end_date)) = due.not_after.zip(period.ends_on()) else {
        return format!("{proxy} has {role} from {start}, {zone}, until the delegation is deleted.");
    };
    let (end, last_day) = (end_in_words(not_after, zone), last_day_in_words(period));
    let end = match (period.is_one_day() && !period.through_end(), begins) {
        (false, _) => end,
        (true, Begins::At(_)) => format!("the next run of the job, at the latest {end}"),
        (true, _) => format!("the next run of the job after it has begun, at the latest {end}"),
    };
    let aside = if period.last_day() == Some(end_date) {
        String::new()
    } else {
        format!(" The end date, {}, is not included.", in_words(end_date))
    };
    format!("{proxy} has {role} from {start} to {end}, {zone}; {last_day}.{aside}")
}
