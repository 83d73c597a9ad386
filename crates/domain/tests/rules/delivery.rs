//! When a failed delivery is repeated (N).

use chrono::TimeDelta;
use domain::delivery::{Channel, MAX_ATTEMPTS, rest, wait_after, wait_out};

#[test]
fn the_wait_doubles_up_to_an_hour() {
    let middle = |attempt| wait_after(attempt, 0.5).unwrap().num_seconds();
    let waits: Vec<_> = (1..=10).map(middle).collect();
    assert_eq!(waits, [15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
}

#[test]
fn jitter_spreads_a_wait_by_a_quarter_to_either_side() {
    let wait = |jitter| wait_after(9, jitter).unwrap().num_seconds();
    assert_eq!((wait(0.0), wait(1.0)), (2700, 4500));
    assert_eq!(
        (wait(-3.0), wait(f64::INFINITY)),
        (2700, 4500),
        "whatever the source"
    );
    assert!(rest(0.0) > TimeDelta::zero() && rest(1.0) < TimeDelta::minutes(1));
}

#[test]
fn the_last_attempt_is_followed_by_none() {
    assert!(wait_after(MAX_ATTEMPTS - 1, 0.0).is_some());
    assert_eq!(wait_after(MAX_ATTEMPTS, 0.0), None);
    assert_eq!(wait_after(i32::MAX, 1.0), None);
    assert!(wait_after(0, 0.0).is_some() && wait_after(i32::MIN, 0.0).is_some());
}

#[test]
fn an_outage_is_waited_out_for_three_days_in_short_steps() {
    let wait = |attempt, days| wait_out(attempt, TimeDelta::days(days), 0.5).map(|wait| wait.num_seconds());
    assert_eq!(
        (wait(1, 0), wait(5, 0), wait(400, 2)),
        (Some(15), Some(240), Some(240))
    );
    assert_eq!(
        (wait(MAX_ATTEMPTS, 3), wait(MAX_ATTEMPTS - 1, 9)),
        (Some(240), Some(240))
    );
    assert_eq!(wait(MAX_ATTEMPTS, 4), None);
}

#[test]
fn a_channel_is_found_by_its_code() {
    for channel in Channel::ALL {
        assert_eq!(Channel::from_code(channel.code()), Some(channel));
    }
    assert_eq!(Channel::from_code("pigeon"), None);
}
