//! What a delegation means, in words with instants and zone: for its pages, the review and the notices (R6, R8).

use chrono::{DateTime, Utc};

use super::{EndDue, Period, plan};
use crate::dates::in_words;
use crate::zone::{Zone, end_in_words, instant_in_words};

/// What saving `period` at `now` means: "Ben Ode has Payroll viewer from Tue 1 Feb 2028 00:00 to Wed 9 Feb 2028 24:00,
/// Europe/London. The last full day is 9 February 2028."
pub fn meaning(
    proxy: &str,
    role: &str,
    period: Period,
    (zone, option): (Zone, EndDue),
    now: DateTime<Utc>,
) -> String {
    let due = super::instants(period, zone, option);
    let planned = plan(period, false, zone, option, now);
    let start = if planned.begins_now {
        "the moment you save".to_owned()
    } else {
        instant_in_words(due.begin, zone)
    };
    match (period.is_one_day(), due.end, due.last_full_day) {
        (true, ..) => {
            let end = match option {
                EndDue::StartOfDay => "the next run of the job after it has begun".to_owned(),
                EndDue::EndOfDay => due
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
