//! Words: who is inactive, and when an assignment begins and ends.

use domain::activity::{Activity, assignment_window};

use crate::samples::{date, instant, zone};

#[test]
fn inactive_is_disabled_or_not_yet_hired_or_terminated() {
    let now = instant("2026-08-03T12:00:00Z");
    let (before, after) = (instant("2026-08-03T11:59:59Z"), instant("2026-08-03T12:00:01Z"));
    let table = [
        (false, None, None, true),
        (true, None, None, false),
        (false, Some(before), Some(after), true),
        (true, Some(before), Some(after), false),
        // Half open: from the first instant, not at the last.
        (false, Some(now), None, true),
        (false, Some(after), None, false),
        (false, None, Some(now), false),
        (false, None, Some(before), false),
        (false, None, Some(after), true),
    ];
    for (disabled, active_from, active_until, active) in table {
        let activity = Activity {
            disabled,
            active_from,
            active_until,
        };
        assert_eq!(activity.is_active(now), active, "{activity:?}");
    }
}

#[test]
fn the_termination_date_is_the_last_day_worked_in_the_persons_own_zone() {
    let (hired, left) = (Some(date("2020-02-29")), Some(date("2026-08-14")));
    assert_eq!(
        assignment_window(hired, left, zone("Europe/London")),
        (
            Some(instant("2020-02-29T00:00:00Z")),
            Some(instant("2026-08-14T23:00:00Z"))
        )
    );
    assert_eq!(
        assignment_window(hired, left, zone("Etc/GMT+12")),
        (
            Some(instant("2020-02-29T12:00:00Z")),
            Some(instant("2026-08-15T12:00:00Z"))
        )
    );
    assert_eq!(
        assignment_window(None, left, zone("Pacific/Kiritimati")),
        (None, Some(instant("2026-08-14T10:00:00Z")))
    );
    assert_eq!(assignment_window(None, None, zone("Etc/UTC")), (None, None));
}
