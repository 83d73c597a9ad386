//! `locum token …`: printed once, kept as a hash, revoked at once.

use std::process::Output;

use super::commands::{run, said};
use crate::support::World;

fn printed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_token_is_printed_alone_and_once_and_kept_as_a_hash() {
    let world = World::empty().await;
    let arguments = [
        "token",
        "create",
        "payroll",
        "--scope",
        "tasks:read",
        "--scope",
        "tasks:write",
    ];
    let token = printed(&run(&world, &arguments, "").await);
    let secret = token.trim_end();
    assert_eq!(token, format!("{secret}\n"));
    assert!(secret.starts_with("locum_") && secret.len() == 70, "{secret}");
    let rows = world
        .rows(
            "SELECT name, scopes, encode(hash, 'hex'), t::text, created_at::text FROM api_tokens t",
            &[],
        )
        .await;
    let scopes: Vec<String> = rows[0].get(1);
    assert_eq!(rows[0].get::<_, String>(0), "payroll");
    assert_eq!(scopes, ["tasks:read", "tasks:write"]);
    assert_eq!(rows[0].get::<_, String>(2).len(), 64);
    assert!(!rows[0].get::<_, String>(3).contains(&secret[6..]));
    let entry = "SELECT through, action, after::text FROM audit_log WHERE object_kind = 'api_token'";
    let entry = &world.rows(entry, &[]).await[0];
    assert_eq!(entry.get::<_, String>(0), "command: token create");
    assert_eq!(entry.get::<_, String>(1), "api_token.created");
    assert!(
        !entry.get::<_, String>(2).contains(&secret[6..]),
        "G8: no secret in the log"
    );
    let list = printed(&run(&world, &["token", "list"], "").await);
    assert!(
        list.contains("payroll\ttasks:read tasks:write\t2028-01-11T09:00Z\t-\t-"),
        "{list}"
    );
    assert!(!list.contains(&secret[6..]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_token_is_bad_input() {
    let world = World::empty().await;
    let create = |name: &'static str| ["token", "create", name, "--scope", "people:read"];
    printed(&run(&world, &create("crm"), "").await);
    let long = "a".repeat(65);
    for (wrong, words) in [
        (
            &["token", "create", "x", "--scope", "tasks:everything"][..],
            "tasks:read",
        ),
        (&["token", "create", "x"], "--scope"),
        (
            &["token", "create", "", "--scope", "people:read"],
            "Enter the name",
        ),
        (
            &["token", "create", "CRM", "--scope", "people:read"],
            "named CRM already",
        ),
        (&["token", "create", "a\nb", "--scope", "people:read"], "one line"),
        (
            &["token", "create", &long, "--scope", "people:read"],
            "64 characters",
        ),
        (&["token", "revoke", "nothing"], "no token named nothing"),
    ] {
        let output = run(&world, wrong, "").await;
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{wrong:?}: {}", said(&output));
        assert!(output.stdout.is_empty());
    }
    assert_eq!(world.count("SELECT count(*) FROM api_tokens").await, 1);
    // A name is free again when its token is revoked.
    assert_eq!(
        run(&world, &["token", "revoke", "Crm"], "").await.status.code(),
        Some(0)
    );
    assert_eq!(
        run(&world, &["token", "revoke", "crm"], "").await.status.code(),
        Some(2)
    );
    printed(&run(&world, &create("crm"), "").await);
    let list = printed(&run(&world, &["token", "list"], "").await);
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[1].ends_with("\t-") && lines[2].ends_with("\t2028-01-11T09:00Z"),
        "{list}"
    );
    let revoked = "SELECT count(*) FROM audit_log WHERE action = 'api_token.revoked'";
    assert_eq!(world.count(revoked).await, 1);
    world.end().await;
}
