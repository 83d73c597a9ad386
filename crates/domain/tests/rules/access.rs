//! Why somebody may, or what is missing (D).

use domain::access::{HoldingSource, Missing, Way, nearest_misses};
use domain::ids::PersonId;
use domain::privilege::DataScope;
use proptest::prelude::*;

use crate::samples::{instant, ten_thousand_cases};

const AT: &str = "2028-03-15T12:00:00Z";

/// A delegation in force that reaches the record.
fn allowing() -> Way {
    Way {
        role: "Line manager".to_owned(),
        data_scope: DataScope::Reports,
        source: HoldingSource::Delegated,
        delegator: Some((PersonId(7), "Mara Vogel".to_owned())),
        by: Some("Mara Vogel".to_owned()),
        period: None,
        since: Some(instant("2028-03-01T00:00:00Z")),
        until: Some(instant("2028-04-01T00:00:00Z")),
        is_cancelled: false,
        is_delegator_active: true,
        is_kept: true,
        is_in_force: true,
        reaches: true,
    }
}

fn idle() -> Way {
    Way {
        is_in_force: false,
        ..allowing()
    }
}

#[test]
fn d_what_is_missing_is_the_reason_that_came_first() {
    let cases = [
        ("it allows it", allowing(), None),
        (
            "another's record",
            Way {
                reaches: false,
                ..allowing()
            },
            Some(Missing::OutOfScope),
        ),
        (
            "cancelled, whatever else",
            Way {
                is_cancelled: true,
                since: None,
                is_kept: false,
                ..idle()
            },
            Some(Missing::Cancelled),
        ),
        (
            "over, and its delegator has left",
            Way {
                until: Some(instant(AT)),
                is_delegator_active: false,
                ..idle()
            },
            Some(Missing::Over),
        ),
        (
            "to come",
            Way {
                since: Some(instant("2028-03-15T12:00:01Z")),
                ..idle()
            },
            Some(Missing::NotYet),
        ),
        (
            "never to come",
            Way {
                since: None,
                ..idle()
            },
            Some(Missing::NotYet),
        ),
        (
            "the delegator is disabled",
            Way {
                is_delegator_active: false,
                is_kept: false,
                ..idle()
            },
            Some(Missing::Suspended),
        ),
        (
            "the role is lost",
            Way {
                is_kept: false,
                ..idle()
            },
            Some(Missing::RoleLost),
        ),
        ("due, and no run has begun it", idle(), Some(Missing::NotYet)),
    ];
    for (name, way, expected) in cases {
        assert_eq!(way.missing(instant(AT)), expected, "{name}");
        assert_eq!(way.allows(), expected.is_none(), "{name}");
    }
}

#[test]
fn d_each_reason_has_words_of_its_own() {
    use Missing::{Cancelled, NotYet, OutOfScope, Over, RoleLost, Suspended};
    let mut words = [Suspended, NotYet, Over, RoleLost, OutOfScope, Cancelled].map(Missing::in_words);
    words.sort_unstable();
    assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{words:?}");
}

fn ways() -> impl Strategy<Value = Vec<Way>> {
    let instants = proptest::option::of(prop_oneof![
        Just(instant("2028-03-01T00:00:00Z")),
        Just(instant(AT)),
        Just(instant("2028-04-01T00:00:00Z")),
    ]);
    let way = (instants.clone(), instants, any::<[bool; 5]>()).prop_map(|(since, until, facts)| {
        let [is_cancelled, is_delegator_active, is_kept, is_in_force, reaches] = facts;
        Way {
            since,
            until,
            is_cancelled,
            is_delegator_active,
            is_kept,
            is_in_force,
            reaches,
            ..allowing()
        }
    });
    proptest::collection::vec(way, 0..8)
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// Every way that says something about the question is told once, with its reason, those that lack least first.
    #[test]
    fn d_the_nearest_misses_come_first_and_none_that_is_far(ways in ways()) {
        let at = instant(AT);
        let found = nearest_misses(&ways, at);
        let near = |way: &&Way| !way.allows() && (way.reaches || way.is_in_force);
        prop_assert_eq!(found.len(), ways.iter().filter(near).count());
        for (way, missing) in &found {
            prop_assert!(near(way));
            prop_assert_eq!(way.missing(at), Some(*missing));
            prop_assert_eq!(*missing == Missing::OutOfScope, way.is_in_force);
        }
        let reasons: Vec<_> = found.iter().map(|(_, missing)| *missing).collect();
        prop_assert!(reasons.is_sorted());
    }
}
