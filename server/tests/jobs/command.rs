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
    for wrong in [&["job"][..], &["job", "run"], &["job", "run", "everything"]] {
        assert_eq!(run(&world, wrong, "").await.status.code(), Some(2), "{wrong:?}");
    }
    world.end().await;
}
