use chrono::{DateTime, Utc};
use domain::activity::Activity;
use domain::role_delegation::{EndDue, EndReason, Facts, State, state};

use crate::samples::instant;

const NOW: &str = "2028-03-15T12:00:00Z";

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(instant(text))
}

fn begun() -> Facts {
    Facts {
        begun_at: at("2028-03-01T00:00:00Z"),
        ended_at: None,
        cancelled_at: None,
        not_after: at("2028-04-01T00:00:00Z"),
        delegator: Activity::default(),
        proxy: Activity::default(),
        is_role_kept: true,
    }
}

fn disabled() -> Activity {
    Activity {
        disabled: true,
        ..Activity::default()
    }
}

fn left(until: &str) -> Activity {
    Activity {
        active_until: at(until),
        ..Activity::default()
    }
}

#[test]
fn r11_r12_where_a_delegation_stands() {
    let scheduled = Facts {
        begun_at: None,
        ..begun()
    };
    let cases = [
        ("it has begun", begun(), State::InForce),
        ("it has not", scheduled, State::Scheduled),
        (
            "it has no end",
            Facts {
                not_after: None,
                ..begun()
            },
            State::InForce,
        ),
        (
            "ended",
            Facts {
                ended_at: at("2028-03-10T00:00:00Z"),
                ..begun()
            },
            State::Ended,
        ),
        (
            "cancelled",
            Facts {
                cancelled_at: at("2028-02-01T00:00:00Z"),
                ..scheduled
            },
            State::Cancelled,
        ),
        // G9: another node's clock may be ahead of this one's.
        (
            "another node has begun it",
            Facts {
                begun_at: at("2028-03-15T12:05:00Z"),
                ..begun()
            },
            State::InForce,
        ),
        (
            "another node has ended it",
            Facts {
                ended_at: at("2028-03-15T12:05:00Z"),
                ..begun()
            },
            State::Ended,
        ),
        (
            "another node has cancelled it",
            Facts {
                cancelled_at: at("2028-03-15T12:05:00Z"),
                ..scheduled
            },
            State::Cancelled,
        ),
        // R11: fail closed, whether or not the job ran.
        (
            "its last day is over",
            Facts {
                not_after: at(NOW),
                ..begun()
            },
            State::Ended,
        ),
        (
            "it never began in time",
            Facts {
                not_after: at(NOW),
                ..scheduled
            },
            State::Cancelled,
        ),
        (
            "the proxy is disabled",
            Facts {
                proxy: disabled(),
                ..begun()
            },
            State::Suspended,
        ),
        (
            "the delegator is disabled",
            Facts {
                delegator: disabled(),
                ..begun()
            },
            State::Suspended,
        ),
        (
            "a disabled person lends what has not begun",
            Facts {
                delegator: disabled(),
                ..scheduled
            },
            State::Scheduled,
        ),
        (
            "the proxy has left",
            Facts {
                proxy: left(NOW),
                ..begun()
            },
            State::Ended,
        ),
        (
            "the delegator has left",
            Facts {
                delegator: left("2028-03-01T00:00:00Z"),
                ..begun()
            },
            State::Ended,
        ),
        (
            "somebody is about to leave",
            Facts {
                proxy: left("2028-03-16T00:00:00Z"),
                ..begun()
            },
            State::InForce,
        ),
        (
            "the role is lost",
            Facts {
                is_role_kept: false,
                ..begun()
            },
            State::Ended,
        ),
        (
            "the role is lost before it began",
            Facts {
                is_role_kept: false,
                ..scheduled
            },
            State::Cancelled,
        ),
    ];
    for (what, facts, expected) in cases {
        assert_eq!(state(&facts, instant(NOW)), expected, "{what}");
    }
}

#[test]
fn r12_states_are_said_in_the_words_that_stay() {
    let words: Vec<&str> = [
        State::Scheduled,
        State::InForce,
        State::Suspended,
        State::Ended,
        State::Cancelled,
    ]
    .into_iter()
    .map(State::in_words)
    .collect();
    assert_eq!(
        words,
        ["Scheduled", "In force", "Suspended", "Ended", "Cancelled"]
    );
}

#[test]
fn codes_are_read_back() {
    for reason in EndReason::ALL {
        assert_eq!(EndReason::from_code(reason.code()), Some(reason));
    }
    for option in [EndDue::StartOfDay, EndDue::EndOfDay] {
        assert_eq!(EndDue::from_code(option.code()), Some(option));
        assert_eq!(option.is_included(), option.code() == "END_OF_DAY", "R6");
    }
    assert_eq!(
        (EndReason::from_code("because"), EndDue::from_code("")),
        (None, None)
    );
}
