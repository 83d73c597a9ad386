use domain::ids::PersonId;
use domain::role_delegation::{PersonSecurityProfile, Place};

use PersonSecurityProfile::{ChainAndPeers, Everyone, SameDepartment, SameLocation};

fn place<'a>(
    person: i64,
    (department, location): (Option<&'a str>, Option<&'a str>),
    managers: &'a [PersonId],
) -> Place<'a> {
    Place {
        person: PersonId(person),
        department,
        location,
        managers,
    }
}

#[test]
fn r4_whom_a_person_sees() {
    let top: [PersonId; 0] = [];
    let (under_1, under_2) = ([PersonId(1)], [PersonId(2), PersonId(1)]);
    let head = place(1, (None, Some("London")), &top);
    let manager = place(2, (Some("Sales"), Some("Madrid")), &under_1);
    let report = place(3, (Some("Sales"), Some("London")), &under_2);
    let peer = place(4, (Some("IT"), None), &under_2);
    let stranger = place(5, (None, None), &top);
    let cases = [
        (Everyone, &report, &stranger, true),
        (SameDepartment, &report, &manager, true),
        (SameDepartment, &report, &peer, false),
        (SameDepartment, &head, &stranger, false),
        (SameLocation, &report, &head, true),
        (SameLocation, &report, &manager, false),
        (SameLocation, &peer, &stranger, false),
        (ChainAndPeers, &report, &head, true),
        (ChainAndPeers, &head, &report, true),
        (ChainAndPeers, &report, &peer, true),
        (ChainAndPeers, &manager, &report, true),
        // Two people without a manager are no peers.
        (ChainAndPeers, &head, &stranger, false),
    ];
    for (profile, one, other, expected) in cases {
        assert_eq!(
            profile.sees(one, other),
            expected,
            "{profile:?}: {one:?} sees {other:?}"
        );
    }
}

#[test]
fn codes_are_read_back() {
    for profile in [Everyone, SameDepartment, SameLocation, ChainAndPeers] {
        assert_eq!(PersonSecurityProfile::from_code(profile.code()), Some(profile));
    }
    assert_eq!(PersonSecurityProfile::from_code("everyone"), None);
}
