//! T5, clause by clause. People are numbers; the step names 1.

use std::collections::HashSet;

use domain::ids::PersonId;
use domain::resolution::{Barred, Facts, Outcome, Reason, Trail, ineligible, resolve};

fn people(numbers: &[i64]) -> HashSet<PersonId> {
    numbers.iter().map(|number| PersonId(*number)).collect()
}

fn facts(rules: &[(i64, i64)], inactive: &[i64]) -> Facts {
    Facts {
        delegates: rules
            .iter()
            .map(|(owner, delegate)| (PersonId(*owner), PersonId(*delegate)))
            .collect(),
        inactive: people(inactive),
    }
}

fn nobody() -> Barred {
    Barred::default()
}

fn selves(numbers: &[i64]) -> Barred {
    Barred {
        selves: people(numbers),
        ..Barred::default()
    }
}

fn deciders(numbers: &[i64]) -> Barred {
    Barred {
        earlier_deciders: people(numbers),
        ..Barred::default()
    }
}

fn appeared(numbers: &[i64]) -> Barred {
    Barred {
        already_appeared: people(numbers),
        ..Barred::default()
    }
}

fn hop(from: i64, to: i64) -> Trail {
    Trail::Hop {
        from: PersonId(from),
        to: PersonId(to),
    }
}

fn over(person: i64, reason: Reason) -> Trail {
    Trail::PassedOver {
        person: PersonId(person),
        reason,
    }
}

fn resolved(facts: &Facts, barred: &Barred) -> Outcome {
    resolve(PersonId(1), true, facts, barred)
}

/// The step goes to the last of `path`, or to nobody where that is empty, with this trail.
fn assert_goes(outcome: &Outcome, path: &[i64], trail: &[Trail]) {
    let path: Vec<_> = path.iter().map(|number| PersonId(*number)).collect();
    assert_eq!(
        *outcome,
        Outcome {
            assignee: path.last().copied(),
            path,
            trail: trail.to_vec()
        }
    );
}

const CHAIN: [(i64, i64); 3] = [(1, 2), (2, 3), (3, 4)];

#[test]
fn t5_without_rules_the_person_named_gets_it() {
    assert_goes(&resolved(&facts(&[], &[]), &nobody()), &[1], &[]);
    assert_goes(&resolved(&facts(&[(2, 3), (3, 1)], &[]), &nobody()), &[1], &[]);
}

#[test]
fn t5_rules_are_followed_to_the_last_eligible_one() {
    let hops = [hop(1, 2), hop(2, 3), hop(3, 4)];
    assert_goes(&resolved(&facts(&CHAIN, &[]), &nobody()), &[1, 2, 3, 4], &hops);
}

#[test]
fn t5_a_step_without_delegation_stays_with_the_person_named() {
    let blocked = Trail::BlockedByPolicy {
        owner: PersonId(1),
        delegate: PersonId(2),
    };
    let named = |facts: &Facts, barred: &Barred| resolve(PersonId(1), false, facts, barred);
    assert_goes(
        &named(&facts(&CHAIN, &[]), &nobody()),
        &[1],
        std::slice::from_ref(&blocked),
    );
    assert_goes(&named(&facts(&[(2, 3)], &[]), &nobody()), &[1], &[]);
    // The block is logged also where the person named may not decide.
    assert_goes(
        &named(&facts(&CHAIN, &[1]), &nobody()),
        &[],
        &[blocked, over(1, Reason::Inactive)],
    );
}

#[test]
fn t5_five_hops_are_taken_and_a_sixth_is_not() {
    let five: Vec<_> = (1..=5).map(|n| (n, n + 1)).collect();
    let hops: Vec<_> = five.iter().map(|(from, to)| hop(*from, *to)).collect();
    assert_goes(
        &resolved(&facts(&five, &[]), &nobody()),
        &[1, 2, 3, 4, 5, 6],
        &hops,
    );
    let six: Vec<_> = (1..=6).map(|n| (n, n + 1)).collect();
    let too_far = Trail::TooFar {
        from: PersonId(6),
        to: PersonId(7),
    };
    let trail = [&hops[..], std::slice::from_ref(&too_far)].concat();
    assert_goes(
        &resolved(&facts(&six, &[]), &nobody()),
        &[1, 2, 3, 4, 5, 6],
        &trail,
    );
    // The hops count, not the eligible: behind five inactive people nobody is reached.
    let passed: Vec<_> = (1..=6).map(|n| over(n, Reason::Inactive)).collect();
    let trail = [&trail[..], &passed[..]].concat();
    assert_goes(
        &resolved(&facts(&six, &[1, 2, 3, 4, 5, 6]), &nobody()),
        &[],
        &trail,
    );
}

