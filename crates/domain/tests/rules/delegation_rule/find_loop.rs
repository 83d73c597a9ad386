//! T6: saving a rule that closes a loop names everyone in it.

use std::collections::HashMap;

use domain::delegation_rule::find_loop;
use domain::ids::PersonId;
use proptest::prelude::*;

use crate::samples::ten_thousand_cases;

fn rules(pairs: &[(i64, i64)]) -> HashMap<PersonId, PersonId> {
    pairs
        .iter()
        .map(|(owner, delegate)| (PersonId(*owner), PersonId(*delegate)))
        .collect()
}

fn found(owner: i64, delegate: i64, pairs: &[(i64, i64)]) -> Option<Vec<i64>> {
    find_loop(PersonId(owner), PersonId(delegate), &rules(pairs))
        .map(|members| members.into_iter().map(|person| person.0).collect())
}

#[test]
fn t6_a_loop_is_named_from_its_owner_on() {
    assert_eq!(found(1, 2, &[(2, 1)]), Some(vec![1, 2]));
    assert_eq!(found(1, 2, &[(2, 3), (3, 1)]), Some(vec![1, 2, 3]));
    // Longer than resolution follows it (T5): a loop all the same.
    let long: Vec<_> = (2..=9).map(|n| (n, n % 9 + 1)).collect();
    assert_eq!(found(1, 2, &long), Some((1..=9).collect()));
}

#[test]
fn t6_no_loop_no_warning() {
    assert_eq!(found(1, 2, &[]), None);
    assert_eq!(found(1, 2, &[(2, 3), (3, 4)]), None);
    assert_eq!(found(1, 2, &[(3, 1)]), None);
    // A loop among others is not closed by this save.
    assert_eq!(found(1, 2, &[(2, 3), (3, 4), (4, 3)]), None);
}

#[test]
fn t6_the_rule_that_is_replaced_does_not_count() {
    assert_eq!(found(1, 2, &[(1, 3), (3, 1), (2, 4)]), None);
    assert_eq!(found(1, 2, &[(1, 3), (2, 1)]), Some(vec![1, 2]));
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// T6: a loop is closed exactly if the owner can be reached from the delegate; then its members follow one
    /// another by the rules, each once, back to the owner.
    #[test]
    fn t6_as_by_reachability(
        pairs in prop::collection::vec((0i64..7, 0i64..7), 0..10),
        (owner, delegate) in (0i64..7, 0i64..7),
    ) {
        let mut all = rules(&pairs);
        all.insert(PersonId(owner), PersonId(delegate));
        let mut reached = std::collections::BTreeSet::from([PersonId(delegate)]);
        for _ in 0..7 {
            let further: Vec<_> = reached.iter().filter_map(|person| all.get(person).copied()).collect();
            reached.extend(further);
        }
        let members = find_loop(PersonId(owner), PersonId(delegate), &rules(&pairs));
        prop_assert_eq!(members.is_some(), reached.contains(&PersonId(owner)));
        if let Some(members) = members {
            prop_assert_eq!(members[0], PersonId(owner));
            for (position, person) in members.iter().enumerate() {
                prop_assert_eq!(all[person], members[(position + 1) % members.len()]);
                prop_assert!(!members[..position].contains(person));
            }
        }
    }
}
