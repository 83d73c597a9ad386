//! Denying and cancelling ask first (T13): what is said before is what happens after, and the endpoint needs no question.

use super::{decide, request, world};

#[tokio::test(flavor = "multi_thread")]
async fn questions_t13_a_denial_is_asked_about_and_nothing_changes_until_it_is_confirmed() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "approver").await;
    let mut mara = world.sign_in("mara").await;
    let asked = mara.get(&format!("{task}?ask=deny&reason=Not+yet")).await;
    assert_eq!((asked.status, asked.h1().starts_with("Deny “")), (200, true));
    // The second of two steps is not asked, and what was typed goes along.
    assert!(asked.says("1 later step is not asked"), "{}", asked.text());
    assert!(asked.body.contains("Not yet</textarea>"), "{}", asked.body);
    let open = "SELECT count(*) FROM tasks WHERE state = 'open'";
    assert_eq!(world.count(open).await, 1, "asking changes nothing");
    assert_eq!(
        decide(&mut mara, &task, "deny", "Not yet").await.status,
        303,
        "in one POST"
    );
    assert_eq!(world.count(open).await, 0);
    let late = mara.get(&format!("{task}?ask=deny")).await;
    assert!(
        late.status == 409 && late.says("was denied already by Mara Vogel"),
        "{}",
        late.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t13_who_may_not_decide_or_cancel_is_asked_nothing() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    for (who, ask, status) in [
        ("ben", "deny", 409),
        ("mara", "cancel", 409),
        ("bea", "deny", 404),
        ("ben", "cancel", 200),
    ] {
        let page = world.sign_in(who).await.get(&format!("{task}?ask={ask}")).await;
        assert_eq!(page.status, status, "{who} {ask}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t13_a_refused_answer_asks_again_with_what_was_typed() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    let long = "because ".repeat(300);
    let refused = decide(&mut mara, &task, "deny", &long).await;
    assert!(
        refused.status == 422 && refused.h1().starts_with("Deny “"),
        "{}",
        refused.text()
    );
    assert!(
        refused.body.contains("href=\"#question-reason\""),
        "{}",
        refused.body
    );
    assert!(refused.body.contains(long.trim_end()), "nothing typed is lost");
    assert_eq!(decide(&mut mara, &task, "deny", "So").await.status, 303);
    world.end().await;
}

/// Who is sent an address must not confirm something else than what they read.
#[tokio::test(flavor = "multi_thread")]
async fn questions_s_what_is_confirmed_is_what_was_asked_about() {
    let world = world().await;
    let asked = request(&world, "ben", "ben", "viewer").await;
    let other = request(&world, "bea", "bea", "viewer").await;
    let id = |task: &str| task.trim_start_matches("/tasks/").to_owned();
    let mut mara = world.sign_in("mara").await;
    let address = format!("{asked}?ask=deny&step=1&task={}", id(&other));
    let page = mara.get(&address).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.body.contains(&id(&asked)), "{}", page.body);
    assert!(!page.body.contains(&id(&other)), "{}", page.body);
    world.end().await;
}
