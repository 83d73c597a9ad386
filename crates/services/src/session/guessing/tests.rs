use super::*;

const BEN: Account = Some(PersonId(7));

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

/// So many failures of an account at one moment, each from another address; what is reported.
fn fail(counts: &mut Counts, account: Account, times: u64, now: Duration) -> Vec<Guessing> {
    (0..times)
        .filter_map(|address| counts.note(account, address, now))
        .collect()
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
    let one = counts.note(BEN, 0, minutes(3_000)).unwrap();
    assert_eq!((one.failures, one.addresses), (100, ADDRESSES));
    let mut few = Counts::default();
    let found = (0..100).find_map(|try_| few.note(BEN, try_ % 3, minutes(0)));
    assert_eq!(found.unwrap().addresses, 3);
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
    let mut counts = Counts::default();
    let most = i64::try_from(REMEMBERED).unwrap();
    for person in 0..most + 100 {
        fail(&mut counts, Some(PersonId(person)), 1, minutes(0));
    }
    assert_eq!(counts.accounts.len(), REMEMBERED);
    // An hour later they are forgotten.
    assert_eq!(
        fail(&mut counts, Some(PersonId(most + 1)), 100, minutes(61)).len(),
        1
    );
    assert_eq!(counts.accounts.len(), 1);
}
