//! T13, T14: denying several tasks of a review, with what it takes away counted before.

use super::revoke::{LENT, lent};
use super::{holders, review, tasks, world};

#[tokio::test(flavor = "multi_thread")]
async fn questions_t13_what_denials_take_away_is_counted_and_is_what_goes() {
    let world = world().await;
    world.database.batch(LENT).await;
    let mut ada = world.sign_in("ada").await;
    review(&mut ada, &[("role", "viewer"), ("due_on", "2028-01-31")]).await;
    let made = tasks(&world).await;
    let ids: Vec<&str> = made
        .iter()
        .map(|(path, ..)| path.trim_start_matches("/tasks/"))
        .collect();
    let mut mara = world.sign_in("mara").await;
    let messages = world.count("SELECT count(*) FROM outbox").await;
    let fields = [
        ("task", ids[0]),
        ("task", ids[1]),
        ("ask", "deny"),
        ("form", "x"),
        ("ticked", "true"),
    ];
    let asked = mara.post("/", &fields).await;
    assert_eq!(asked.h1(), "Deny 2 tasks?");
    for effect in [
        "2 roles are taken away at once",
        "2 delegations end 1 in force and 1 scheduled",
    ] {
        assert!(asked.has_effect(effect), "{effect}: {}", asked.text());
    }
    assert_eq!(holders(&world, "viewer").await, ["bea", "ben", "milo"]);
    assert_eq!(
        lent(&world).await,
        ["bea counts", "max counts"],
        "nothing is kept"
    );
    assert_eq!(
        world.count("SELECT count(*) FROM outbox").await,
        messages,
        "nobody is told"
    );
    let done = mara.confirm("/", &asked, Some("Reviewed")).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(holders(&world, "viewer").await, ["milo"]);
    assert_eq!(
        lent(&world).await,
        ["bea ended: role_lost", "max cancelled: role_lost"]
    );
    world.end().await;
}
