//! T5 against a slow model that is right by definition: it tries every length of walk, and asks of each person
//! whether they can be reached without passing somebody forbidden.

use std::collections::{BTreeSet, HashSet};

use domain::ids::PersonId;
use domain::resolution::{Barred, Facts, Outcome, Reason, Trail, resolve};
use proptest::prelude::*;

use crate::samples::ten_thousand_cases;

/// Where so many hops lead, all who were met included; `None` where the rules do not go that far.
fn walk(named: PersonId, hops: usize, facts: &Facts) -> Option<Vec<PersonId>> {
    match hops {
        0 => Some(vec![named]),
        _ => {
            let mut met = walk(named, hops - 1, facts)?;
            met.push(*facts.delegates.get(met.last()?)?);
            Some(met)
        }
    }
}

fn all_new(met: &[PersonId], barred: &Barred) -> bool {
    let distinct: BTreeSet<_> = met.iter().collect();
    distinct.len() == met.len() && met.iter().all(|person| !barred.already_appeared.contains(person))
}

/// Everyone among `met` who is reached from `named` by rules whose owner is not forbidden.
fn reached_past(
    forbidden: &HashSet<PersonId>,
    named: PersonId,
    met: &[PersonId],
    facts: &Facts,
) -> BTreeSet<PersonId> {
    let mut reached = BTreeSet::from([named]);
    for _ in met {
        let further: Vec<_> = reached
            .iter()
            .filter(|owner| !forbidden.contains(owner))
            .filter_map(|owner| facts.delegates.get(owner).copied())
            .filter(|delegate| met.contains(delegate))
            .collect();
        reached.extend(further);
    }
    reached
}

fn model(named: PersonId, allow_delegation: bool, facts: &Facts, barred: &Barred) -> Outcome {
    let most = if allow_delegation { 5 } else { 0 };
    let walks = (0..=most)
        .filter_map(|hops| walk(named, hops, facts))
        .filter(|met| all_new(met, barred));
    let Some(met) = walks.max_by_key(Vec::len) else {
        return Outcome {
            assignee: None,
            path: vec![],
            trail: vec![],
        };
    };

    let mut trail: Vec<_> = met
        .windows(2)
        .map(|pair| Trail::Hop {
            from: pair[0],
            to: pair[1],
        })
        .collect();
    let from = met[met.len() - 1];
    if let Some(&to) = facts.delegates.get(&from) {
        let back = met.contains(&to) || barred.already_appeared.contains(&to);
        trail.push(match (allow_delegation, back) {
            (false, _) => Trail::BlockedByPolicy {
                owner: from,
                delegate: to,
            },
            (true, true) => Trail::Loop { from, to },
            (true, false) => Trail::TooFar { from, to },
        });
    }

    let past_selves = reached_past(&barred.selves, named, &met, facts);
    let past_deciders = reached_past(&barred.earlier_deciders, named, &met, facts);
    let reason = |person: &PersonId| {
        let every = [
            (barred.selves.contains(person), Reason::SelfApproval),
            (barred.earlier_deciders.contains(person), Reason::EarlierDecider),
            (facts.inactive.contains(person), Reason::Inactive),
            (!past_selves.contains(person), Reason::ThroughSelf),
            (!past_deciders.contains(person), Reason::ThroughEarlierDecider),
        ];
        every
            .into_iter()
            .find(|(holds, _)| *holds)
            .map(|(_, reason)| reason)
    };
    trail.extend(
        met.iter()
            .filter_map(|&person| reason(&person).map(|reason| Trail::PassedOver { person, reason })),
    );
    let assignee = met.iter().copied().rfind(|person| reason(person).is_none());
    let path = match assignee {
        Some(person) => met
            .iter()
            .copied()
            .take_while(|earlier| *earlier != person)
            .chain([person])
            .collect(),
        None => vec![],
    };
    Outcome {
        assignee,
        path,
        trail,
    }
}

const PEOPLE: i64 = 9;

fn some_people(at_most: usize) -> impl Strategy<Value = HashSet<PersonId>> {
    prop::collection::vec(0..PEOPLE, 0..=at_most)
        .prop_map(|numbers| numbers.into_iter().map(PersonId).collect())
}

/// Mostly long chains: each of nine people has a delegate nine times in ten, usually the next one.
fn some_facts() -> impl Strategy<Value = Facts> {
    let delegate = prop_oneof![2 => Just(None), 1 => (0..PEOPLE).prop_map(Some)];
    let rules = prop::collection::vec(prop::option::weighted(0.9, delegate), PEOPLE as usize);
    (rules, some_people(4)).prop_map(|(rules, inactive)| Facts {
        delegates: (0..PEOPLE)
            .zip(rules)
            .filter_map(|(owner, rule)| {
                rule.map(|delegate| {
                    (
                        PersonId(owner),
                        PersonId(delegate.unwrap_or((owner + 1) % PEOPLE)),
                    )
                })
            })
            .collect(),
        inactive,
    })
}

fn some_barred() -> impl Strategy<Value = Barred> {
    (some_people(2), some_people(2), some_people(1)).prop_map(
        |(selves, earlier_deciders, already_appeared)| Barred {
            selves,
            earlier_deciders,
            already_appeared,
        },
    )
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// T5: assignee, path and trail are the model's.
    #[test]
    fn t5_resolves_as_the_model_does(
        named in 0..PEOPLE,
        allow_delegation in prop::bool::weighted(0.9),
        facts in some_facts(),
        barred in some_barred(),
    ) {
        let outcome = resolve(PersonId(named), allow_delegation, &facts, &barred);
        prop_assert_eq!(outcome, model(PersonId(named), allow_delegation, &facts, &barred));
    }
}
