use super::*;

const BEN: Account = Some(PersonId(7));

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

/// So many failures of an account at one moment, each from another address; what is reported.
fn fail(counts: &mut Counts, account: Account, times: u64, now: Duration) -> Vec<Guessing> {
    (0..times)
        .filter_map(|address| guessing(counts.note(account, address, now)?))
        .collect()
}

fn guessing(finding: Finding) -> Option<Guessing> {
    match finding {
        Finding::Guessing(_, guessing) => Some(guessing),
        Finding::ManyAccounts { .. } => None,
    }
}

#[test]
fn s_a_hundred_failures_within_an_hour_are_reported_once_an_hour() {
    let mut counts = Counts::default();
    assert_eq!(fail(&mut counts, BEN, 99, minutes(0)), []);
    let found = fail(&mut counts, BEN, 500, minutes(1));
    assert_eq!(
        found,
        [Guessing {
            failures: 100,
            addresses: ADDRESSES,
            notice: Notice::OfAccount,
        }]
    );
    assert_eq!(
        found[0].addresses_fact(),
        "64 or more",
        "beyond they are not counted"
    );
    assert_eq!(fail(&mut counts, BEN, 500, minutes(60)), [], "within the hour");
    assert_eq!(fail(&mut counts, BEN, 1, minutes(61)).len(), 1, "it goes on");
    assert_eq!(
        fail(&mut counts, Some(PersonId(8)), 99, minutes(61)),
        [],
        "each apart"
    );
}

#[test]
fn s_failures_of_more_than_an_hour_ago_do_not_count() {
    let mut counts = Counts::default();
    // One a minute: within an hour there are never a hundred.
    for minute in 0..1_000 {
        assert_eq!(fail(&mut counts, BEN, 1, minutes(minute)), [], "{minute}");
    }
    // Two a minute are.
    let found: Vec<_> = (1_000..1_060)
        .flat_map(|minute| fail(&mut counts, BEN, 2, minutes(minute)))
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].failures, 100);
    // After a long pause nothing is left of them, nor of their addresses.
    assert_eq!(fail(&mut counts, BEN, 99, minutes(3_000)), []);
    let one = counts.note(BEN, 0, minutes(3_000)).and_then(guessing).unwrap();
    assert_eq!((one.failures, one.addresses), (100, ADDRESSES));
    let mut few = Counts::default();
    let found = (0..100).find_map(|try_| few.note(BEN, try_ % 3, minutes(0)));
    assert_eq!(found.and_then(guessing).unwrap().addresses, 3);
}

#[test]
fn s_no_attack_floods_those_who_manage_security() {
    let mut counts = Counts::default();
    let notices = |counts: &mut Counts, from: i64, now| {
        let accounts = (from..from + 50).map(|person| Some(PersonId(person)));
        accounts
            .flat_map(|account| fail(counts, account, 100, now))
            .map(|found| found.notice)
            .collect::<Vec<_>>()
    };
    let found = notices(&mut counts, 0, minutes(0));
    assert_eq!(found.len(), 50, "each is in the log");
    let of = |found: &[Notice], notice| found.iter().filter(|one| **one == notice).count();
    assert_eq!(
        (of(&found, Notice::OfAccount), of(&found, Notice::OfMany)),
        (10, 1),
        "{found:?}"
    );
    let found = notices(&mut counts, 100, minutes(59));
    assert_eq!(of(&found, Notice::Nobody), 50);
    let found = notices(&mut counts, 200, minutes(60));
    assert_eq!(
        (of(&found, Notice::OfAccount), of(&found, Notice::OfMany)),
        (10, 1)
    );
    // Whatever is typed for nobody is one account, and notifies nobody.
    let found = fail(&mut counts, None, 5_000, minutes(60));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].notice, Notice::Nobody);
}

