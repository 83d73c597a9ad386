//! Denying and cancelling ask first (T13): what is said before is what happens after, and the endpoint needs no question.

use super::{decide, open, request, world};
use crate::questions::question_of;

#[tokio::test(flavor = "multi_thread")]
async fn questions_t13_a_denial_is_asked_about_and_nothing_changes_until_it_is_confirmed() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "approver").await;
    let mut mara = world.sign_in("mara").await;
    let asked = mara.post(&task, &[("ask", "deny"), ("reason", "Not yet")]).await;
    assert_eq!((asked.status, asked.h1().starts_with("Deny “")), (200, true));
    // The second of two steps is not asked, and what was typed goes along.
    assert!(asked.has_effect("1 later step is not asked"), "{}", asked.text());
    assert!(asked.keeps("Not yet"), "{}", asked.body);
    assert_eq!(open(&world).await, 1, "asking changes nothing");
    assert_eq!(
        decide(&mut mara, &task, "deny", "Not yet").await.status,
        303,
        "in one POST"
    );
    assert_eq!(open(&world).await, 0);
    let late = mara.post(&task, &[("ask", "deny"), ("reason", "Late")]).await;
    assert!(
        late.status == 409 && late.has_error("was denied already by Mara Vogel"),
        "{}",
        late.text()
    );
    world.end().await;
}

/// What people write about each other stands in no address: it would be kept in histories and logs.
#[tokio::test(flavor = "multi_thread")]
async fn questions_s_a_reason_is_read_from_what_is_posted_and_from_no_address() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    let of_address = mara.get(&format!("{task}?ask=deny&reason=Secret")).await;
    assert_eq!(
        (of_address.status, of_address.h1().starts_with("Deny “")),
        (200, false)
    );
    assert!(!of_address.body.contains("Secret"), "{}", of_address.body);
    // The longest that is allowed, of letters that take most room.
    let longest = "\u{1f600}".repeat(2000);
    let asked = mara.post(&task, &[("ask", "deny"), ("reason", &longest)]).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    assert!(asked.keeps(&longest));
    assert!(asked.has("[method='post']"), "the answer too is posted");
    assert_eq!(decide(&mut mara, &task, "deny", &longest).await.status, 303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_g6_keeping_it_brings_the_page_back_with_what_was_typed() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    let kept = [("action", "deny"), ("ask", "keep"), ("reason", "Not yet")];
    let page = mara.post(&task, &kept).await;
    assert_eq!((page.status, page.h1().starts_with("Deny “")), (200, false));
    assert!(page.keeps("Not yet"), "{}", page.body);
    assert_eq!(open(&world).await, 1);
    world.end().await;
}

/// The dialog reads the same question as data, and `null` where there is none.
#[tokio::test(flavor = "multi_thread")]
async fn questions_g7_the_dialog_reads_what_the_page_says() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut mara = world
        .sign_in("mara")
        .await
        .with_header("accept", "application/json");
    let fields = [("ask", "deny"), ("reason", "Not yet"), ("step", "1")];
    let asked = mara.post(&task, &fields).await;
    let question = question_of(&asked);
    assert_eq!(question.reason.unwrap().value, "Not yet", "{}", asked.body);
    assert_eq!(question.action.as_deref(), Some(task.as_str()));
    let posted: Vec<_> = question
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(posted[..2], [("step", "1"), ("action", "deny")]);
    assert_eq!((posted.len(), posted[2].0), (3, "form"), "the answer's own id");
    let mut ben = world
        .sign_in("ben")
        .await
        .with_header("accept", "application/json");
    let nothing = ben.post(&task, &fields).await;
    assert_eq!((nothing.status, nothing.body.as_str()), (200, "null"));
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
        let page = world.sign_in(who).await.post(&task, &[("ask", ask)]).await;
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
    assert!(refused.points_at("question-reason"), "{}", refused.body);
    assert!(refused.body.contains(long.trim_end()), "nothing typed is lost");
    assert_eq!(decide(&mut mara, &task, "deny", "So").await.status, 303);
    world.end().await;
}

/// Nobody confirms something else than what they read.
#[tokio::test(flavor = "multi_thread")]
async fn questions_s_what_is_confirmed_is_what_was_asked_about() {
    let world = world().await;
    let asked = request(&world, "ben", "ben", "viewer").await;
    let other = request(&world, "bea", "bea", "viewer").await;
    let id = |task: &str| task.trim_start_matches("/tasks/").to_owned();
    let mut mara = world.sign_in("mara").await;
    let named = id(&other);
    let fields = [("ask", "deny"), ("step", "1"), ("task", named.as_str())];
    let page = mara.post(&asked, &fields).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.body.contains(&id(&asked)), "{}", page.body);
    assert!(!page.body.contains(&id(&other)), "{}", page.body);
    world.end().await;
}
