//! D: the manager hierarchy allows no cycle.

use std::collections::HashMap;

use domain::hierarchy::find_cycle;
use proptest::prelude::*;

use crate::samples::ten_thousand_cases;

#[test]
fn d_a_tree_has_no_cycle() {
    assert_eq!(find_cycle::<u8>(&HashMap::new()), None);
    assert_eq!(
        find_cycle(&HashMap::from([
            ("ben", "mara"),
            ("bea", "mara"),
            ("mara", "ada")
        ])),
        None
    );
}

#[test]
fn d_a_cycle_is_named_from_its_smallest_member_upwards() {
    assert_eq!(find_cycle(&HashMap::from([(7, 7)])), Some(vec![7]));
    assert_eq!(
        find_cycle(&HashMap::from([("c", "a"), ("a", "b"), ("b", "c")])),
        Some(vec!["a", "b", "c"])
    );
    // Those who only report into it are not part of it.
    assert_eq!(
        find_cycle(&HashMap::from([(1, 2), (2, 5), (5, 3), (3, 5)])),
        Some(vec![3, 5])
    );
}

#[test]
fn d_two_hundred_thousand_people_in_one_line() {
    let count = 200_000;
    let mut managers: HashMap<u32, u32> = (1..count).map(|person| (person, person - 1)).collect();
    assert_eq!(find_cycle(&managers), None);
    managers.insert(0, count - 1);
    let cycle = find_cycle(&managers).unwrap();
    assert_eq!(cycle.len(), count as usize);
    assert_eq!(cycle[..3], [0, count - 1, count - 2]);
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    /// D: a cycle is found exactly if somebody is their own manager some levels up, and it is that of the
    /// smallest such person, whatever order the map is read in.
    #[test]
    fn d_as_by_walking_up_from_everyone(pairs in prop::collection::vec((0u8..12, 0u8..12), 0..14)) {
        let managers: HashMap<_, _> = pairs.into_iter().collect();
        let above = |person: u8| -> Vec<u8> {
            std::iter::successors(Some(person), |below| managers.get(below).copied()).skip(1).take(12).collect()
        };
        let expected = (0u8..12).find(|person| above(*person).contains(person)).map(|smallest| {
            let upwards = above(smallest);
            let turn = upwards.iter().position(|person| *person == smallest).unwrap();
            [&[smallest], &upwards[..turn]].concat()
        });
        prop_assert_eq!(find_cycle(&managers), expected);
    }
}