#[test]
fn s_memory_is_bounded() {
    let most = i64::try_from(REMEMBERED).unwrap();
    let full = || {
        let mut counts = Counts::default();
        for person in 0..most {
            fail(&mut counts, Some(PersonId(person)), 1, minutes(0));
        }
        assert_eq!(counts.accounts.len(), REMEMBERED);
        counts
    };
    // One more takes the place of some, but not of many.
    let mut counts = full();
    fail(&mut counts, Some(PersonId(most)), 1, minutes(0));
    assert_eq!(counts.accounts.len(), REMEMBERED - FORGOTTEN + 1);
    for person in most..3 * most {
        fail(&mut counts, Some(PersonId(person)), 1, minutes(0));
        assert!(counts.accounts.len() <= REMEMBERED);
    }
    // An hour later they are forgotten.
    let mut counts = full();
    assert_eq!(fail(&mut counts, Some(PersonId(most)), 100, minutes(61)).len(), 1);
    assert_eq!(counts.accounts.len(), 1);
}

#[test]
fn s_failures_of_very_many_accounts_hide_no_attack_on_one() {
    let mut counts = Counts::default();
    let most = i64::try_from(REMEMBERED).unwrap();
    let now = |at: i64| Duration::from_millis(u64::try_from(at).unwrap());
    let mut found = Vec::new();
    // Three failures each of several times as many accounts as are counted; in between, when it has long been so, one of Ben's at a time.
    for at in 0..7 * most {
        let other = Some(PersonId(1_000_000 + at));
        found.extend(counts.note(other, 1, now(10 * at)));
        found.extend(counts.note(other, 2, now(10 * at)));
        found.extend(counts.note(other, 3, now(10 * at)));
        if at > most + 1_000 && at % 500 == 250 {
            found.extend(counts.note(BEN, u64::try_from(at).unwrap(), now(10 * at)));
        }
        assert!(counts.accounts.len() <= REMEMBERED);
    }
    let of_ben: Vec<_> = found
        .iter()
        .filter(|one| matches!(one, Finding::Guessing(..)))
        .collect();
    let report = Guessing {
        failures: 100,
        addresses: ADDRESSES,
        notice: Notice::OfAccount,
    };
    assert_eq!(of_ben, [&Finding::Guessing(BEN, report)]);
    let many = found
        .iter()
        .filter(|one| matches!(one, Finding::ManyAccounts { .. }));
    assert_eq!(many.count(), 1, "12 minutes are one report");
    // An hour later, another.
    let begin = 3_600_000 + 70 * most;
    let later =
        (0..2 * most).filter_map(|at| counts.note(Some(PersonId(2_000_000 + at)), 1, now(begin + at)));
    let many = u32::try_from(REMEMBERED).unwrap();
    assert_eq!(
        later.collect::<Vec<_>>(),
        [Finding::ManyAccounts { failures: many }]
    );
}

#[test]
fn s_what_could_not_be_reported_is_found_again_at_the_next_failure() {
    let mut counts = Counts::default();
    assert_eq!(fail(&mut counts, BEN, 99, minutes(0)), []);
    for failures in 100..150 {
        let finding = counts.note(BEN, 1, minutes(1)).unwrap();
        let Finding::Guessing(_, found) = finding else {
            panic!("{finding:?}");
        };
        assert_eq!(
            (found.failures, found.notice),
            (failures, Notice::OfAccount),
            "nobody was notified yet"
        );
        counts.not_written(&finding);
    }
    assert_eq!(
        fail(&mut counts, BEN, 50, minutes(2)).len(),
        1,
        "that was written"
    );
    let most = i64::try_from(REMEMBERED).unwrap();
    let mut many = || {
        let others = (0..2 * most).map(|other| Some(PersonId(1_000_000 + other)));
        let found: Vec<_> = others
            .filter_map(|other| counts.note(other, 1, minutes(3)))
            .collect();
        found.iter().for_each(|found| counts.not_written(found));
        found.len()
    };
    assert_eq!((many(), many()), (1, 1), "each time anew");
}
