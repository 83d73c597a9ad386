//! T5: the trail as the task's log shows it.

use domain::ids::PersonId;
use domain::resolution::{Reason, Trail};

fn sentence(entry: &Trail) -> String {
    entry.sentence(|person| match person.0 {
        1 => "Ana Ruiz".to_owned(),
        2 => "Ben Ode".to_owned(),
        other => panic!("nobody else is named: {other}"),
    })
}

#[test]
fn t5_every_entry_is_a_sentence() {
    let (ana, ben) = (PersonId(1), PersonId(2));
    let table = [
        (
            Trail::Hop { from: ana, to: ben },
            "Ana Ruiz’s tasks go to Ben Ode",
        ),
        (
            Trail::BlockedByPolicy {
                owner: ana,
                delegate: ben,
            },
            "Ana Ruiz’s tasks go to Ben Ode, but this step does not allow delegation",
        ),
        (
            Trail::Loop { from: ben, to: ana },
            "Ben Ode’s tasks go to Ana Ruiz, who had already appeared",
        ),
        (
            Trail::TooFar { from: ana, to: ben },
            "Ana Ruiz’s tasks go to Ben Ode, but a task is passed on 5 times at most",
        ),
        (
            Trail::PassedOver {
                person: ana,
                reason: Reason::Inactive,
            },
            "Ana Ruiz was passed over: inactive",
        ),
    ];
    for (entry, words) in table {
        assert_eq!(sentence(&entry), words);
    }
}

#[test]
fn t5_no_two_reasons_read_alike() {
    let reasons = [
        Reason::Inactive,
        Reason::SelfApproval,
        Reason::ThroughSelf,
        Reason::EarlierDecider,
        Reason::ThroughEarlierDecider,
    ];
    let words: std::collections::HashSet<_> = reasons.map(Reason::in_words).into_iter().collect();
    assert_eq!(words.len(), reasons.len());
    assert!(words.iter().all(|words| !words.is_empty()));
}