#[test]
fn t5_nobody_appears_twice() {
    let back = |from, to| Trail::Loop {
        from: PersonId(from),
        to: PersonId(to),
    };
    assert_goes(
        &resolved(&facts(&[(1, 2), (2, 1)], &[]), &nobody()),
        &[1, 2],
        &[hop(1, 2), back(2, 1)],
    );
    let trail = [hop(1, 2), hop(2, 3), back(3, 2)];
    assert_goes(
        &resolved(&facts(&[(1, 2), (2, 3), (3, 2)], &[]), &nobody()),
        &[1, 2, 3],
        &trail,
    );
    // After the fifth hop, back to somebody: a loop rather than too far.
    let ring: Vec<_> = (1..=6).map(|n| (n, n % 6 + 1)).collect();
    let mut trail: Vec<_> = (1..=5).map(|n| hop(n, n + 1)).collect();
    trail.push(back(6, 1));
    assert_goes(
        &resolved(&facts(&ring, &[]), &nobody()),
        &[1, 2, 3, 4, 5, 6],
        &trail,
    );
}

#[test]
fn t14_the_person_reassigning_has_already_appeared() {
    // 1, whose delegate is the reassigner 2, keeps it.
    let back = Trail::Loop {
        from: PersonId(1),
        to: PersonId(2),
    };
    assert_goes(
        &resolved(&facts(&[(1, 2), (2, 3)], &[]), &appeared(&[2])),
        &[1],
        &[back],
    );
    // Reassigning to oneself names nobody, whatever one's own rule says.
    assert_goes(&resolved(&facts(&[(1, 2)], &[]), &appeared(&[1])), &[], &[]);
    assert_goes(
        &resolve(PersonId(1), false, &facts(&[(1, 2)], &[]), &appeared(&[1])),
        &[],
        &[],
    );
}

#[test]
fn t5_inactive_people_are_passed_over_and_their_rules_followed() {
    let hops = [hop(1, 2), hop(2, 3), hop(3, 4)];
    let with = |passed: &[Trail]| [&hops[..], passed].concat();
    let inactive = |numbers: &[i64]| resolved(&facts(&CHAIN, numbers), &nobody());
    assert_goes(
        &inactive(&[2]),
        &[1, 2, 3, 4],
        &with(&[over(2, Reason::Inactive)]),
    );
    assert_goes(
        &inactive(&[1]),
        &[1, 2, 3, 4],
        &with(&[over(1, Reason::Inactive)]),
    );
    let last_two = with(&[over(3, Reason::Inactive), over(4, Reason::Inactive)]);
    assert_goes(&inactive(&[3, 4]), &[1, 2], &last_two);
    let all: Vec<_> = (1..=4).map(|n| over(n, Reason::Inactive)).collect();
    assert_goes(&inactive(&[1, 2, 3, 4]), &[], &with(&all));
}

#[test]
fn t5_subject_and_requester_bar_themselves_and_those_behind_them() {
    let hops = [hop(1, 2), hop(2, 3), hop(3, 4)];
    let trail = [
        &hops[..],
        &[
            over(2, Reason::SelfApproval),
            over(3, Reason::ThroughSelf),
            over(4, Reason::ThroughSelf),
        ],
    ]
    .concat();
    assert_goes(&resolved(&facts(&CHAIN, &[]), &selves(&[2])), &[1], &trail);
    // Named themselves: nobody is left.
    let trail = [
        hop(1, 2),
        over(1, Reason::SelfApproval),
        over(2, Reason::ThroughSelf),
    ];
    assert_goes(&resolved(&facts(&[(1, 2)], &[]), &selves(&[1, 9])), &[], &trail);
}

#[test]
fn t5_earlier_deciders_bar_themselves_and_those_behind_them() {
    let trail = [
        hop(1, 2),
        hop(2, 3),
        hop(3, 4),
        over(3, Reason::EarlierDecider),
        over(4, Reason::ThroughEarlierDecider),
    ];
    assert_goes(&resolved(&facts(&CHAIN, &[]), &deciders(&[3])), &[1, 2], &trail);
}

#[test]
fn t5_of_several_reasons_the_one_that_explains_most_is_given() {
    let path = |numbers: &[i64]| numbers.iter().map(|number| PersonId(*number)).collect::<Vec<_>>();
    let barred = Barred {
        selves: people(&[1]),
        earlier_deciders: people(&[2]),
        ..Barred::default()
    };
    let table: [(&[i64], &[i64], Option<Reason>); 9] = [
        (&[1], &[1], Some(Reason::SelfApproval)),
        (&[2], &[2], Some(Reason::EarlierDecider)),
        (&[1, 2], &[2], Some(Reason::EarlierDecider)),
        (&[2, 1], &[], Some(Reason::SelfApproval)),
        (&[1, 3], &[3], Some(Reason::Inactive)),
        (&[1, 2, 3], &[], Some(Reason::ThroughSelf)),
        (&[2, 3], &[], Some(Reason::ThroughEarlierDecider)),
        (&[3, 4], &[3], None),
        (&[], &[], None),
    ];
    for (numbers, inactive, reason) in table {
        assert_eq!(
            ineligible(&path(numbers), &facts(&[], inactive), &barred),
            reason,
            "{numbers:?}"
        );
    }
}
