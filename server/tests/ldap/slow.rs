//! A directory that answers, but not everything in the time that there is (J5).

use std::time::Duration;

use ldap_directory::{Directory, LdapConfig, Membership, Patience, Sent};

use super::outages::between;
use super::{directory, done, is};
use crate::support::Slapd;

/// What a connection takes before it answers no more; the directory is there, and a new connection is as good as the first.
const BYTES: usize = 3_000;

fn slow(slapd: &Slapd) -> Directory {
    let stalls = between(BYTES, slapd.port(), |client, _| {
        // Open until Locum has had enough.
        let _ = std::io::copy(&mut &*client, &mut std::io::sink());
    });
    let config = LdapConfig {
        url: format!("ldap://127.0.0.1:{stalls}"),
        patience: Patience {
            batch: Duration::from_millis(1_500),
            ..Patience::default()
        },
        ..slapd.config()
    };
    Directory::new(&config).unwrap()
}

fn everybody() -> (Slapd, Vec<Membership>) {
    let names: Vec<String> = (0..40).map(|n| format!("person-{n}")).collect();
    let usernames: Vec<&str> = names.iter().map(String::as_str).collect();
    let lines = usernames.iter().enumerate();
    let batch = lines.map(|(n, name)| is(name, &format!("role_{}", n % 10)));
    (Slapd::new(&usernames), batch.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_what_was_done_in_time_is_done_and_the_rest_was_too_slow() {
    let (slapd, batch) = everybody();
    let sent = slow(&slapd).send(&batch).await;
    let is_done = sent.iter().filter(|sent| **sent == Sent::Done).count();
    let is_slow = sent
        .iter()
        .filter(|sent| matches!(sent, Sent::TooSlow(_)))
        .count();
    assert_eq!(is_done + is_slow, batch.len(), "{sent:?}");
    assert!(is_done > 0 && is_slow > 0, "{is_done} and {is_slow}");
    assert_eq!(directory(&slapd).send(&batch).await, done(40));
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_batch_has_all_of_its_time_from_its_turn_on() {
    let (slapd, batch) = everybody();
    let directory = slow(&slapd);
    let few = [is("person-0", "role_0")];
    let (many, few) = tokio::join!(directory.send(&batch), directory.send(&few));
    assert!(
        many.iter().any(|sent| matches!(sent, Sent::TooSlow(_))),
        "{many:?}"
    );
    assert_eq!(few, done(1), "it waited as long as that took");
}
