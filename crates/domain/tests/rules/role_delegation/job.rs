use chrono::{DateTime, Utc};
use domain::role_delegation::{DueFacts, DueOutcome, due_outcome};
use proptest::prelude::*;

use crate::samples::instant;

const NOW: &str = "2028-03-15T12:00:00Z";
const MIDNIGHT: &str = "2028-03-16T00:00:00Z";
const LAST_NIGHT: &str = "2028-03-15T00:00:00Z";
const BEFORE: &str = "2028-03-01T00:00:00Z";

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(instant(text))
}

/// From today on, for some days.
fn scheduled() -> DueFacts {
    DueFacts {
        is_one_day: false,
        through_end: false,
        begun_at: None,
        is_closed: false,
        not_after: at("2028-04-01T00:00:00Z"),
        is_end_due: false,
    }
}

fn one_day() -> DueFacts {
    DueFacts {
        is_one_day: true,
        not_after: at(MIDNIGHT),
        ..scheduled()
    }
}

fn begun() -> DueFacts {
    DueFacts {
        begun_at: at(BEFORE),
        ..scheduled()
    }
}

#[test]
fn r8_r9_r11_what_the_job_does_with_what_is_due() {
    let now = instant(NOW);
    let begins = DueOutcome::Begins { end_due: None };
    let cases = [
        ("a begin", scheduled(), begins),
        (
            "a begin without an end",
            DueFacts {
                not_after: None,
                ..scheduled()
            },
            begins,
        ),
        (
            "a single day",
            one_day(),
            DueOutcome::Begins { end_due: Some(now) },
        ),
        (
            "a single day that is included",
            DueFacts {
                through_end: true,
                ..one_day()
            },
            DueOutcome::Begins {
                end_due: at(MIDNIGHT),
            },
        ),
        (
            "a single day that has passed",
            DueFacts {
                not_after: at(LAST_NIGHT),
                ..one_day()
            },
            DueOutcome::NeverBegins,
        ),
        (
            "a single day that passes at this instant",
            DueFacts {
                not_after: at(NOW),
                ..one_day()
            },
            DueOutcome::NeverBegins,
        ),
        (
            "a begin whose end is due",
            DueFacts {
                is_end_due: true,
                ..scheduled()
            },
            DueOutcome::NeverBegins,
        ),
        (
            "an end on time",
            DueFacts {
                is_end_due: true,
                not_after: at(NOW),
                ..begun()
            },
            DueOutcome::Ends { at: now },
        ),
        (
            "an end that passed while no job ran",
            DueFacts {
                is_end_due: true,
                not_after: at(LAST_NIGHT),
                ..begun()
            },
            DueOutcome::Ends {
                at: instant(LAST_NIGHT),
            },
        ),
        (
            "an end before the last day is over",
            DueFacts {
                is_end_due: true,
                ..begun()
            },
            DueOutcome::Ends { at: now },
        ),
        (
            "an end of what a node ahead has begun",
            DueFacts {
                is_end_due: true,
                begun_at: at("2028-03-15T12:05:00Z"),
                ..begun()
            },
            DueOutcome::Ends {
                at: instant("2028-03-15T12:05:00Z"),
            },
        ),
        ("another node has begun it", begun(), DueOutcome::HasBegun),
        (
            "it was closed",
            DueFacts {
                is_closed: true,
                is_end_due: true,
                ..begun()
            },
            DueOutcome::IsClosed,
        ),
        (
            "it was closed before it began",
            DueFacts {
                is_closed: true,
                ..scheduled()
            },
            DueOutcome::IsClosed,
        ),
    ];
    for (name, facts, outcome) in cases {
        assert_eq!(due_outcome(&facts, now), outcome, "{name}");
    }
}

prop_compose! {
    fn any_facts()(
        flags in any::<[bool; 4]>(),
        begun_at in proptest::option::of(-100_000_i64..100_000),
        not_after in proptest::option::of(-100_000_i64..100_000),
    ) -> DueFacts {
        let second = |second| DateTime::from_timestamp(second, 0).unwrap();
        DueFacts {
            is_one_day: flags[0],
            through_end: flags[1],
            begun_at: begun_at.map(second),
            is_closed: flags[2],
            not_after: not_after.map(second),
            is_end_due: flags[3],
        }
    }
}

proptest! {
    /// Nothing begins that is past its last day, nothing ends before it began, and what is closed stays so (R9, R11).
    #[test]
    fn r9_r11_nothing_begins_late_and_nothing_ends_early(facts in any_facts(), now in -100_000_i64..100_000) {
        let now = DateTime::from_timestamp(now, 0).unwrap();
        let passed = facts.not_after.is_some_and(|end| end <= now);
        match due_outcome(&facts, now) {
            DueOutcome::Begins { end_due } => {
                prop_assert!(!passed && !facts.is_closed && !facts.is_end_due && facts.begun_at.is_none());
                prop_assert_eq!(end_due.is_some(), facts.is_one_day && (!facts.through_end || facts.not_after.is_some()));
            }
            DueOutcome::Ends { at } => {
                let begun_at = facts.begun_at.unwrap();
                prop_assert!(begun_at <= at && (at <= now || at == begun_at) && facts.is_end_due);
                prop_assert!(facts.not_after.is_none_or(|end| at <= end || at == begun_at));
            }
            DueOutcome::NeverBegins => prop_assert!(facts.begun_at.is_none() && (passed || facts.is_end_due)),
            DueOutcome::HasBegun => prop_assert!(facts.begun_at.is_some() && !facts.is_end_due),
            DueOutcome::IsClosed => prop_assert!(facts.is_closed),
        }
    }
}
