//! T14, T17: comments on open tasks.

use super::{COMMENT, decide, delegate, request, world};

#[tokio::test(flavor = "multi_thread")]
async fn t17_everyone_who_sees_an_open_task_comments_and_those_it_concerns_are_told() {
    let world = world().await;
    delegate(&world, "mara", "bea").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    for (who, status) in [
        ("ben", 303),
        ("mara", 303),
        ("bea", 303),
        ("ada", 303),
        ("max", 404),
        ("hugo", 404),
    ] {
        let words = format!("{who} says <b>so</b>");
        let page = world
            .sign_in(who)
            .await
            .post(&task, &[("action", "comment"), ("comment", &words)])
            .await;
        assert_eq!(page.status, status, "{who}: {}", page.text());
    }
    let mut ben = world.sign_in("ben").await;
    let page = ben.get(&task).await;
    assert!(
        page.has_log_line("Bea Lund for Mara Vogel: Commented: bea says <b>so</b>")
            && page.has_log_line("Ada Holm: Commented: ada says <b>so</b>")
            && !page.body.contains("<b>so"),
        "{}",
        page.text()
    );
    for (who, expected) in [
        ("ben", ["mara", "bea", "ada"]),
        ("bea", ["ben", "mara", "ada"]),
        ("mara", ["ben", "bea", "ada"]),
    ] {
        let list = world.seen_by(who, "/notifications").await;
        for by in expected {
            assert!(
                list.has_log_line(&format!("{by} says")),
                "{who} of {by}: {}",
                list.text()
            );
        }
        assert!(!list.says(&format!("{who} says")), "{who}: {}", list.text());
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'task.commented'")
            .await,
        4
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_an_empty_or_endless_comment_is_refused_and_kept_and_a_closed_task_takes_none() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut ben = world.sign_in("ben").await;
    let long = "ä".repeat(2001);
    for (typed, words) in [("  ", "Enter a comment"), (long.as_str(), "2000 characters")] {
        let page = ben
            .post(&task, &[("action", "comment"), ("comment", typed)])
            .await;
        assert_eq!(page.status, 422);
        assert!(
            page.refuses("comment", words) && page.body.contains(typed.trim()),
            "{}",
            page.text()
        );
    }
    assert!(ben.get(&task).await.has(COMMENT));
    let mut mara = world.sign_in("mara").await;
    decide(&mut mara, &task, "approve", "").await;
    let page = ben.get(&task).await;
    assert!(!page.has(COMMENT), "{}", page.text());
    let late = ben
        .post(&task, &[("action", "comment"), ("comment", "Thanks")])
        .await;
    assert!(
        late.status == 409 && late.has_error("takes no more comments"),
        "{}",
        late.text()
    );
    world.end().await;
}

/// Two versions run beside each other while one is replaced.
#[tokio::test(flavor = "multi_thread")]
async fn g6_an_event_that_only_a_newer_version_can_read_says_so() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let newer = "INSERT INTO task_log (task_id, at, position, through, event) \
                 SELECT id, created_at, 1, 'job: newer', '{\"event\": \"from_the_future\"}' FROM tasks";
    world.database.batch(newer).await;
    let page = world.seen_by("ben", &task).await;
    assert!(
        page.has_log_line("Something that only a newer version of Locum can read"),
        "{}",
        page.text()
    );
    world.end().await;
}
