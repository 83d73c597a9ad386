//! `locum job run send-pending-ldap-requests`, beside a server or without one (J1).

use super::{delegations, lend};
use crate::process::commands::{run, said};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn j1_the_command_runs_it_once_and_prints_its_counts_as_one_line() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-12", "2028-01-20").await;
    world.at("2028-01-12T00:00:00Z");
    let output = run(&world, &["job", "run", "send-pending-ldap-requests"], "").await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    let counts: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&counts["begun"], &counts["ended"]),
        (&1.into(), &0.into()),
        "{text}"
    );
    assert_eq!(delegations(&world).await, ["max begun"]);
    assert!(
        !String::from_utf8(output.stderr).unwrap().contains("LOCUM_LDAP"),
        "there is no directory"
    );
    for wrong in [&["job"][..], &["job", "run"], &["job", "run", "everything"]] {
        assert_eq!(run(&world, wrong, "").await.status.code(), Some(2), "{wrong:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j3_a_command_that_was_not_told_of_the_directory_says_so() {
    let world = World::new().await;
    let told = "UPDATE role_requests SET state = 'complete', finished_at = '2028-01-11T09:00Z' WHERE id = (SELECT min(id) FROM role_requests)";
    world.execute(told, &[]).await;
    let output = run(&world, &["job", "run", "send-pending-ldap-requests"], "").await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        said(&output).contains("no LOCUM_LDAP_URL, but changes have been sent to a directory before"),
        "{}",
        said(&output)
    );
    world.end().await;
}
