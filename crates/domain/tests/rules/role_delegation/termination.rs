use chrono::{DateTime, Utc};
use domain::role_delegation::{EndReason, Termination, TerminationFacts, termination};

use crate::samples::instant;

const NOW: &str = "2028-03-15T12:00:00Z";
const LEFT: &str = "2028-03-10T00:00:00Z";
const BEFORE_THAT: &str = "2028-03-05T00:00:00Z";
const BEGUN: &str = "2028-03-01T00:00:00Z";

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(instant(text))
}

/// In force, with a fortnight to go.
fn kept() -> TerminationFacts {
    TerminationFacts {
        begun_at: at(BEGUN),
        not_after: at("2028-04-01T00:00:00Z"),
        has_proxy_left: false,
        has_delegator_left: false,
        is_role_kept: true,
        left_at: None,
    }
}

fn proxy_left() -> TerminationFacts {
    TerminationFacts {
        has_proxy_left: true,
        left_at: at(LEFT),
        ..kept()
    }
}

fn ended(reason: EndReason, at: &str) -> Option<Termination> {
    Some(Termination {
        reason,
        ended_at: Some(instant(at)),
    })
}

fn cancelled(reason: EndReason) -> Option<Termination> {
    Some(Termination {
        reason,
        ended_at: None,
    })
}

#[test]
fn r12_why_and_when_a_delegation_ends_for_good() {
    let cases = [
        ("nothing happened", kept(), None),
        (
            "the proxy left",
            proxy_left(),
            ended(EndReason::ProxyTerminated, LEFT),
        ),
        (
            "the delegator left",
            TerminationFacts {
                has_proxy_left: false,
                has_delegator_left: true,
                ..proxy_left()
            },
            ended(EndReason::DelegatorTerminated, LEFT),
        ),
        (
            "both left, and the role is lost",
            TerminationFacts {
                has_delegator_left: true,
                is_role_kept: false,
                ..proxy_left()
            },
            ended(EndReason::ProxyTerminated, LEFT),
        ),
        (
            "the role is lost",
            TerminationFacts {
                is_role_kept: false,
                ..kept()
            },
            ended(EndReason::RoleLost, NOW),
        ),
        (
            "it had not begun",
            TerminationFacts {
                begun_at: None,
                ..proxy_left()
            },
            cancelled(EndReason::ProxyTerminated),
        ),
        (
            "its last day was over before",
            TerminationFacts {
                not_after: at(BEFORE_THAT),
                ..proxy_left()
            },
            ended(EndReason::EndDate, BEFORE_THAT),
        ),
        (
            "its last day was over at the same instant",
            TerminationFacts {
                not_after: at(LEFT),
                ..proxy_left()
            },
            ended(EndReason::EndDate, LEFT),
        ),
        (
            "its last day was over before, and no job had begun it",
            TerminationFacts {
                begun_at: None,
                not_after: at(BEFORE_THAT),
                ..proxy_left()
            },
            cancelled(EndReason::NeverBegan),
        ),
        (
            "its last day is over, and the role is lost",
            TerminationFacts {
                not_after: at(LEFT),
                is_role_kept: false,
                ..kept()
            },
            ended(EndReason::EndDate, LEFT),
        ),
        (
            "it has no end",
            TerminationFacts {
                not_after: None,
                ..proxy_left()
            },
            ended(EndReason::ProxyTerminated, LEFT),
        ),
        (
            "it began after they had left",
            TerminationFacts {
                left_at: at("2028-02-20T00:00:00Z"),
                ..proxy_left()
            },
            ended(EndReason::ProxyTerminated, BEGUN),
        ),
    ];
    for (name, facts, ends) in cases {
        assert_eq!(termination(&facts, instant(NOW)), ends, "{name}");
    }
}
